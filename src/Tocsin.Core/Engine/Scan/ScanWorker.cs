using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Scan;

/// <summary>The stateless half of a scan: reads the events of a chunk and asks the rules. One for each thread.</summary>
internal sealed class ScanWorker(CompiledRules rules, RuleRouter router, EventReader reader) : IChunkWorker<ChunkResult>
{
    private readonly EvalContext _context = new();
    private readonly List<Value[]> _rows = [];
    private readonly long[] _times = new long[rules.Clocks.Count];

    /// <inheritdoc/>
    ChunkResult IChunkWorker<ChunkResult>.Process(RecordChunk chunk)
    {
        var result = Process(chunk);
        chunk.Return();
        return result;
    }

    /// <summary>Reads a chunk, which stays the caller's. The result depends on the chunk alone.</summary>
    public ChunkResult Process(RecordChunk chunk)
    {
        var result = new ChunkResult
        {
            EarliestMillis = NoTimes(),
            LatestMillis = NoTimes(),
            Windows = new WindowPanes?[rules.Windows.Count],
            Candidates = new List<SequenceCandidate>?[rules.Sequences.Count],
            Terms = new TermRuns?[rules.NewTerms.Count],
        };
        for (var record = 0; record < chunk.Records.Count; record++)
        {
            result.ByteCount += chunk.Records[record].Length;
            reader.Start(chunk, record);
            while (reader.MoveNext())
                Process(reader.Current, result);
        }

        return result;
    }

    private void Process(Event read, ChunkResult result)
    {
        result.EventCount++;
        for (var clock = 0; clock < _times.Length; clock++)
        {
            var time = rules.Clocks[clock].TimeOf(read);
            _times[clock] = time;
            if (time == Event.NoTime)
                continue;
            ref var earliest = ref result.EarliestMillis[clock];
            ref var latest = ref result.LatestMillis[clock];
            earliest = earliest == Event.NoTime ? time : Math.Min(earliest, time);
            latest = Math.Max(latest, time);
        }

        _context.Event = read;
        var route = router.RouteOf(read.StreamId);
        if (route.Matches.Length > 0)
            Match(read, route.Matches, result);
        foreach (var index in route.Windows)
        {
            var time = _times[rules.ClockOfWindow(index)];
            if (time != Event.NoTime && rules.Windows[index].Admits(_context))
                (result.Windows[index] ??= new(rules.Windows[index])).Add(_context, time);
        }

        foreach (var index in route.NewTerms)
        {
            var time = _times[rules.ClockOfNewTerms(index)];
            if (time != Event.NoTime && rules.NewTerms[index].Admits(_context))
                (result.Terms[index] ??= new(rules.NewTerms[index])).Add(_context, time);
        }

        foreach (var index in route.Sequences)
        {
            var plan = rules.Sequences[index];
            var time = _times[rules.ClockOfSequence(index)];
            // A sample has no order of its own; what it joins lies in one window of the rule.
            if (plan.IsSample && time == Event.NoTime)
                continue;
            if (plan.Admits(_context) && plan.Program.Collect(_context) is { } candidate)
                (result.Candidates[index] ??= []).Add(plan.IsSample ? candidate with { RuleMillis = time } : candidate);
        }
    }

    private void Match(Event read, int[] plans, ChunkResult result)
    {
        StoredEvent? stored = null;
        foreach (var index in plans)
        {
            var plan = rules.Matches[index];
            var time = _times[rules.ClockOfMatch(index)];
            _context.NowMillis = time == Event.NoTime ? 0 : plan.Schedule.TickAtOrAfter(time);
            if (!plan.Admits(_context))
                continue;
            plan.Program.Evaluate(_context, _rows);
            if (_rows.Count == 0)
                continue;
            stored ??= read.Store();
            for (var row = 0; row < _rows.Count; row++)
                result.Hits.Add(new(index, stored, time, _rows[row], row));
            _rows.Clear();
        }
    }

    private long[] NoTimes()
    {
        var times = new long[rules.Clocks.Count];
        Array.Fill(times, Event.NoTime);
        return times;
    }
}
