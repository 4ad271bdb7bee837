using System.Diagnostics;

namespace Tocsin.Bench.Load;

/// <summary>A stretch of load at a rate and what it came to.</summary>
/// <param name="Name">What was sent.</param>
/// <param name="Sending">What the senders saw.</param>
/// <param name="AlertMillis">Milliseconds from sending to the alert at the receiver, sorted.</param>
/// <param name="Missing">Alerts that did not come.</param>
/// <param name="Memory">The most resident memory in each quarter, bytes.</param>
/// <param name="StateBytes">State of rules at its end.</param>
/// <param name="Cores">Processor time of the server a second.</param>
internal sealed record SustainedLoad(
    string Name,
    Sending Sending,
    double[] AlertMillis,
    int Missing,
    long[] Memory,
    long StateBytes,
    double Cores
);

/// <summary>Runs the stretches of load one after the other.</summary>
internal sealed class LoadMeasurement(LoadOptions options, ServerProbe probe, AlertReceiver receiver)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private long _sent;
    private long _accepted;
    private long _refused;
    private long _failed;

    /// <summary>Runs all of it: each kind warmed up and sustained, then audit events as fast as they go, and at a multiple of that.</summary>
    public async Task<LoadReport> RunAsync(Sender audit, Sender mixed)
    {
        var sustained = new List<SustainedLoad>();
        if (options.Seconds > 0)
            sustained.Add(await SustainAsync("Kubernetes audit webhook", audit, options.Seconds));
        if (options.SecondsMixed > 0)
            sustained.Add(await SustainAsync("Elasticsearch bulk, mixed ECS events", mixed, options.SecondsMixed));
        var report = new LoadReport { Sustained = sustained };
        if (options.SecondsOverload > 0)
            await OverloadAsync(audit, report);
        await probe.CatchUpAsync(Patience);
        report.Client = (_sent, _accepted, _refused, _failed);
        report.Server = await probe.CountedAsync();
        var clock = Stopwatch.StartNew();
        report.RecordsInLog = await probe.RecordsAsync();
        report.CountSeconds = clock.Elapsed.TotalSeconds;
        var engine = await probe.EngineAsync();
        report.EventsEvaluated = engine.Events;
        report.LastError = engine.Error;
        report.AlertsSent = receiver.Received;
        return report;
    }

    private async Task<SustainedLoad> SustainAsync(string name, Sender sender, int seconds)
    {
        // Compiled and settled first: what is measured is a server that has been running.
        Count(await sender.RunAsync(options.Rate / 2, 8, options.Batch, options.Senders, options.AlertsPerSecond));
        await probe.CatchUpAsync(Patience);
        await receiver.DrainAsync(TimeSpan.FromSeconds(10));
        var memory = new MemoryTrace(probe);
        var processor = probe.ProcessorSeconds();
        var sending = await sender.RunAsync(
            options.Rate,
            seconds,
            options.Batch,
            options.Senders,
            options.AlertsPerSecond
        );
        var cores = (probe.ProcessorSeconds() - processor) / sending.Seconds;
        await memory.DisposeAsync();
        Count(sending);
        var (millis, missing) = await receiver.DrainAsync(Patience);
        var engine = await probe.EngineAsync();
        return new(name, sending, millis, missing, memory.Quarters(), engine.StateBytes, cores);
    }

    private async Task OverloadAsync(Sender sender, LoadReport report)
    {
        await probe.CatchUpAsync(Patience);
        var before = await probe.EngineAsync();
        var clock = Stopwatch.StartNew();
        Count(await sender.RunAsync(0, 8, options.Batch, 8, 0));
        var after = await probe.EngineAsync();
        report.Capacity = (after.Events - before.Events) / clock.Elapsed.TotalSeconds;
        await probe.CatchUpAsync(Patience);
        await receiver.DrainAsync(TimeSpan.Zero);
        var memory = new MemoryTrace(probe);
        var rate = (int)(report.Capacity * options.Overload);
        report.Overload = await sender.RunAsync(rate, options.SecondsOverload, options.Batch * 4, 64, 5);
        await memory.DisposeAsync();
        report.OverloadMemory = memory.Quarters();
        Count(report.Overload);
        report.HasCaughtUp = await probe.CatchUpAsync(Patience);
        report.OverloadMissing = (await receiver.DrainAsync(Patience)).Missing;
    }

    private void Count(Sending sending)
    {
        _sent += sending.Sent;
        _accepted += sending.Accepted;
        _refused += sending.Refused;
        _failed += sending.Failed;
    }
}
