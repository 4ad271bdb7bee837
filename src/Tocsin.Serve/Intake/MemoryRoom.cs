namespace Tocsin.Serve.Intake;

/// <summary>Whether there is memory for more records. Threads: safe.</summary>
internal sealed class MemoryRoom
{
    private volatile bool _isShort;
    private Action? _look;
    private long _lookEvery = long.MaxValue;
    private long _taken;

    /// <summary>Whether there is none, so that records are refused.</summary>
    public bool IsShort
    {
        get => _isShort;
        set => _isShort = value;
    }

    /// <summary>Says who looks how much is in use, and after how many bytes that requests have taken.</summary>
    public void Watch(Action look, long everyBytes)
    {
        _look = look;
        Volatile.Write(ref _lookEvery, everyBytes);
    }

    /// <summary>A request takes bytes; whether they are in use still is not asked.</summary>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) < Volatile.Read(ref _lookEvery))
            return;
        Interlocked.Exchange(ref _taken, 0);
        _look?.Invoke();
    }
}
