namespace Tocsin.Core.Sinks;

/// <summary>Bytes that are appended once and read back at any place: in memory up to a limit, beyond it in a temporary file.</summary>
/// <remarks>The file has no name that others could open by and vanishes with the buffer. One thread at a time.</remarks>
internal sealed class SpillBuffer(long memoryMax) : IDisposable
{
    private const int BlockBytes = 1 << 18;

    // Blocks rather than one array, which would be copied again and again while it grows.
    private readonly List<byte[]> _blocks = [];
    private FileStream? _file;

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a file is in use.</summary>
    public bool IsSpilled => _file is not null;

    /// <summary>Adds bytes; returns where they begin.</summary>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && Length + bytes.Length > memoryMax)
            Spill();
        var offset = Length;
        if (_file is not null)
            _file.Write(bytes);
        else
            Keep(bytes);
        Length += bytes.Length;
        return offset;
    }

    /// <summary>Reads bytes back.</summary>
    /// <param name="offset">Where they begin.</param>
    /// <param name="target">Filled whole.</param>
    public void Read(long offset, Span<byte> target)
    {
        if (_file is null)
        {
            while (target.Length > 0)
            {
                var block = _blocks[(int)(offset / BlockBytes)].AsSpan((int)(offset % BlockBytes));
                var part = block[..Math.Min(block.Length, target.Length)];
                part.CopyTo(target);
                target = target[part.Length..];
                offset += part.Length;
            }

            return;
        }

        _file.Flush();
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, target, offset);
            if (read == 0)
                throw new EndOfStreamException("the temporary file was cut by someone else");
            target = target[read..];
            offset += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _blocks.Clear();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var used = (int)(Length % BlockBytes);
        while (bytes.Length > 0)
        {
            if (used == 0)
                _blocks.Add(GC.AllocateUninitializedArray<byte>(BlockBytes));
            var part = bytes[..Math.Min(BlockBytes - used, bytes.Length)];
            part.CopyTo(_blocks[^1].AsSpan(used));
            bytes = bytes[part.Length..];
            used = (used + part.Length) % BlockBytes;
        }
    }

    private void Spill()
    {
        var path = Path.Combine(Path.GetTempPath(), $"tocsin-{Guid.NewGuid():N}.spool");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 1 << 16,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        var rest = Length;
        foreach (var block in _blocks)
        {
            _file.Write(block, 0, (int)Math.Min(rest, BlockBytes));
            rest -= BlockBytes;
        }

        _blocks.Clear();
    }
}
