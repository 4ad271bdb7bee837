using System.Globalization;
using Tocsin.Core.Engine.Live;

namespace Tocsin.Core.Tests.Engine.Live;

/// <summary>When the live engine says what: early, late, in the future, with sources that fall silent, and at its limits.</summary>
public sealed class LiveTimeTests
{
    private const long Start = 1_760_000_040_000;

    private static readonly LiveOptions Options = new() { Lateness = TimeSpan.FromSeconds(30) };

    private long _offset;

    [Fact]
    public void AThresholdAlertsWithTheEventThatReachesIt()
    {
        var run = new LiveRun(new("threshold"), Options);
        run.Process(Batch("s", 0, "a", "u1"));
        run.Process(Batch("s", 1, "a", "u1"));
        Assert.Empty(run.Changes);
        run.Process(Batch("s", 2, "a", "u1"));
        Assert.Equal([(AlertChangeKind.Raised, "threshold", 3L)], run.Happened);
        run.Process(Batch("s", 3, "a", "u1"));
        Assert.Single(run.Happened);
        // The tick says what it came to, under the same id.
        run.Process(Batch("s", 200, "x", "u9"));
        Assert.Contains((AlertChangeKind.Extended, "threshold", 5L), run.Happened);
        Assert.Contains("\"count\":4", Assert.Single(run.Alerts).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAlertOfStatsComesWithTheEventThatSatisfiesIt()
    {
        var run = new LiveRun(new("esql max"), Options);
        run.Process(BatchOf("s", 0, Event("e1", 0, "a", "u1", n: 8)));
        Assert.Empty(run.Changes);
        run.Process(BatchOf("s", 1, Event("e2", 1, "a", "u1", n: 6)));
        Assert.Equal([(AlertChangeKind.Raised, "esql max", 2L)], run.Happened);
    }

    [Fact]
    public void ASequenceAlertsWithItsLastEvent()
    {
        var run = new LiveRun(new("sequence"), Options);
        run.Process(Batch("s", 0, "a", "u1"));
        run.Process(Batch("s", 5, "b", "u1"));
        Assert.Equal(3, run.Happened.Count);
        Assert.All(run.Happened, h => Assert.Equal((AlertChangeKind.Raised, "sequence", 2L), h));
        run.Process(Batch("s", 300, "x", "u9"));
        Assert.Equal(3, run.Happened.Count);
    }

    [Fact]
    public void ALateEventRenamesASequenceThatWasRaisedEarly()
    {
        var run = new LiveRun(new("sequence"), Options);
        run.Process(Batch("s", 0, "a", "u1"));
        run.Process(Batch("s", 10, "b", "u1"));
        run.Process(Batch("s", 5, "a", "u1"));
        Assert.Equal(3, run.Alerts.Count);
        Assert.Equal(AlertChangeKind.Replaced, run.Happened[^1].Kind);
        Assert.Contains(run.Alerts.Values, a => a.Contains("\"s5a", StringComparison.Ordinal));
        run.Process(Batch("s", 300, "x", "u9"));
        Assert.Equal(3, run.Alerts.Count);
        Assert.Equal(0, run.Engine.Rules[0].Counters.Unconfirmed);
    }

    [Fact]
    public void WhatNothingHasBegunForTakesNextToNoMemoryAndIsReadAgainWhenItsFirstEventComes()
    {
        var run = new LiveRun(new("sequence"), Options);
        for (var i = 0; i < 1000; i++)
            run.Process(BatchOf("s", i / 100, Event($"b{i}", i / 100, "b", $"u{i % 50}")));
        Assert.InRange(run.Engine.StateBytes(), 1, 60_000);
        Assert.Equal(0, run.ReadAgainCount);
        run.Restart();
        Assert.InRange(run.Engine.StateBytes(), 1, 60_000);
        run.Process(Batch("s", 5, "a", "u7"));
        Assert.All(run.Happened, h => Assert.Equal((AlertChangeKind.Raised, "sequence", 1001L), h));
        Assert.Equal(3, run.Happened.Count);
        Assert.Equal(10, run.ReadAgainCount);
        run.Process(Batch("s", 300, "x", "u9"));
        Assert.Equal(3, run.Alerts.Count);
        Assert.Equal(0, run.Engine.Rules[0].Counters.Shed);
    }

    [Fact]
    public void WhatTheLogHasLostIsCountedAsShed()
    {
        var run = new LiveRun(new("sequence"), Options) { HasLostTheLog = true };
        run.Process(Batch("s", 5, "b", "u1"));
        run.Process(Batch("s", 4, "a", "u1"));
        Assert.Empty(run.Happened);
        Assert.Equal(1, run.Engine.Rules[0].Counters.Shed);
    }

    [Fact]
    public void LateEventsAreMatchedAndCounted()
    {
        var run = new LiveRun(new("query", "threshold", "sequence"), Options);
        run.Process(Batch("s", 0, "a", "u1"));
        run.Process(Batch("s", 600, "x", "u9"));
        var late = BatchOf("late", 1, Event("l1", 1, "m", "u1"), Event("l2", 2, "a", "u1"));
        run.Process(late with { ArrivedMillis = Start + 600_000 });
        Assert.Equal(("query", 3L), (run.Happened[^1].Rule, run.Happened[^1].Offset));
        Assert.True(Counters(run, "threshold").Late > 0);
        Assert.True(Counters(run, "sequence").Late > 0);
        Assert.Equal(2, run.Engine.LateOfSource["late"]);
    }

    [Fact]
    public void EventsOfTheFutureAreMatchedAndMoveNoClock()
    {
        var run = new LiveRun(new("query", "threshold", "new terms"), Options);
        run.Process(
            BatchOf(
                "s",
                0,
                Event("f1", 4000, "m", "u1"),
                Event("e1", 0, "a", "u1"),
                Event("f2", 4000, "a", "u1"),
                Event("f3", 4000, "a", "u1")
            )
        );
        Assert.Equal(["query", "new terms"], run.Happened.Select(h => h.Rule));
        Assert.Equal(Start, run.Engine.Times.LatestOf(0));
        Assert.Equal(2, Counters(run, "threshold").Future);
        run.Process(Batch("s", 1, "a", "u1"));
        run.Process(Batch("s", 2, "a", "u1"));
        Assert.Equal("threshold", run.Happened[^1].Rule);
    }

    [Fact]
    public void AClockThatIsAheadMakesNobodyLate()
    {
        var run = new LiveRun(new("threshold"), Options);
        run.Process(BatchOf("s", 0, Event("ahead", 250, "a", "u2")));
        run.Process(Batch("s", 1, "a", "u1"));
        Assert.Equal(Start - 29_000, run.Engine.Times.FloorOf(0));
        Assert.Equal(0, Counters(run, "threshold").Late);
    }

    [Fact]
    public void AnEventOfAWrongYearDoesNotMakeAllTicksSinceDue()
    {
        var run = new LiveRun(new("esql all"), Options);
        run.Process(BatchOf("s", 0, Event("old", -1_600_000_000, "a", "u2"), Event("e1", 0, "m", "u1")));
        run.Process(Batch("s", 400, "a", "u1"));
        Assert.InRange(Counters(run, "esql all").Evaluations, 10_000, 10_100);
        Assert.True(Counters(run, "esql all").Shed > 0);
    }

    [Fact]
    public void TheArrivalIsTheTimeOfIngestion()
    {
        var run = new LiveRun(new("ingested"), Options);
        const string Record =
            """{"@timestamp":"2025-10-09T08:00:00Z","kind":"a","user":"u1","event":{"ingested":"2020-01-01T00:00:00Z"}}""";
        for (var i = 0; i < 3; i++)
            run.Process(BatchOf("s", 100 + i, Record));
        Assert.Contains("2025-10-09T08:56:00.000Z", Assert.Single(run.Alerts).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void SourcesThatAreGoneAreForgotten()
    {
        var run = new LiveRun(new("query"), Options);
        for (var i = 0; i < 150; i++)
            run.Process(Batch($"file{i}", i, "a", "u1"));
        Assert.Equal(150, run.Engine.Times.Sources.Count);
        var floor = run.Engine.Times.FloorOf(0);
        run.Process(Batch("file150", 100_000, "a", "u1"));
        Assert.Single(run.Engine.Times.Sources);
        Assert.True(run.Engine.Times.FloorOf(0) > floor);
    }

    [Fact]
    public void AnEventOfManyKeysWaitsForTheFloor()
    {
        var run = new LiveRun(new("sequence"), Options);
        var users = string.Join(",", Enumerable.Range(0, 50).Select(i => $"\"u{i}\""));
        run.Process(
            BatchOf("s", 0, Event("e1", 0, "a", "u1").Replace("\"u1\"", $"[{users}]", StringComparison.Ordinal))
        );
        run.Process(Batch("s", 5, "b", "u7"));
        Assert.Empty(run.Happened);
        run.Process(Batch("s", 300, "x", "u9"));
        Assert.Equal(3, run.Happened.Count);
    }

    [Fact]
    public void TheSlowestSourceHoldsTheFloorUntilItIsIdle()
    {
        var run = new LiveRun(new("query"), Options);
        run.Process(Batch("slow", 0, "a", "u1"));
        run.Process(Batch("fast", 50, "a", "u1"));
        Assert.Equal(Start - 30_000, run.Engine.Times.FloorOf(0));
        run.Process(Batch("fast", 59, "a", "u1"));
        Assert.Equal(Start - 30_000, run.Engine.Times.FloorOf(0));
        run.Process(Batch("fast", 61, "a", "u1"));
        Assert.Equal(Start + 31_000, run.Engine.Times.FloorOf(0));
        run.Process(BatchOf("slow", 62, Event("old", 1, "a", "u1")));
        Assert.Equal(Start + 31_000, run.Engine.Times.FloorOf(0));
    }

    [Fact]
    public void TimeGoesOnFromTheLastEventWhenAllSourcesAreIdle()
    {
        var run = new LiveRun(new("query"), Options);
        // A recording of an hour ago.
        run.Process(BatchOf("s", 3600, Event("e1", 0, "a", "u1")));
        run.Process(new(++_offset, "", Start + 3_600_000 + 120_000, []));
        Assert.Equal(Start + 90_000, run.Engine.Times.FloorOf(0));
    }

    [Fact]
    public void AnEventThatComesTwiceAlertsOnceAndIdenticalRecordsEach()
    {
        var run = new LiveRun(new("query"), Options);
        run.Process(BatchOf("s", 0, Event("e1", 0, "m", "u1")));
        run.Process(BatchOf("s", 1, Event("e1", 0, "m", "u1")));
        Assert.Single(run.Alerts);
        Assert.Equal(1, Counters(run, "query").Repeats);
        const string Anonymous = """{"@timestamp":"2025-10-09T09:00:00Z","kind":"m","user":"u1"}""";
        run.Process(BatchOf("s", 2, Anonymous, Anonymous));
        run.Restart();
        run.Process(BatchOf("s", 3, Anonymous));
        Assert.Equal(4, run.Alerts.Count);
    }

    [Fact]
    public void AMillionGroupsStayWithinTheLimitAndAreCounted()
    {
        var options = Options with { StateBytesMax = 4 << 20 };
        var run = new LiveRun(new("threshold", "esql count", "new terms"), options);
        for (var i = 0; i < 50; i++)
        {
            var records = Enumerable.Range(0, 300).Select(j => Event($"e{i}-{j}", i * 2, "a", $"u{i}-{j}")).ToArray();
            run.Process(BatchOf("s", i * 2, records));
            Assert.InRange(run.Engine.StateBytes(), 0, 10 << 20);
        }

        Assert.True(run.Engine.Rules.Sum(r => r.Counters.Shed) > 0);
    }

    [Fact]
    public void ARestartRemembersWhatALimitHasDropped()
    {
        var options = Options with { StateBytesMax = 200_000 };
        var rules = new LiveRules("threshold", "sequence", "esql count");
        var batches = new List<RawBatch>();
        for (var i = 0; i < 40; i++)
        {
            var records = Enumerable
                .Range(0, 60)
                .Select(j => Event($"e{i}-{j}", i * 8, j % 3 == 0 ? "b" : "a", $"u{(i * 7 + j) % 97}"))
                .ToArray();
            batches.Add(BatchOf("s", i * 8, records));
        }

        var whole = LiveRun.Of(rules, options, batches);
        Assert.True(whole.Engine.Rules.Sum(r => r.Counters.Shed) > 0);
        var stopped = new LiveRun(rules, options);
        foreach (var batch in batches)
        {
            stopped.Restart();
            stopped.Process(batch);
        }

        Assert.Equal(whole.Changes, stopped.Changes);
    }

    private static RuleCounters Counters(LiveRun run, string rule) =>
        run.Engine.Rules.First(r => r.Plan.Rule.RuleId == rule).Counters;

    private RawBatch Batch(string source, int second, string kind, string user) =>
        BatchOf(source, second, Event($"{source}{second}{kind}", second, kind, user));

    private RawBatch BatchOf(string source, int second, params string[] records) =>
        new(++_offset, source, Start + second * 1000L, records);

    private static string Event(string id, int second, string kind, string user, int n = 1) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"_id":"{{{id}}}","_index":"logs-generic-default","_source":{"@timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(Start + second * 1000L):yyyy-MM-ddTHH:mm:ss.fffZ}}}","kind":"{{{kind}}}","user":"{{{user}}}","host":"h1","n":{{{n}}}}}"""
        );
}
