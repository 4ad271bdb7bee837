using System.Globalization;
using Tocsin.Core.Engine.Live;

namespace Tocsin.Core.Tests.Engine.Live;

/// <summary>The live engine against the scan of the same events, and against itself when it is stopped.</summary>
public sealed class LiveEngineTests
{
    private const long Start = 1_760_000_000_000;
    private const string Index = "logs-generic-default";

    private static readonly LiveOptions Options = new()
    {
        Lateness = TimeSpan.FromSeconds(30),
        IdleTimeout = TimeSpan.FromSeconds(60),
    };

    public static TheoryData<string> Kinds => [.. LiveRules.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheAlertsAreThoseOfAScan(string kind)
    {
        var rules = new LiveRules(WithBase(kind));
        for (var seed = 1; seed <= 6; seed++)
        {
            var batches = Batches(seed, disorderMillis: 0, batchMax: 1 + seed * 2);
            AssertIsScan(rules, LiveRun.Of(rules, Options, batches), batches);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheAlertsAreThoseOfAScanInAnyOrderWithinTheLateness(string kind)
    {
        var rules = new LiveRules(WithBase(kind));
        for (var seed = 1; seed <= 6; seed++)
        {
            var batches = Batches(seed, disorderMillis: 25_000, batchMax: 1 + seed * 2);
            AssertIsScan(rules, LiveRun.Of(rules, Options, batches), batches);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StoppingBetweenBatchesChangesNothing(string kind)
    {
        var rules = new LiveRules(WithBase(kind));
        for (var seed = 1; seed <= 2; seed++)
        {
            var batches = Batches(seed, disorderMillis: 50_000, batchMax: 8);
            var whole = LiveRun.Of(rules, Options, batches);
            Assert.NotEmpty(whole.Changes);
            var stopped = new LiveRun(rules, Options);
            foreach (var batch in batches)
            {
                stopped.Restart();
                stopped.Process(batch);
            }

            Assert.Equal(whole.Changes, stopped.Changes);
        }
    }

    [Fact]
    public void AllKindsOverSeveralSourcesAreThoseOfAScanHoweverOftenStopped()
    {
        var rules = new LiveRules(LiveRules.Kinds.Keys);
        for (var seed = 11; seed <= 12; seed++)
        {
            var random = new Random(seed);
            var batches = Batches(seed, disorderMillis: 25_000, batchMax: 6)
                .Select(b => b.Records.Count == 0 ? b : b with { Source = random.Next(2) == 0 ? "s" : "t" })
                .ToList();
            var run = new LiveRun(rules, Options);
            foreach (var batch in batches)
            {
                if (random.Next(8) == 0)
                    run.Restart();
                run.Process(batch);
            }

            AssertIsScan(rules, run, batches);
            Assert.Equal(0, run.Engine.Rules.Sum(r => r.Counters.Unconfirmed));
        }
    }

    /// <summary>Against a scan up to where the floor stands at the end.</summary>
    private static void AssertIsScan(LiveRules rules, LiveRun run, IReadOnlyList<RawBatch> batches) =>
        AssertSame(LiveRun.Scan(rules, batches, run.Engine.Times.FloorOf(0) - 1, Index), run.Alerts);

    private static IEnumerable<string> WithBase(string kind) =>
        kind.EndsWith("over alerts", StringComparison.Ordinal) ? ["query", kind] : [kind];

    /// <summary>Random events of some twenty minutes; the last batch only tells the time, ten minutes later.</summary>
    private static List<RawBatch> Batches(int seed, int disorderMillis, int batchMax)
    {
        var random = new Random(seed);
        var events = new List<(long Arrival, string Json)>();
        long time = Start;
        var latest = time;
        for (var i = 0; i < 150; i++)
        {
            time += random.Next(1, 15_000);
            latest = time;
            var json = string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"_id":"e{{{i}}}","_index":"{{{Index}}}","_source":{"@timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-ddTHH:mm:ss.fffZ}}}","kind":"{{{"aabbcm"[random.Next(6)]}}}","user":"u{{{random.Next(3)}}}","host":"h{{{random.Next(4)}}}","n":{{{random.Next(10)}}}}}"""
            );
            events.Add((time + (disorderMillis == 0 ? 0 : random.Next(disorderMillis)), json));
        }

        var batches = new List<RawBatch>();
        var arrivals = events.OrderBy(e => e.Arrival).ToList();
        for (var i = 0; i < arrivals.Count; )
        {
            var count = Math.Min(random.Next(1, batchMax + 1), arrivals.Count - i);
            var part = arrivals.GetRange(i, count);
            // What shares a batch shares its arrival: keep it within the disorder that is allowed.
            batches.Add(new(batches.Count + 1, "s", part[^1].Arrival, [.. part.Select(p => p.Json)]));
            i += count;
            if (random.Next(4) == 0)
                batches.Add(new(batches.Count + 1, "", part[^1].Arrival, []));
        }

        batches.Add(new(batches.Count + 1, "", Math.Max(latest, arrivals[^1].Arrival) + 600_000, []));
        return batches;
    }

    private static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        Assert.NotEmpty(expected);
        var missing = expected.Keys.Except(actual.Keys).Select(k => "missing " + expected[k]);
        var extra = actual.Keys.Except(expected.Keys).Select(k => "extra " + actual[k]);
        Assert.Empty(missing.Concat(extra).Take(3));
        foreach (var (id, document) in expected)
            Assert.Equal(document, actual[id]);
    }
}
