using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Tests.Engine;

public class WindowStateTests
{
    [Fact]
    public void AGroupThatTwoOverlappingWindowsFindAlertsOnce()
    {
        var plan = TestRules.CountPlan(intervalMillis: 5, lookBackMillis: 10, minimum: 3);
        var found = Run(plan, [("a", 101, "x"), ("b", 102, "x"), ("c", 103, "x")]);
        var detection = Assert.Single(found);
        Assert.Equal((105, 105, 1), (detection.RaisedMillis, detection.LastRaisedMillis, detection.Evaluations));
        Assert.Equal(3, detection.Evidence.Count);

        // A later event of another group makes the tick at 110 due, which finds the same three events again.
        found = Run(plan, [("a", 101, "x"), ("b", 102, "x"), ("c", 103, "x"), ("d", 109, "y")]);
        detection = Assert.Single(found);
        Assert.Equal((105, 110, 2), (detection.RaisedMillis, detection.LastRaisedMillis, detection.Evaluations));
        Assert.Equal(3, detection.Evidence.Count);
    }

    [Fact]
    public void LaterEventsExtendTheAlertWithoutCountingTheOverlapTwice()
    {
        var plan = TestRules.CountPlan(intervalMillis: 5, lookBackMillis: 10, minimum: 2);
        var found = Run(plan, [("a", 101, "x"), ("b", 104, "x"), ("c", 107, "x"), ("d", 112, "x")]);
        var detection = Assert.Single(found);
        Assert.Equal(4, detection.Evidence.Count);
        Assert.Equal(["a", "b", "c", "d"], detection.Evidence.Items.Select(i => i.Id));
    }

    [Fact]
    public void AGroupAlertsAnewWhenItsEvidenceDoesNotOverlap()
    {
        var plan = TestRules.CountPlan(intervalMillis: 5, lookBackMillis: 5, minimum: 2);
        var found = Run(plan, [("a", 101, "x"), ("b", 102, "x"), ("c", 151, "x"), ("d", 152, "x")]);
        Assert.Equal([105L, 155L], found.Select(d => d.RaisedMillis).Order());
        Assert.Equal(2, found.Select(d => d.Id).Distinct().Count());
    }

    [Fact]
    public void CountsAreThoseOfOneLookBackNeverOfTheWholeInput()
    {
        var plan = TestRules.CountPlan(intervalMillis: 5, lookBackMillis: 6, minimum: 3);
        Assert.Empty(Run(plan, [("a", 101, "x"), ("b", 108, "x"), ("c", 115, "x"), ("d", 122, "x")]));
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(5, 13)]
    [InlineData(4, 4)]
    [InlineData(7, 3)]
    public void PanesGiveWhatEvaluatingEachWindowAfreshGives(long interval, long lookBack)
    {
        var random = new Random(4711);
        for (var round = 0; round < 50; round++)
        {
            var plan = TestRules.CountPlan(interval, lookBack, minimum: 2);
            var events = Enumerable
                .Range(0, random.Next(1, 40))
                .Select(i => ($"e{i:00}", (long)random.Next(0, 120), "k" + random.Next(3)))
                .ToList();
            var expected = Naive(plan.Schedule, events, minimum: 2);

            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events));
            var whole = Run(plan, events);
            Assert.Equal(expected, Describe(whole));
            Assert.Equal(expected, Describe(Run(plan, events, chunk: 7)));
            Assert.Equal(whole.Select(d => d.Id).Order(), Run(plan, events, chunk: 1).Select(d => d.Id).Order());
        }
    }

    /// <summary>Each tick's window counted afresh; consecutive firings of a key that share an event are one.</summary>
    private static List<string> Naive(Schedule schedule, List<(string Id, long Time, string Key)> events, int minimum)
    {
        var described = new List<string>();
        var first = schedule.TickAtOrAfter(events.Min(e => e.Time));
        var last = schedule.TickAtOrAfter(events.Max(e => e.Time));
        foreach (var key in events.Select(e => e.Key).Distinct())
        {
            HashSet<string>? open = null;
            long opened = 0;
            for (var tick = first; tick <= last; tick += schedule.IntervalMillis)
            {
                var window = events
                    .Where(e =>
                        e.Key == key && e.Time >= schedule.WindowStart(tick) && e.Time <= schedule.WindowEnd(tick)
                    )
                    .Select(e => e.Id)
                    .ToHashSet();
                if (window.Count < minimum)
                    continue;
                if (open is not null && !open.Overlaps(window))
                {
                    described.Add($"{key}@{opened}:{open.Count}");
                    open = null;
                }

                if (open is null)
                    (open, opened) = ([], tick);
                open.UnionWith(window);
            }

            if (open is not null)
                described.Add($"{key}@{opened}:{open.Count}");
        }

        return [.. described.Order(StringComparer.Ordinal)];
    }

    private static List<string> Describe(List<Detection> detections) =>
        [.. detections.Select(d => $"{d.Cells[1]}@{d.RaisedMillis}:{d.Evidence.Count}").Order(StringComparer.Ordinal)];

    private static List<Detection> Run(
        WindowPlan plan,
        IReadOnlyList<(string Id, long Time, string Key)> events,
        int chunk = int.MaxValue
    )
    {
        var state = new WindowState(plan);
        var context = new EvalContext();
        foreach (var part in events.Chunk(Math.Min(chunk, events.Count)))
        {
            var panes = new WindowPanes(plan);
            foreach (var (id, time, key) in part)
            {
                context.Event = new TestEvent(id, time, key);
                panes.Add(context, time);
            }

            state.Commit(panes);
        }

        var detections = new List<Detection>();
        state.AdvanceTo(
            plan.Schedule.TickAtOrAfter(events.Min(e => e.Time)),
            plan.Schedule.TickAtOrAfter(events.Max(e => e.Time)),
            detections
        );
        state.Complete(detections);
        return detections;
    }
}
