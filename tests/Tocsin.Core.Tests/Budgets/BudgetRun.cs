using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Tests.Sources;

namespace Tocsin.Core.Tests.Budgets;

/// <summary>Some rules over some events in memory, on this thread, so that what a pass allocates can be counted.</summary>
internal sealed class BudgetRun
{
    private readonly FieldTable _fields = new();
    private readonly DataStreams _streams = new();
    private readonly RecordChunk _chunk;
    private readonly JsonEventReader _reader;
    private readonly EvalContext _context = new() { NowMillis = 1_775_001_600_000 };

    /// <param name="events">The lines of the input.</param>
    /// <param name="rules">Rule files: name and text.</param>
    public BudgetRun(string events, IEnumerable<(string Name, string Text)> rules)
    {
        var diagnostics = new DiagnosticBag();
        var loaded = new LoadedRules();
        var loader = new RuleLoader(loaded, diagnostics);
        foreach (var (name, text) in rules)
            loader.LoadToml(Encoding.UTF8.GetBytes(text), name);
        var compiler = new RuleCompiler(FieldTypes.Default, _fields, [], TreePipeline.Default) { Streams = _streams };
        Plans = [.. loaded.Rules.Select(r => compiler.Compile(r, diagnostics)).OfType<RulePlan>()];
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        Rules = new(Plans);
        _chunk = ReaderBudget.ChunkOf(events);
        _reader = new(_fields, FieldTypes.Default, _streams, IgnoredProblems.Instance, new ReaderOptions());
    }

    /// <summary>How many events there are.</summary>
    public int EventCount => _chunk.Records.Count;

    /// <summary>The rules, executable.</summary>
    public List<RulePlan> Plans { get; }

    /// <summary>The same, sorted.</summary>
    public CompiledRules Rules { get; }

    /// <summary>Shows each event to something.</summary>
    public void Each(Action<EvalContext, Event> use)
    {
        for (var record = 0; record < _chunk.Records.Count; record++)
        {
            _reader.Start(_chunk, record);
            while (_reader.MoveNext())
            {
                _context.Event = _reader.Current;
                use(_context, _reader.Current);
            }
        }
    }

    /// <summary>Asks each event for all fields that the rules read.</summary>
    public Action Reading()
    {
        var count = _fields.Count;
        return () =>
            Each(
                (_, read) =>
                {
                    for (var slot = 0; slot < count; slot++)
                        read.Get(slot);
                }
            );
    }

    /// <summary>Asks an index of all rules about each event.</summary>
    public Action Probing()
    {
        var probe = new IndexProbe(RuleIndex.Build([.. Plans.Select(PlanClauses.Of)]));
        return () => Each((_, read) => probe.CandidatesFor(read));
    }

    /// <summary>A whole scan: the worker's half and the engine's.</summary>
    public Action Scanning()
    {
        var worker = new ScanWorker(Rules, new RuleRouter(Rules, _streams), _reader);
        var raised = new List<Detection>();
        return () =>
        {
            var engine = new ScanEngine(Rules, new EngineOptions());
            raised.Clear();
            engine.Commit(worker.Process(_chunk), raised);
            engine.Complete(readingAlerts: false, raised);
        };
    }

    /// <summary>Makes the alerts of a scan that was run before: documents, and lines for lists.</summary>
    public Action Alerting()
    {
        var raised = new List<Detection>();
        var worker = new ScanWorker(Rules, new RuleRouter(Rules, _streams), _reader);
        var engine = new ScanEngine(Rules, new EngineOptions());
        engine.Commit(worker.Process(_chunk), raised);
        engine.Complete(readingAlerts: false, raised);
        Assert.Equal(EventCount, raised.Count);
        var writer = new AlertDocumentWriter(_streams);
        var ledger = new ScheduleLedger(Rules.All);
        var made = 0;
        var collector = new AlertCollector(
            _streams,
            ledger,
            alert => made += writer.Write(alert, out _).Bytes.IsEmpty ? 0 : 1
        );
        return () =>
        {
            foreach (var detection in raised)
                collector.Add(detection with { Event = Fresh(detection.Event!) });
            Assert.NotEqual(0, made);
        };
    }

    /// <summary>The event without what an earlier alert made of it.</summary>
    private static StoredEvent Fresh(StoredEvent kept) =>
        new(
            kept.Id,
            kept.HasOwnId,
            kept.StreamId,
            kept.Timestamp,
            kept.Ingested,
            kept.Arrival,
            kept.Record,
            kept.MapDocument
        );

    /// <summary>Adds each event to the panes of the only rule.</summary>
    public Action Windowing()
    {
        var plan = Assert.Single(Rules.Windows);
        return () =>
        {
            var panes = new Tocsin.Core.Engine.Window.WindowPanes(plan);
            Each((context, read) => panes.Add(context, read.Timestamp));
        };
    }

    /// <summary>Asks the only rule, a sequence, what each event is to it.</summary>
    public Action Collecting()
    {
        var program = Assert.Single(Rules.Sequences).Program;
        return () => Each((context, _) => program.Collect(context));
    }

    /// <summary>Asks the conditions of all rules of each event.</summary>
    public Action Testing()
    {
        BoundExpression[] conditions = [.. Plans.Select(p => p.Condition).OfType<BoundExpression>()];
        Assert.Equal(Plans.Count, conditions.Length);
        return () =>
            Each(
                (context, _) =>
                {
                    foreach (var condition in conditions)
                        condition.Test(context);
                }
            );
    }
}
