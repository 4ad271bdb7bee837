using System.Numerics;
using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Scan;

/// <summary>The stateless half of a scan: reads the events of a chunk and asks the rules. One for each thread.</summary>
/// <param name="rules">The rules.</param>
/// <param name="router">Chooses the rules of an index.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="remembers">Whether a result may rest on what was in the chunks before as well: so it may where all results are committed to the same state.</param>
/// <param name="dormant">Knows the sequences of which only first events need to be looked at; null where all are.</param>
internal sealed class ScanWorker(
    CompiledRules rules,
    RuleRouter router,
    EventReader reader,
    bool remembers = false,
    DormantSequences? dormant = null
) : IChunkWorker<ChunkResult>
{
    private readonly EvalContext _context = new();
    private readonly List<Value[]> _rows = [];
    private readonly long[] _times = new long[rules.Clocks.Count];
    private readonly RuleClock[] _clocks = [.. rules.Clocks];
    private readonly List<Probed?> _routes = [];
    private readonly TermGatherer?[] _terms = new TermGatherer?[rules.NewTerms.Count];

    /// <summary>Which sequences are dormant, for the whole of the chunk at hand.</summary>
    private readonly bool[] _isDormant = new bool[rules.Sequences.Count];

    /// <summary>The event at hand as it is kept; null until a rule keeps it.</summary>
    private StoredEvent? _stored;

    /// <summary>The record at hand.</summary>
    private int _record;

    /// <inheritdoc/>
    ChunkResult IChunkWorker<ChunkResult>.Process(RecordChunk chunk)
    {
        var result = Process(chunk);
        if (Array.Exists(result.Later, l => l is { Records.Count: > 0 }))
            result.Chunk = chunk;
        else
            chunk.Return();
        return result;
    }

    /// <summary>Reads records again for one sequence, whose later events in them were not looked at.</summary>
    /// <param name="chunk">The chunk; stays the caller's.</param>
    /// <param name="records">The records.</param>
    /// <param name="sequence">Its place among the sequences.</param>
    /// <param name="candidates">Receives them; not those that are first events.</param>
    public void ReadAgain(
        RecordChunk chunk,
        IReadOnlyList<int> records,
        int sequence,
        List<SequenceCandidate> candidates
    )
    {
        var program = (SequenceProgram)rules.Sequences[sequence].Program;
        foreach (var record in records)
        {
            reader.Start(chunk, record);
            while (reader.MoveNext())
            {
                if (!SeesSequence(RouteOf(reader.Current.StreamId).Entries, sequence))
                    continue;
                PrepareFor(reader.Current);
                if (Collect(sequence, ulong.MaxValue) is { } candidate && !program.IsFirstEvent(candidate))
                    candidates.Add(candidate);
            }
        }
    }

    /// <summary>Reads a chunk, which stays the caller's.</summary>
    public ChunkResult Process(RecordChunk chunk)
    {
        var result = new ChunkResult
        {
            EarliestMillis = NoTimes(),
            LatestMillis = NoTimes(),
            Windows = new WindowPanes?[rules.Windows.Count],
            Candidates = new List<SequenceCandidate>?[rules.Sequences.Count],
            Later = new LaterEvents?[rules.Sequences.Count],
            Terms = new TermRuns?[rules.NewTerms.Count],
        };
        dormant?.CopyTo(_isDormant);
        for (var record = 0; record < chunk.Records.Count; record++)
        {
            result.ByteCount += chunk.Records[record].Length;
            _record = record;
            reader.Start(chunk, record);
            while (reader.MoveNext())
                Process(reader.Current, result);
        }

        for (var i = 0; i < _terms.Length; i++)
            result.Terms[i] = _terms[i]?.Hand();
        return result;
    }

    private void Process(Event read, ChunkResult result)
    {
        result.EventCount++;
        PrepareFor(read);
        for (var clock = 0; clock < _times.Length; clock++)
        {
            var time = _times[clock];
            if (time == Event.NoTime)
                continue;
            ref var earliest = ref result.EarliestMillis[clock];
            ref var latest = ref result.LatestMillis[clock];
            earliest = earliest == Event.NoTime ? time : Math.Min(earliest, time);
            latest = Math.Max(latest, time);
        }

        var (entries, probe) = RouteOf(read.StreamId);
        if (entries.Length == 0)
            return;
        var candidates = probe.CandidatesFor(read);
        var sequence = -1;
        ulong items = 0;
        for (var word = 0; word < candidates.Length; word++)
        {
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var number = word * 64 + BitOperations.TrailingZeroCount(bits);
                var entry = entries[number];
                if (entry.Kind != RuleKind.Sequence)
                {
                    _context.ReleaseHeld();
                    if (probe.Admits(number, _context))
                        Ask(entry, read, result);
                    continue;
                }

                // The items of a sequence follow each other; it is asked once, for all that the event may satisfy.
                if (entry.Plan != sequence)
                {
                    if (items != 0)
                        AskSequence(sequence, items, result);
                    (sequence, items) = (entry.Plan, 0);
                    _context.ReleaseHeld();
                }

                if (IsOnlyNoted(entry) || probe.Admits(number, _context))
                    items |= entry.Items;
            }
        }

        if (items != 0)
            AskSequence(sequence, items, result);
        _context.ReleaseHeld();
    }

    private void Ask(RouteEntry entry, Event read, ChunkResult result)
    {
        switch (entry.Kind)
        {
            case RuleKind.Match:
                AskMatch(entry.Plan, read, result);
                break;
            case RuleKind.Window:
                AskWindow(entry.Plan, result);
                break;
            default:
                AskNewTerms(entry.Plan);
                break;
        }
    }

    private void AskMatch(int index, Event read, ChunkResult result)
    {
        var plan = rules.Matches[index];
        var time = _times[rules.ClockOfMatch(index)];
        SetNow(plan, time);
        if (!plan.Admits(_context))
            return;
        plan.Program.Evaluate(_context, _rows);
        if (_rows.Count == 0)
            return;
        _stored ??= read.Store();
        for (var row = 0; row < _rows.Count; row++)
            result.Hits.Add(new(index, _stored, time, _rows[row], row));
        _rows.Clear();
    }

    private void AskWindow(int index, ChunkResult result)
    {
        var plan = rules.Windows[index];
        var time = _times[rules.ClockOfWindow(index)];
        SetNow(plan, time);
        if (time == Event.NoTime || !plan.Admits(_context))
            return;
        (result.Windows[index] ??= new(plan)).Add(_context, time);
    }

    private void AskNewTerms(int index)
    {
        var plan = rules.NewTerms[index];
        var time = _times[rules.ClockOfNewTerms(index)];
        SetNow(plan, time);
        if (time != Event.NoTime && plan.Admits(_context))
            (_terms[index] ??= new(plan, remembers)).Add(_context, time);
    }

    private void AskSequence(int index, ulong items, ChunkResult result)
    {
        if (dormant is null || rules.Sequences[index].Program is not SequenceProgram { FirstItemBit: not 0 } program)
        {
            if (Collect(index, items) is { } found)
                (result.Candidates[index] ??= []).Add(found);
            return;
        }

        var isDormant = _isDormant[index];
        var mayBeFirst = (items & program.FirstItemBit) != 0;
        var candidate = mayBeFirst || !isDormant ? Collect(index, items) : null;
        var isFirst = candidate is not null && program.IsFirstEvent(candidate);
        if (isFirst || (candidate is not null && !isDormant))
            (result.Candidates[index] ??= []).Add(candidate!);
        if (isFirst || (mayBeFirst && candidate is null))
            return;
        var later = result.Later[index] ??= new();
        later.Note(program.TimeOf(_context.Event!));
        if (isDormant)
            later.Add(_record);
    }

    /// <summary>Whether an event that satisfies an item is noted without a look at it.</summary>
    private bool IsOnlyNoted(RouteEntry entry) =>
        _isDormant[entry.Plan]
        && rules.Sequences[entry.Plan].Program is SequenceProgram program
        && (entry.Items & program.FirstItemBit) == 0;

    private SequenceCandidate? Collect(int sequence, ulong items)
    {
        var plan = rules.Sequences[sequence];
        var time = _times[rules.ClockOfSequence(sequence)];
        // A sample has no order of its own; what it joins lies in one window of the rule.
        if (plan.IsSample && time == Event.NoTime)
            return null;
        SetNow(plan, time);
        if (!plan.Admits(_context) || plan.Program.Collect(_context, items) is not { } candidate)
            return null;
        return plan.IsSample ? candidate with { RuleMillis = time } : candidate;
    }

    private static bool SeesSequence(RouteEntry[] entries, int sequence) =>
        Array.Exists(entries, e => e.Kind == RuleKind.Sequence && e.Plan == sequence);

    private void PrepareFor(Event read)
    {
        _context.Event = read;
        _stored = null;
        for (var clock = 0; clock < _times.Length; clock++)
            _times[clock] = _clocks[clock].TimeOf(read);
    }

    /// <summary>What <c>now</c> is to a rule that looks at the event: the first tick that may see it.</summary>
    private void SetNow(RulePlan plan, long time) =>
        _context.NowMillis = time == Event.NoTime ? 0 : plan.Schedule.TickAtOrAfter(time);

    private Probed RouteOf(int streamId)
    {
        while (_routes.Count <= streamId)
            _routes.Add(null);
        if (_routes[streamId] is { } known)
            return known;
        var route = router.RouteOf(streamId);
        var probed = new Probed(route.Rules, new(route.Index));
        _routes[streamId] = probed;
        return probed;
    }

    private long[] NoTimes()
    {
        var times = new long[rules.Clocks.Count];
        Array.Fill(times, Event.NoTime);
        return times;
    }

    /// <summary>The rules of a route and the thread's own way to ask its index.</summary>
    private sealed record Probed(RouteEntry[] Entries, IndexProbe Probe);
}
