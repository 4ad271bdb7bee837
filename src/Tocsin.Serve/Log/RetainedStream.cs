namespace Tocsin.Serve.Log;

/// <summary>Retained batches as one stream of lines, unpacked as they are read: an input for queries, whatever their number.</summary>
/// <remarks>Reading only, forward only. Holds one block in memory.</remarks>
internal sealed class RetainedStream(IEnumerable<LogBatch> batches) : Stream
{
    private readonly IEnumerator<LogBatch> _batches = batches.GetEnumerator();
    private ReadOnlyMemory<byte> _current;
    private int _place;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (_place == _current.Length)
        {
            if (!_batches.MoveNext())
                return 0;
            _current = _batches.Current.Records.AsMemory(0, _batches.Current.RecordBytes);
            _place = 0;
        }

        var length = Math.Min(buffer.Length, _current.Length - _place);
        _current.Span.Slice(_place, length).CopyTo(buffer);
        _place += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _batches.Dispose();
        base.Dispose(disposing);
    }
}
