namespace Tocsin.Core.Engine;

/// <summary>Evidence that outlives a restart.</summary>
internal sealed partial class Evidence
{
    /// <summary>The stretches of time that are counted apart, and how many events lie in each.</summary>
    public IReadOnlyList<(long First, long Last, long Count)> Segments =>
        [.. _segments.Select(s => (s.FirstMillis, s.LastMillis, s.Count))];

    /// <summary>Evidence with the parts of another, as they were written.</summary>
    public static Evidence Restore(
        long count,
        long firstMillis,
        long lastMillis,
        IEnumerable<EvidenceItem> items,
        IEnumerable<(long First, long Last, long Count)> segments
    )
    {
        var evidence = new Evidence
        {
            Count = count,
            FirstMillis = firstMillis,
            LastMillis = lastMillis,
        };
        foreach (var item in items)
        {
            evidence._items.Add(item);
            evidence.SizeBytes += item.SizeBytes;
        }

        foreach (var (first, last, inside) in segments)
            evidence._segments.Add(new(first, last, inside));
        return evidence;
    }

    /// <summary>The same evidence, which later changes of this one do not touch.</summary>
    public Evidence Copy() => Restore(Count, FirstMillis, LastMillis, _items, Segments);
}
