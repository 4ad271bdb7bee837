using System.Text.Json;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Engine.Live;

/// <summary>Recorded attacks against the published rules for Kubernetes: live, with restarts, and scanned.</summary>
public sealed class LiveCorpusTests
{
    private const string Index = "logs-kubernetes.audit_logs-default";

    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 0)]
    [InlineData(40, 20_000)]
    public void RecordedAttacksRaiseWhatAScanRaises(int batchMax, int disorderMillis)
    {
        var rules = LiveRules.Of(
            SharedData.Require("seed-rules"),
            SharedData.Require("corpus/elastic-rules/rules/integrations/kubernetes")
        );
        var options = new LiveOptions { DefaultIndex = Index };
        var batches = Batches(batchMax, disorderMillis);
        var random = new Random(batchMax);
        var run = new LiveRun(rules, options);
        foreach (var batch in batches)
        {
            if (random.Next(Math.Max(1, batches.Count / 10)) == 0)
                run.Restart();
            run.Process(batch);
        }

        var floor = run.Engine.Times.LeastFloor;
        var scanned = LiveRun.Scan(rules, batches, floor - 1, Index);
        Assert.True(scanned.Count > 100, $"only {scanned.Count} alerts");
        Assert.Empty(scanned.Keys.Except(run.Alerts.Keys).Select(k => "missing " + scanned[k]).Take(2));
        Assert.Empty(run.Alerts.Keys.Except(scanned.Keys).Select(k => "extra " + run.Alerts[k]).Take(2));
        foreach (var (id, document) in scanned)
            Assert.Equal(document, run.Alerts[id]);
    }

    private static List<RawBatch> Batches(int batchMax, int disorderMillis)
    {
        var random = new Random(batchMax);
        var arrivals = File.ReadLines(SharedData.Require("data/k8s-audit/audit-attacks.ndjson"))
            .Select(l => (Line: l, Time: TimeOf(l)))
            .OrderBy(e => e.Time)
            .Select(e => (Arrival: e.Time + random.Next(disorderMillis + 1), e.Line))
            .OrderBy(e => e.Arrival)
            .ToList();
        var batches = new List<RawBatch>();
        for (var i = 0; i < arrivals.Count; )
        {
            var part = arrivals.GetRange(i, Math.Min(random.Next(1, batchMax + 1), arrivals.Count - i));
            batches.Add(new(batches.Count + 1, "webhook", part[^1].Arrival, [.. part.Select(p => p.Line)]));
            i += part.Count;
        }

        batches.Add(new(batches.Count + 1, "", batches[^1].ArrivedMillis + 1_200_000, []));
        return batches;
    }

    private static long TimeOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        var time = document.RootElement.GetProperty("stageTimestamp").GetString()!;
        Assert.True(Iso8601.TryParse(System.Text.Encoding.UTF8.GetBytes(time), out var millis, out _));
        return millis;
    }
}
