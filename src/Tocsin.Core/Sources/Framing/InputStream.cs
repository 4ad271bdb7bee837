using System.IO.Compression;

namespace Tocsin.Core.Sources.Framing;

/// <summary>An opened input: unpacked if it is packed, recognised by its first bytes and not by its name.</summary>
internal sealed class InputStream : IDisposable
{
    private const int LookBytes = 6;
    private readonly Stream _source;
    private readonly Stream _content;
    private readonly bool _ownsSource;
    private bool _isTaken;

    private InputStream(Stream source, Stream content, bool ownsSource)
    {
        _source = source;
        _content = content;
        _ownsSource = ownsSource;
    }

    /// <summary>Opens an input.</summary>
    /// <param name="file">Which.</param>
    /// <param name="options">Knows standard input.</param>
    /// <param name="refusal">Why it cannot be read, where the result is null.</param>
    public static InputStream? Open(InputFile file, InputOptions options, out string refusal)
    {
        refusal = "";
        var isStandardInput = file.Path == InputPaths.StandardInput;
        if (isStandardInput && options.StandardInput is null)
        {
            refusal = "there is no standard input";
            return null;
        }

        Stream? source = null;
        try
        {
            source = isStandardInput
                ? options.StandardInput!
                : new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            var head = new byte[LookBytes];
            var length = source.ReadAtLeast(head, LookBytes, throwOnEndOfStream: false);
            refusal = Refuse(head.AsSpan(0, length));
            if (refusal.Length > 0)
            {
                if (!isStandardInput)
                    source.Dispose();
                return null;
            }

            var whole = new PrefixedStream(head, length, source);
            var isGzip = length >= 2 && head[0] == 0x1F && head[1] == 0x8B;
            return new(
                source,
                isGzip ? new GZipStream(whole, CompressionMode.Decompress) : whole,
                ownsSource: !isStandardInput
            );
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            if (!isStandardInput)
                source?.Dispose();
            refusal = InputFailure.Describe(e);
            return null;
        }
    }

    /// <summary>Reads unpacked bytes until the target is full or the input ends.</summary>
    /// <param name="target">Where they go.</param>
    /// <param name="failure">Why the input broke off, or null; what came before it counts.</param>
    /// <returns>How many bytes came; fewer than asked for only at the end.</returns>
    public int Fill(Span<byte> target, out string? failure)
    {
        failure = null;
        var filled = 0;
        try
        {
            while (filled < target.Length)
            {
                var read = _content.Read(target[filled..]);
                if (read == 0)
                    break;
                filled += read;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            failure = InputFailure.Describe(e);
        }

        return filled;
    }

    /// <summary>Hands over the file that is read, which the caller closes; null where its bytes cannot be read again at the places where they were.</summary>
    public FileStream? TakeFile()
    {
        if (
            !_ownsSource
            || _isTaken
            || _content is GZipStream
            || _source is not FileStream { CanSeek: true, Length: > 0 } file
        )
            return null;
        _isTaken = true;
        return file;
    }

    /// <summary>How many bytes of the file itself have been read.</summary>
    public long SourcePosition => _ownsSource && _source.CanSeek ? _source.Position : 0;

    public void Dispose()
    {
        if (!_ownsSource || _isTaken)
            return;
        _content.Dispose();
        _source.Dispose();
    }

    private static string Refuse(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            return "zstd is not supported; unpack it first, for example `zstd -dc FILE | tocsin scan -`";
        if (head.StartsWith("BZh"u8))
            return "bzip2 is not supported; unpack it first, for example `bzip2 -dc FILE | tocsin scan -`";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]))
            return "xz is not supported; unpack it first, for example `xz -dc FILE | tocsin scan -`";
        if (head.StartsWith("PK\u0003\u0004"u8))
            return "zip archives are not supported; unpack it first";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return "the text is UTF-16; convert it to UTF-8 first";
        return "";
    }

    /// <summary>Some bytes that were read to look at, and then the rest of the stream they came from.</summary>
    private sealed class PrefixedStream(byte[] prefix, int length, Stream rest) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_position == length)
                return rest.Read(buffer);
            var count = Math.Min(buffer.Length, length - _position);
            prefix.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
