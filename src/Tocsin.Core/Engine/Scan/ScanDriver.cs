using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Runs rules over an input that ends: files, or standard input.</summary>
/// <remarks>
/// Results do not depend on the order of events, on the number of threads or on how the input is cut. Nearly always one pass
/// does: see <see cref="ScanEngine"/>. Where an input is both too large to keep its windows and out of order by more than the
/// lateness, the times of its chunks are known after the first pass, and a second one evaluates the windowed and sequence rules
/// again, each tick only once no later chunk can reach it.
/// </remarks>
internal sealed class ScanDriver(CompiledRules rules, DataStreams streams, EngineOptions options, int threads)
{
    /// <summary>
    /// Takes back all that the sink was given of some rules, because a second pass finds it anew. Without it such detections wait in memory
    /// until it is known that there is none.
    /// </summary>
    public Action<IReadOnlySet<Rule>>? Withdraw { get; init; }

    /// <summary>Scans an input.</summary>
    /// <param name="openChunks">Opens the input; called once, or twice where it <paramref name="canReopen"/>.</param>
    /// <param name="canReopen">Whether the input can be read again; standard input cannot.</param>
    /// <param name="createReader">Makes the reader of a thread; it is told whether to report what is wrong with records: not where they were read before.</param>
    /// <param name="sink">Receives what was raised, in no particular order.</param>
    /// <param name="openAlerts">
    /// Gives the alerts of what the sink has received, as search hits: the rules over alerts run on them. Called when all other rules are done, and again
    /// where the alerts are too many to be held; null where rules see only the input.
    /// </param>
    /// <param name="progress">Told after each chunk how many events and bytes were read.</param>
    /// <param name="cancellation">Stops the scan between chunks.</param>
    public ScanOutcome Run(
        Func<IEnumerable<RecordChunk>> openChunks,
        bool canReopen,
        Func<bool, EventReader> createReader,
        Action<Detection> sink,
        Func<IEnumerable<RecordChunk>>? openAlerts,
        Action<long, long>? progress,
        CancellationToken cancellation
    )
    {
        var router = new RuleRouter(rules, streams, options.UsesIndex);
        var dormant = new DormantSequences(
            rules,
            options.StateBytesMax / 3,
            () => new(rules, router, createReader(false))
        );
        var engine = new ScanEngine(rules, options)
        {
            CanBeRepeated = canReopen,
            Dormant = dormant,
            Threads = threads,
        };
        var report = new ReportFilter(rules, options);
        sink = report.Before(sink);
        var ranges = new ChunkTimes(rules.Clocks);
        // A second pass may replace those of windows and sequences.
        var waiting = new List<Detection>();
        var raised = new List<Detection>();

        Run(
            openChunks,
            () => new ScanWorker(rules, router, createReader(true), remembers: true, dormant),
            result =>
            {
                ranges.Add(result.EarliestMillis);
                engine.Commit(result, raised);
                Hand(raised, sink, waiting);
                progress?.Invoke(engine.EventCount, engine.ByteCount);
            },
            cancellation
        );
        engine.Complete(readingAlerts: false, raised);
        Hand(raised, sink, waiting);

        var final = engine;
        if (engine.LateEvents > 0 && canReopen)
        {
            waiting.Clear();
            Withdraw?.Invoke(RulesOf(rules.Stateful()));
            final = RunAgain(ranges, openChunks, createReader, found => Hand(found, sink, waiting), cancellation);
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            sink(waiting[i]);
            // What was made of its events for the sink goes with it.
            waiting[i] = null!;
        }

        var (events, bytes) = (engine.EventCount, engine.ByteCount);
        var ticks = TicksOf(engine, final).Where(t => !t.Plan.ReadsAlerts).ToList();
        if (rules.All.Any(p => p.ReadsAlerts))
        {
            RunOverAlerts(engine, final, openAlerts, createReader, sink);
            ticks.AddRange(TicksOf(engine, final).Where(t => t.Plan.ReadsAlerts));
        }

        return new(events, bytes, final.LateEvents, final.TicksEvaluated, final.SequencesEvicted, ticks);
    }

    // A rule is known by itself: two files may hold equal ones.
    private static HashSet<Rule> RulesOf(CompiledRules rules) =>
        new(rules.All.Select(p => p.Rule), ReferenceEqualityComparer.Instance);

    private static IEnumerable<RuleTicks> TicksOf(ScanEngine engine, ScanEngine final) =>
        engine.MatchTicks().Concat(final.StatefulTicks());

