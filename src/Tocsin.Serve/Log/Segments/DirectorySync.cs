using System.Runtime.InteropServices;
using System.Text;

namespace Tocsin.Serve.Log.Segments;

/// <summary>Syncs a directory, which .NET's file API refuses to open.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Makes the names in a directory durable. Nothing to do on Windows, which journals them.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var directory = Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (directory < 0)
            throw new IOException($"cannot open the folder `{path}`: error {Marshal.GetLastPInvokeError()}");
        try
        {
            if (Sync(directory) != 0)
                throw new IOException($"cannot sync the folder `{path}`: error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = Close(directory);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
