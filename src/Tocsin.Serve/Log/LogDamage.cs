namespace Tocsin.Serve.Log;

/// <summary>Something on disk that is not what was written. It is left out; the rest goes on.</summary>
/// <param name="File">The file, within the data folder.</param>
/// <param name="Position">The byte of a segment file; the offset of a batch in the database.</param>
/// <param name="FirstOffset">The first batch that is lost, where known; else 0.</param>
/// <param name="LastOffset">The last batch that is lost, where known; else 0.</param>
/// <param name="What">What is wrong, for operators.</param>
internal sealed record LogDamage(string File, long Position, long FirstOffset, long LastOffset, string What);

/// <summary>The damages that were met since the start: each once, a bounded number of them. Threads: safe.</summary>
internal sealed class DamageList
{
    private const int ListedMax = 1_000;
    private readonly Lock _lock = new();
    private readonly HashSet<(string File, long Position)> _known = [];
    private readonly List<LogDamage> _listed = [];
    private long _count;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The first of them.</summary>
    public IReadOnlyList<LogDamage> Listed
    {
        get
        {
            lock (_lock)
                return [.. _listed];
        }
    }

    /// <summary>Raised once for each, on the thread that met it.</summary>
    public event Action<LogDamage>? Found;

    /// <summary>Notes one.</summary>
    public void Add(LogDamage damage)
    {
        lock (_lock)
        {
            if (_known.Count >= ListedMax || !_known.Add((damage.File, damage.Position)))
            {
                if (_known.Contains((damage.File, damage.Position)))
                    return;
                Interlocked.Increment(ref _count);
                return;
            }

            _listed.Add(damage);
        }

        Interlocked.Increment(ref _count);
        Found?.Invoke(damage);
    }
}