    /// <summary>Runs the rules over alerts on those that the other rules raised, and on what of the input they have seen.</summary>
    /// <param name="engine">Has matched the input.</param>
    /// <param name="final">Holds the windows and sequences; the same unless there was a second pass.</param>
    private void RunOverAlerts(
        ScanEngine engine,
        ScanEngine final,
        Func<IEnumerable<RecordChunk>>? openAlerts,
        Func<bool, EventReader> createReader,
        Action<Detection> sink
    )
    {
        var raised = new List<Detection>();
        var workers = new List<(ScanEngine Engine, ScanWorker Worker)>();
        foreach (var target in new[] { engine, final }.Distinct())
        {
            workers.Add((target, new(target.Rules, new(target.Rules, streams, options.UsesIndex), createReader(true))));
            (target.ReadsAlerts, target.KnownFloor) = (true, null);
        }

        ChunkTimes? times = null;
        var count = 0;
        foreach (var chunk in openAlerts?.Invoke() ?? [])
        {
            foreach (var (target, worker) in workers)
            {
                var result = worker.Process(chunk);
                target.KnownFloor = times?.FloorOf(count, target.Rules.Clocks);
                var own = new List<Detection>();
                target.Commit(result, own);
                raised.AddRange(own.Where(d => ReferenceEquals(target, final) || d.Plan is MatchPlan));
            }

            chunk.Return();
            count++;
            // Alerts of many rules over a long time: with a look at the times of all of them windows need not wait for the end.
            if (times is null && workers.Exists(w => w.Engine.StateBytes() > options.StateBytesMax))
                times = ReadTimes(openAlerts!(), createReader(false));
        }

        final.Complete(readingAlerts: true, raised);
        foreach (var detection in raised.Where(d => !DescendsFromItsRule(d)))
            sink(detection);
    }

    private ScanEngine RunAgain(
        ChunkTimes ranges,
        Func<IEnumerable<RecordChunk>> openChunks,
        Func<bool, EventReader> createReader,
        Action<List<Detection>> hand,
        CancellationToken cancellation
    )
    {
        var detections = new List<Detection>();
        var stateful = rules.Stateful();
        var engine = new ScanEngine(stateful, options) { Threads = threads };
        var router = new RuleRouter(stateful, streams, options.UsesIndex);
        var chunk = 0;
        Run(
            openChunks,
            () => new ScanWorker(stateful, router, createReader(false), remembers: true),
            result =>
            {
                engine.KnownFloor = ranges.FloorOf(chunk++, stateful.Clocks);
                engine.Commit(result, detections);
                hand(detections);
            },
            cancellation
        );
        engine.Complete(readingAlerts: false, detections);
        hand(detections);
        return engine;
    }

    private void Run(
        Func<IEnumerable<RecordChunk>> openChunks,
        Func<ScanWorker> createWorker,
        Action<ChunkResult> commit,
        CancellationToken cancellation
    ) =>
        new ChunkPipeline<ChunkResult>(threads).Run(
            openChunks(),
            createWorker,
            result =>
            {
                commit(result);
                return true;
            },
            cancellation
        );

    private void Hand(List<Detection> raised, Action<Detection> sink, List<Detection> waiting)
    {
        foreach (var detection in raised)
        {
            if (DescendsFromItsRule(detection))
                continue;
            if (detection.Plan is MatchPlan || Withdraw is not null)
                sink(detection);
            else
                waiting.Add(detection);
        }

        raised.Clear();
    }

    /// <summary>Whether an alert of the very rule is among what was found: then it is passed over, so that nothing goes in circles (D25).</summary>
    private static bool DescendsFromItsRule(Detection detection) =>
        detection.Plan.ReadsAlerts
        && (
            (detection.Event is { } source && AlertAncestors.Descends(source, detection.Plan.Rule))
            || detection.SequenceEvents.Any(e => e is not null && AlertAncestors.Descends(e, detection.Plan.Rule))
        );

    /// <summary>Reads the times of events, and nothing else of them.</summary>
    private ChunkTimes ReadTimes(IEnumerable<RecordChunk> chunks, EventReader reader)
    {
        var times = new ChunkTimes(rules.Clocks);
        foreach (var chunk in chunks)
        {
            var earliest = new long[rules.Clocks.Count];
            Array.Fill(earliest, Event.NoTime);
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                {
                    for (var clock = 0; clock < earliest.Length; clock++)
                    {
                        var time = rules.Clocks[clock].TimeOf(reader.Current);
                        if (time != Event.NoTime && (earliest[clock] == Event.NoTime || time < earliest[clock]))
                            earliest[clock] = time;
                    }
                }
            }

            chunk.Return();
            times.Add(earliest);
        }

        return times;
    }
}

/// <summary>What a scan read and did.</summary>
/// <param name="EventCount">Events read.</param>
/// <param name="ByteCount">Bytes of their records.</param>
/// <param name="LateEvents">Panes or sequence events that came after their ticks: not zero means that windowed results may be incomplete.</param>
/// <param name="TicksEvaluated">Ticks of windowed rules that were evaluated.</param>
/// <param name="SequencesEvicted">Partial matches dropped because a limit was reached.</param>
/// <param name="Ticks">What the schedule of each rule came to.</param>
internal sealed record ScanOutcome(
    long EventCount,
    long ByteCount,
    long LateEvents,
    long TicksEvaluated,
    long SequencesEvicted,
    IReadOnlyList<RuleTicks> Ticks
);

/// <summary>The ticks of a rule in a scan.</summary>
/// <param name="Plan">The rule.</param>
/// <param name="First">The first tick that was due, milliseconds since 1970.</param>
/// <param name="Last">The last one; before <paramref name="First"/> where none was due.</param>
/// <param name="Late">Panes and sequence events that came after their tick.</param>
internal sealed record RuleTicks(RulePlan Plan, long First, long Last, long Late)
{
    /// <summary>How many ticks were due. All of them are evaluated: those with nothing to see are known to raise nothing.</summary>
    public long Due => Last < First ? 0 : (Last - First) / Plan.Schedule.IntervalMillis + 1;
}
