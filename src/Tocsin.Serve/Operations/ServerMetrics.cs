using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.RuleSets;

namespace Tocsin.Serve.Operations;

/// <summary>What the engine, its rules and sources, and the process say of themselves.</summary>
internal sealed class ServerMetrics : IDisposable
{
    private readonly Meter _meter = new(IntakeMetrics.Name);
    private readonly Process _process = Process.GetCurrentProcess();

    public ServerMetrics(LiveLoop loop, SqliteLog log, RuleReloader rules)
    {
        AddEngine(loop, log);
        AddRules(loop, rules);
        AddSources(loop);
        AddProcess();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _process.Dispose();
    }

    private void AddEngine(LiveLoop loop, SqliteLog log)
    {
        Counter("tocsin_engine_events_total", "Events evaluated since the log began.", () => loop.Snapshot.EventCount);
        Counter("tocsin_engine_steps_total", "Steps committed by this process.", () => loop.Snapshot.StepCount);
        Counter(
            "tocsin_engine_passed_over_total",
            "Batches that could not be evaluated and were passed over.",
            () => loop.Snapshot.PassedOver
        );
        Counter(
            "tocsin_engine_commit_failures_total",
            "Commits that failed and were tried again.",
            () => loop.Snapshot.CommitFailures
        );
        Gauge("tocsin_engine_ready", "Whether the state is back: 1 or 0.", () => loop.IsReady ? 1 : 0);
        Gauge(
            "tocsin_engine_lag_batches",
            "Batches that wait to be evaluated.",
            () => Math.Max(0, log.LastOffset - loop.Snapshot.ConsumedOffset)
        );
        Gauge(
            "tocsin_engine_lag_seconds",
            "From the arrival of the last evaluated batch to its commit.",
            () => loop.Snapshot.LagMillis / 1000.0
        );
        Gauge(
            "tocsin_engine_state_bytes",
            "Memory that the state of rules takes, about.",
            () => loop.Snapshot.StateBytes
        );
        Gauge(
            "tocsin_engine_lost_state",
            "Whether state could not be read at the start: 1 or 0.",
            () => loop.Snapshot.HasLostState ? 1 : 0
        );
    }

    private void AddRules(LiveLoop loop, RuleReloader rules)
    {
        Gauge("tocsin_rules_generation", "Which set of rules is in force, from 1.", () => rules.State.Generation);
        Counter("tocsin_rules_reloads_total", "Reloads of rules that took effect.", () => rules.State.Reloads);
        Counter(
            "tocsin_rules_reload_failures_total",
            "Reloads whose rules were not taken.",
            () => rules.State.Failures
        );
        _meter.CreateObservableGauge(
            "tocsin_rules",
            () =>
                rules
                    .State.Load.Rules.GroupBy(r => r.Fate)
                    .Select(g => new Measurement<long>(
                        g.Count(),
                        new KeyValuePair<string, object?>("state", Configuration.OptionKeys.Name(g.Key.ToString()))
                    ))
                    .ToList(),
            null,
            "Rules by what became of them."
        );
        OfRules("tocsin_rule_hits_total", "Events that a rule kept or matched.", loop, r => r.Hits);
        OfRules("tocsin_rule_alerts_total", "Alerts that a rule raised.", loop, r => r.Alerts);
        OfRules("tocsin_rule_late_total", "Input that came too late for a rule.", loop, r => r.Late);
        OfRules("tocsin_rule_shed_total", "State of a rule that a limit dropped.", loop, r => r.Shed);
        OfRules("tocsin_rule_cost_seconds_total", "What a rule's evaluations took.", loop, r => r.CostMillis / 1000);
    }

    private void AddSources(LiveLoop loop)
    {
        OfSources("tocsin_source_events_total", "Events of a source.", isCounter: true, loop, s => s.Events);
        OfSources(
            "tocsin_source_late_total",
            "Input of a source that came too late.",
            isCounter: true,
            loop,
            s => s.Late
        );
        OfSources(
            "tocsin_source_last_arrival_timestamp_seconds",
            "When a source's last batch arrived.",
            isCounter: false,
            loop,
            s => s.LastArrivalMillis / 1000.0
        );
        OfSources(
            "tocsin_source_watermark_timestamp_seconds",
            "Up to where a source's events are complete.",
            isCounter: false,
            loop,
            s => s.WatermarkMillis is { } at ? at / 1000.0 : double.NaN
        );
    }

    private void AddProcess()
    {
        Counter("process_cpu_seconds_total", "Processor time.", () => Fresh().TotalProcessorTime.TotalSeconds);
        Gauge("process_resident_memory_bytes", "Memory that is resident.", () => Fresh().WorkingSet64);
        Gauge("process_threads", "Threads.", () => Fresh().Threads.Count);
        Gauge(
            "process_start_time_seconds",
            "When the process began.",
            () => new DateTimeOffset(_process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0
        );
        Gauge("dotnet_gc_heap_bytes", "Bytes of managed objects.", () => GC.GetTotalMemory(false));
        Counter(
            "dotnet_gc_allocated_bytes_total",
            "Bytes of managed objects ever made.",
            () => GC.GetTotalAllocatedBytes()
        );
        Counter(
            "dotnet_gc_pause_seconds_total",
            "Time that collections stopped the process.",
            () => GC.GetTotalPauseDuration().TotalSeconds
        );
        _meter.CreateObservableCounter(
            "dotnet_gc_collections_total",
            () =>
                Enumerable
                    .Range(0, GC.MaxGeneration + 1)
                    .Select(g => new Measurement<long>(
                        GC.CollectionCount(g),
                        new KeyValuePair<string, object?>("generation", g)
                    )),
            null,
            "Collections."
        );
    }

    private Process Fresh()
    {
        _process.Refresh();
        return _process;
    }

    private void Counter(string name, string what, Func<double> value) =>
        _meter.CreateObservableCounter(name, value, null, what);

    private void Gauge(string name, string what, Func<double> value) =>
        _meter.CreateObservableGauge(name, value, null, what);

    private void OfRules(string name, string what, LiveLoop loop, Func<RuleStatus, double> value) =>
        _meter.CreateObservableCounter(
            name,
            () =>
                loop.Snapshot.Rules.Select(r => new Measurement<double>(
                    value(r),
                    new KeyValuePair<string, object?>("rule", r.RuleId)
                )),
            null,
            what
        );

    private void OfSources(string name, string what, bool isCounter, LiveLoop loop, Func<SourceStatus, double> value)
    {
        IEnumerable<Measurement<double>> Read() =>
            loop.Snapshot.Sources.Select(s => new Measurement<double>(
                value(s),
                new KeyValuePair<string, object?>("source", s.Name)
            ));
        if (isCounter)
            _meter.CreateObservableCounter(name, Read, null, what);
        else
            _meter.CreateObservableGauge(name, Read, null, what);
    }
}
