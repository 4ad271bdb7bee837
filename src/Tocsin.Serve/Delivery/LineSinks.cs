using System.Buffers;

namespace Tocsin.Serve.Delivery;

/// <summary>Writes documents to a stream, one a line.</summary>
internal sealed class StreamSink(Stream target) : ISink
{
    /// <inheritdoc/>
    public int BatchMax => 1_000;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        await target.WriteAsync(Lines.Of(notices), cancellation).ConfigureAwait(false);
        await target.FlushAsync(cancellation).ConfigureAwait(false);
        return SendResult.Sent;
    }

    public void Dispose() { }
}

/// <summary>Writes documents to a file, one a line; a file that is full is put aside.</summary>
internal sealed class FileSink(string path, long bytesMax, int filesMax) : ISink
{
    private FileStream? _file;

    /// <inheritdoc/>
    public int BatchMax => 1_000;

    /// <inheritdoc/>
    public Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        var lines = Lines.Of(notices);
        // Somebody else may have moved it: then lines go where the name says.
        if (_file is not null && !File.Exists(path))
            Close();
        var file = _file ??= Open();
        if (file.Length > 0 && file.Length + lines.Length > bytesMax)
        {
            Close();
            PutAside();
            file = _file = Open();
        }

        var before = file.Length;
        try
        {
            file.Write(lines.Span);
            // The place among the changes moves on behind this, so the lines must be there after a crash.
            file.Flush(flushToDisk: true);
        }
        catch
        {
            // Half a line would spoil the next; the attempt is repeated as a whole.
            file.SetLength(before);
            throw;
        }

        return Task.FromResult(SendResult.Sent);
    }

    public void Dispose() => Close();

    private FileStream Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        var file = new FileStream(path, options);
        CutTornLine(file);
        return file;
    }

    /// <summary>A crash may have left half a line; it is sent again.</summary>
    private static void CutTornLine(FileStream file)
    {
        var end = file.Length;
        var block = new byte[4096];
        while (end > 0)
        {
            var from = Math.Max(0, end - block.Length);
            file.Position = from;
            var part = block.AsSpan(0, (int)(end - from));
            file.ReadExactly(part);
            var newline = part.LastIndexOf((byte)'\n');
            if (newline >= 0)
            {
                end = from + newline + 1;
                break;
            }

            end = from;
        }

        if (end != file.Length)
            file.SetLength(end);
        file.Position = end;
    }

    private void PutAside()
    {
        for (var i = filesMax; i >= 1; i--)
        {
            var source = i == 1 ? path : $"{path}.{i - 1}";
            if (File.Exists(source))
                File.Move(source, $"{path}.{i}", overwrite: true);
        }

        if (filesMax < 1)
            File.Delete(path);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}

/// <summary>Documents as lines.</summary>
internal static class Lines
{
    /// <summary>One line for each.</summary>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<Notice> notices)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var notice in notices)
        {
            buffer.Write(notice.Alert.Document);
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }
}
