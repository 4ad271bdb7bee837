namespace Tocsin.Serve.Log;

/// <summary>About how many bytes were consumed, so that sealing is looked at when a segment's worth is, and not at every step.</summary>
/// <remarks>Marks stand about a megabyte apart, whatever the size of batches. Threads: safe.</remarks>
internal sealed class Consumption(long segmentBytes)
{
    private const long MarkBytes = 1 << 20;
    private readonly Lock _lock = new();
    private readonly Queue<(long Offset, long Bytes)> _marks = new();
    private long _appended;
    private long _marked;
    private long _consumed;
    private long _looked;

    /// <summary>A group was appended.</summary>
    /// <param name="offset">Its last batch.</param>
    /// <param name="bytes">Its size.</param>
    public void Appended(long offset, long bytes)
    {
        lock (_lock)
        {
            _appended += bytes;
            if (_appended - _marked < MarkBytes)
                return;
            _marked = _appended;
            _marks.Enqueue((offset, _appended));
        }
    }

    /// <summary>Batches were consumed; whether a segment's worth was since this last said so.</summary>
    public bool IsDue(long consumedOffset)
    {
        lock (_lock)
        {
            while (_marks.TryPeek(out var mark) && mark.Offset <= consumedOffset)
            {
                _consumed = mark.Bytes;
                _marks.Dequeue();
            }

            if (_consumed - _looked < segmentBytes)
                return false;
            _looked = _consumed;
            return true;
        }
    }
}
