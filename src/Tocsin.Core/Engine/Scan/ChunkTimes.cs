using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Scan;

/// <summary>The earliest times of the chunks of an input that was read to its end: before which instant nothing comes behind each of them.</summary>
/// <param name="clocks">The clocks by which times are given.</param>
internal sealed class ChunkTimes(IReadOnlyList<RuleClock> clocks)
{
    private readonly List<long[]> _earliest = [];
    private long[][]? _floors;

    /// <summary>Adds the next chunk.</summary>
    /// <param name="earliest">Its earliest time by each clock; <see cref="Event.NoTime"/> where it has none.</param>
    public void Add(long[] earliest) => _earliest.Add(earliest);

    /// <summary>The earliest time of all chunks behind one; all of them must have been added.</summary>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="wanted">By which clocks.</param>
    public long[] FloorOf(int chunk, IReadOnlyList<RuleClock> wanted)
    {
        var floor = (_floors ??= Compute())[chunk];
        return [.. wanted.Select(w => floor[clocks.TakeWhile(c => c.Key != w.Key).Count()])];
    }

    private long[][] Compute()
    {
        var floors = new long[_earliest.Count][];
        var floor = new long[clocks.Count];
        Array.Fill(floor, long.MaxValue / 4);
        for (var i = _earliest.Count - 1; i >= 0; i--)
        {
            floors[i] = [.. floor];
            for (var clock = 0; clock < floor.Length; clock++)
            {
                if (_earliest[i][clock] != Event.NoTime)
                    floor[clock] = Math.Min(floor[clock], _earliest[i][clock]);
            }
        }

        return floors;
    }
}
