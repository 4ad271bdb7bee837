namespace Tocsin.Core.Engine.Pipeline;

/// <summary>A few objects that were used and can be used again. Threads: safe.</summary>
/// <typeparam name="T">What they are.</typeparam>
internal sealed class SparePool<T>
    where T : class
{
    /// <summary>About as many as are between the workers and the engine at a time.</summary>
    private const int KeptMax = 4;

    private readonly T?[] _spare = new T?[KeptMax];

    /// <summary>One that was used before; null where there is none.</summary>
    public T? TryTake()
    {
        for (var i = 0; i < _spare.Length; i++)
        {
            if (_spare[i] is not null && Interlocked.Exchange(ref _spare[i], null) is { } spare)
                return spare;
        }

        return null;
    }

    /// <summary>Takes one that nobody uses any more.</summary>
    public void Give(T used)
    {
        for (var i = 0; i < _spare.Length; i++)
        {
            if (_spare[i] is null && Interlocked.CompareExchange(ref _spare[i], used, null) is null)
                return;
        }
    }
}
