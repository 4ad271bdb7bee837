using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Scenarios;

/// <summary>Runs a scenario: compiles its rule, reads its documents, and runs the rule at its ticks.</summary>
internal sealed class ScenarioRunner
{
    private readonly Scenario _scenario;
    private readonly DataStreams _streams = new();
    private readonly FieldTable _fields = new();
    private readonly DiagnosticBag _diagnostics = new();
    private readonly ScenarioInput _input;
    private readonly FieldTypes _types;

    private ScenarioRunner(Scenario scenario)
    {
        _scenario = scenario;
        var overrides = new TypeOverrides();
        if (scenario.Types.Count > 0)
            overrides.Add(null, scenario.Types);
        _types = new FieldTypes(overrides);
        _input = new(scenario, _types, _streams, _diagnostics);
    }

    /// <summary>Runs a scenario.</summary>
    public static ScenarioOutcome Run(Scenario scenario, RunSemantics semantics) =>
        new ScenarioRunner(scenario).Run(semantics);

    private ScenarioOutcome Run(RunSemantics semantics)
    {
        var plan = Compile();
        var warnings = new List<ReferenceWarning>();
        var alerts = new List<ScenarioAlert>();
        if (plan is not null && semantics == RunSemantics.Elastic)
            RunReference(plan, alerts, warnings);
        else if (plan is not null)
            Scan(plan, alerts);
        return new(alerts, warnings, _diagnostics.ToSortedArray());
    }

    private RulePlan? Compile()
    {
        var compiler = new RuleCompiler(_types, _fields, knownIndices: [], TreePipeline.Default)
        {
            ReadIndicators = _input.ReadIndicators,
            ExceptionsOf = _ => _scenario.Exceptions,
            ValueLists = _scenario.ValueLists,
            Streams = _streams,
        };
        var plan = compiler.Compile(_scenario.Rule, _diagnostics);
        if (plan is null && !_diagnostics.HasErrors)
            _diagnostics.Report(ScenarioDiagnostics.NotExecutable, _scenario.File, _scenario.Span);
        return plan;
    }

    private void RunReference(RulePlan plan, List<ScenarioAlert> alerts, List<ReferenceWarning> warnings)
    {
        var events = _input.ReadEvents(_fields);
        var store = new ReferenceStore();
        var rule = new ReferenceRule(plan, _streams, store);
        var ticks = _scenario.Ticks.Count > 0 ? _scenario.Ticks : DueTicks(plan, events);
        for (var run = 1; run <= ticks.Count; run++)
        {
            rule.Run(ticks[run - 1], events, warnings);
            foreach (var closing in _scenario.Closings.Where(c => c.AfterRun == run))
                store.Close(closing.SourceIds);
        }

        var writer = new AlertDocumentWriter(_streams);
        foreach (var alert in store.Alerts)
            alerts.Add(new(alert.Run, alert.Alert, writer.Write(alert.Alert, out _).ToArray()));
    }

    /// <summary>
    /// Scans the documents as files are scanned: every tick that is due from the first one named to the last, whatever the order in
    /// which events arrived.
    /// </summary>
    private void Scan(RulePlan plan, List<ScenarioAlert> alerts)
    {
        var ticks = _scenario.Ticks;
        var last = ticks.Count > 0 ? ticks[^1] : long.MaxValue;
        if (ticks.Count > 0)
            plan = plan with { Schedule = plan.Schedule with { PhaseMillis = ticks[0] } };
        var found = new List<Alert>();
        var collector = new AlertCollector(_streams, new([plan]), found.Add)
        {
            Closings =
            [
                .. _scenario
                    .Closings.Where(c => c.AfterRun <= ticks.Count)
                    .OrderBy(c => c.AfterRun)
                    .Select(c => (ticks[c.AfterRun - 1], c.SourceIds)),
            ],
        };
        var options = new EngineOptions
        {
            // Rules that match events at once are not asked at ticks; what lies before the first window is left out below.
            FromMillis = ticks.Count > 0 && plan is WindowPlan or NewTermsPlan ? ticks[0] : long.MinValue,
            ToMillis = last,
            RunsToTheEnd = true,
        };
        new ScanDriver(new CompiledRules([plan]), _streams, options, threads: 1).Run(
            () => _input.ReadChunks(_scenario.Events, record => ScenarioInput.VisibleFrom(record) <= last),
            canReopen: true,
            _ => _input.CreateReader(_fields),
            detection =>
            {
                if (ticks.Count == 0)
                    collector.Add(detection);
                else if (detection.Plan is WindowPlan || IsSeenFrom(detection, ticks[0]))
                    collector.Add(detection with { RaisedMillis = Math.Max(detection.RaisedMillis, ticks[0]) });
            },
            openAlerts: null,
            progress: null,
            CancellationToken.None
        );
        collector.Flush();
        var writer = new AlertDocumentWriter(_streams);
        foreach (var alert in found)
            alerts.Add(new(RunOf(alert, ticks), alert, writer.Write(alert, out _).ToArray()));
    }

    /// <summary>Whether all that was found lies in the window of a tick or behind it.</summary>
    private static bool IsSeenFrom(Detection detection, long tick) =>
        detection.Evidence.FirstMillis >= detection.Plan.Schedule.WindowStart(tick);

    /// <summary>The first of the runs named that is not before the tick of an alert.</summary>
    private static int? RunOf(Alert alert, IReadOnlyList<long> ticks)
    {
        for (var i = 0; i < ticks.Count; i++)
        {
            if (ticks[i] >= alert.TimeMillis)
                return i + 1;
        }

        return ticks.Count > 0 ? ticks.Count : null;
    }

    /// <summary>The ticks that see some event, for a scenario that names none.</summary>
    private static List<long> DueTicks(RulePlan plan, List<ReferenceEvent> events)
    {
        var ticks = new SortedSet<long>();
        foreach (var seen in events)
        {
            var time = plan.Clock.TimeOf(seen.Event);
            if (time == Events.Event.NoTime)
                continue;
            var last = plan.Schedule.LastTickOver(time);
            for (var tick = plan.Schedule.FirstTickOver(time); tick <= last; tick += plan.Schedule.IntervalMillis)
                ticks.Add(tick);
        }

        return [.. ticks];
    }
}
