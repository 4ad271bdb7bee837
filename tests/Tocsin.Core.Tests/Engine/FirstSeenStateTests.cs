using Tocsin.Core.Engine;
using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine;

public class FirstSeenStateTests
{
    [Theory]
    [InlineData(5, 6, 20)]
    [InlineData(5, 15, 40)]
    [InlineData(5, 5, 6)]
    [InlineData(4, 3, 9)]
    public void GivesWhatSearchingTheHistoryAtEachTickGives(long interval, long lookBack, long history)
    {
        var random = new Random(99);
        for (var round = 0; round < 200; round++)
        {
            var plan = Plan(interval, lookBack, history);
            var events = Enumerable
                .Range(0, random.Next(1, 25))
                .Select(i => (Id: $"e{i:00}", Time: (long)random.Next(0, 100), Key: "k" + random.Next(3)))
                .ToArray();
            var expected = Naive(plan, events, history);
            random.Shuffle(events);
            Assert.Equal(expected, Run(plan, events, chunk: events.Length, remembers: false));
            Assert.Equal(expected, Run(plan, events, chunk: 3, remembers: false));
            Assert.Equal(expected, Run(plan, events, chunk: 3, remembers: true));
        }
    }

    private static NewTermsPlan Plan(long interval, long lookBack, long history)
    {
        var rule = TestRules.Windowed(TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds(lookBack));
        var always = BoundLiteral.FromTruth(Truth.True, new TextSpan(0, 0));
        return new(rule, new IndexPatterns(["*"]), RuleClock.For(rule, new FieldTable()), new(always, [0], history));
    }

    /// <summary>For each tick: the terms whose earliest event in the history is later than the beginning of the window (D35).</summary>
    private static List<string> Naive(NewTermsPlan plan, (string Id, long Time, string Key)[] events, long history)
    {
        var schedule = plan.Schedule;
        var raised = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var last = schedule.TickAtOrAfter(events.Max(e => e.Time));
        for (var tick = schedule.TickAtOrAfter(events.Min(e => e.Time)); tick <= last; tick += schedule.IntervalMillis)
        {
            foreach (var term in events.GroupBy(e => e.Key))
            {
                var seen = term.Where(e => e.Time >= tick - history && e.Time <= tick).ToList();
                if (seen.Count == 0 || seen.Min(e => e.Time) <= schedule.WindowStart(tick))
                    continue;
                var first = seen.OrderBy(e => e.Time).ThenBy(e => e.Id, StringComparer.Ordinal).First();
                raised.TryAdd(first.Id, tick);
            }
        }

        return [.. raised.Select(r => $"{r.Key}@{r.Value}")];
    }

    private static List<string> Run(
        NewTermsPlan plan,
        (string Id, long Time, string Key)[] events,
        int chunk,
        bool remembers
    )
    {
        var state = new FirstSeenState(plan);
        var context = new EvalContext();
        var runs = new TermGatherer(plan, remembers);
        foreach (var part in events.Chunk(chunk))
        {
            foreach (var (id, time, key) in part)
            {
                context.Event = new TestEvent(id, time, key);
                runs.Add(context, time);
            }

            if (runs.Hand() is { } gathered)
                state.Commit(gathered);
        }

        var detections = new List<Detection>();
        var first = plan.Schedule.TickAtOrAfter(events.Min(e => e.Time));
        state.Complete(first, plan.Schedule.TickAtOrAfter(events.Max(e => e.Time)), detections);
        return [.. detections.Select(d => $"{d.EventId}@{d.RaisedMillis}").Order(StringComparer.Ordinal)];
    }
}
