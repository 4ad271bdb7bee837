namespace Tocsin.Core.Sinks;

/// <summary>Bytes that are appended once and read back at any place: in memory up to a limit, beyond it in a temporary file.</summary>
/// <remarks>The file has no name that others could open by and vanishes with the buffer. One thread at a time.</remarks>
internal sealed class SpillBuffer(long memoryMax) : IDisposable
{
    private readonly MemoryStream _memory = new();
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
            _memory.Write(bytes);
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
            _memory.GetBuffer().AsSpan((int)offset, target.Length).CopyTo(target);
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
        _memory.Dispose();
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
        _memory.WriteTo(_file);
        _memory.SetLength(0);
        _memory.Capacity = 0;
    }
}
