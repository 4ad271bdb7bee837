using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Serve.Intake.Following;

/// <summary>What a file is, whatever it is called: device and inode.</summary>
/// <remarks>Only Linux tells; elsewhere the time of creation stands for it, which a rename does not change either.</remarks>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>The most bytes at a file's beginning that make its fingerprint.</summary>
    public const int FingerprintBytesMax = 1024;

    private const int HashBytes = 8;

    /// <summary>The identity of what a path leads to; null where there is nothing.</summary>
    public static FileIdentity? Of(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return Linux.Read(path);
            var file = new FileInfo(path);
            return file.Exists ? new(0, (ulong)file.CreationTimeUtc.Ticks) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The key under which a file's position is kept: identity, and a fingerprint of its beginning.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">How many bytes of its beginning count.</param>
    public string KeyOf(SafeFileHandle file, int length)
    {
        var head = new byte[length];
        var read = ReadFully(file, head);
        var hash = SHA256.HashData(head.AsSpan(0, read));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Device:x}:{Inode:x}:{read}:{Convert.ToHexStringLower(hash.AsSpan(0, HashBytes))}"
        );
    }

    /// <summary>Whether a key that was kept is that of a file: the file still begins as it did then.</summary>
    public bool IsKeyOf(string key, SafeFileHandle file) =>
        key.Split(':') is [_, _, var length, _]
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count <= FingerprintBytesMax
        && KeyOf(file, count) == key;

    /// <summary>Whether two keys are of files with the same whole beginning.</summary>
    public static bool HaveSameBeginning(string key, string other)
    {
        var parts = key.Split(':');
        var others = other.Split(':');
        return parts.Length == 4
            && others.Length == 4
            && parts[2] == FingerprintBytesMax.ToString(CultureInfo.InvariantCulture)
            && parts[2] == others[2]
            && parts[3] == others[3];
    }

    private static int ReadFully(SafeFileHandle file, byte[] target)
    {
        var have = 0;
        while (have < target.Length)
        {
            var read = RandomAccess.Read(file, target.AsSpan(have), have);
            if (read == 0)
                break;
            have += read;
        }

        return have;
    }

    private static class Linux
    {
        private const int CurrentFolder = -100;
        private const uint MaskInode = 0x100;

        // The kernel's structure is the same on every architecture.
        private const int StructureBytes = 256;
        private const int InodeAt = 32;
        private const int DeviceMajorAt = 136;
        private const int DeviceMinorAt = 140;

        public static FileIdentity? Read(string path)
        {
            var structure = new byte[StructureBytes];
            if (statx(CurrentFolder, path, 0, MaskInode, structure) != 0)
                return null;
            var major = BinaryPrimitives.ReadUInt32LittleEndian(structure.AsSpan(DeviceMajorAt));
            var minor = BinaryPrimitives.ReadUInt32LittleEndian(structure.AsSpan(DeviceMinorAt));
            return new(
                ((ulong)major << 32) | minor,
                BinaryPrimitives.ReadUInt64LittleEndian(structure.AsSpan(InodeAt))
            );
        }

        [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = false)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int statx(
            int folder,
            [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
            int flags,
            uint mask,
            [Out] byte[] structure
        );
    }
}
