using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Tests.Languages.Esql;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Engine.Pipeline;

/// <summary>
/// Windows built from panes, and those from what chunks gathered, give the rows of evaluating the whole window afresh without any
/// optimization, on random data and random schedules.
/// </summary>
public sealed class RandomWindowTests
{
    private const string Types =
        "n integer\nd double\nuser keyword\nhost keyword\ntags keyword\nsource.ip ip\n@timestamp date";

    private static readonly string[] Queries =
    [
        "FROM test | STATS c = COUNT(*), s = SUM(n), a = AVG(d), v = VALUES(tags) BY user",
        "FROM test | WHERE n > 20 | STATS c = COUNT_DISTINCT(user), m = MEDIAN(d), x = STD_DEV(d) BY host, tags | WHERE c > 1",
        "FROM test | EVAL t = DATE_TRUNC(1 minute, @timestamp) | STATS f = FIRST(user, @timestamp), l = LAST(d, n), t3 = TOP(n, 3, \"desc\") BY t",
        "FROM test | STATS c = COUNT(*) WHERE n > 50, p = PERCENTILE(n, 90), i = MAX(source.ip) BY tags | STATS q = SUM(c), z = VALUES(p) | EVAL r = q + 1",
        "FROM test | WHERE @timestamp > NOW() - 3m | STATS c = COUNT(*) BY user",
        "FROM test | EVAL age = DATE_DIFF(\"second\", @timestamp, NOW()) | WHERE age < 200 | STATS m = MIN(age), c = COUNT(*) BY host",
        "FROM test | SORT n DESC, user | LIMIT 9 | KEEP n, user",
        "FROM test | LIMIT 5 | KEEP n",
        "FROM test | INLINE STATS m = MAX(n) BY host | WHERE n == m | KEEP host, n, m",
        "FROM test | MV_EXPAND tags | STATS c = COUNT(*), w = WEIGHTED_AVG(n, d) BY tags | SORT c DESC | LIMIT 2",
        "FROM test | FORK (WHERE n > 50 | STATS c = COUNT(*)) (SORT n | LIMIT 3) | KEEP _fork, c, n",
        "FROM test | STATS c = COUNT(*), u = COUNT_DISTINCT(user), v = VALUES(tags), x = VALUES(user) BY host, n | WHERE u > 1 AND c < 5 | WHERE n > 10 | KEEP c, v, x, host, n",
        "FROM test | STATS c = COUNT(*), p = COUNT(*) WHERE n > 50, v = VALUES(tags) WHERE n < 30, m = MAX(d), w = COUNT(n) BY host | WHERE c <= 60 AND p > 2 OR c == 7 | EVAL r = c + w",
        "FROM test | STATS c = COUNT(*), v = VALUES(user) BY tags, user | WHERE c == 3 AND tags IS NOT NULL",
        "FROM test | STATS c = COUNT(*), v = VALUES(source.ip), l = LAST(user, @timestamp) BY d, source.ip | WHERE l != \"u1\" | EVAL z = c | WHERE z < 2 AND LENGTH(l) == 2",
        "FROM test | STATS c = COUNT(*), s = SUM(n) BY host | WHERE c > 100",
        "FROM test | STATS d = MEDIAN_ABSOLUTE_DEVIATION(d), s = SUM(d), g = SAMPLE(user, 3)",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void PanesGiveTheRowsOfTheWholeWindow(int seed)
    {
        var random = new Random(seed);
        var harness = new EsqlHarness(Types, Documents(random));
        foreach (var query in Queries)
        {
            var program = harness.Compile(query, EsqlOptions.ForRule);
            var plain = harness.Compile(query, EsqlOptions.ForRule with { Optimizes = false });
            for (var round = 0; round < 2; round++)
                CheckSchedule(harness, program, plain, random);
        }
    }

    private static void CheckSchedule(EsqlHarness harness, EsqlProgram program, EsqlProgram plain, Random random)
    {
        var events = harness.Events().ToArray();
        random.Shuffle(events);
        var width = random.Next(1, 200) * 1000L;
        var panes = new SortedDictionary<long, IPane>();
        foreach (var chunk in events.Chunk(random.Next(1, events.Length)))
        {
            foreach (var (start, gathered) in Gather(program, chunk, width))
            {
                if (panes.TryGetValue(start, out var pane))
                    pane.Merge(gathered);
                else
                    panes[start] = gathered;
                // As where memory is short.
                if (random.Next(4) == 0)
                    panes[start].Shrink();
            }
        }

        for (var tick = 0; tick < 4; tick++)
        {
            var first = events[random.Next(events.Length)].Timestamp / width * width;
            var end = first + width * random.Next(1, 6);
            var window = panes.Where(p => p.Key >= first && p.Key < end).Select(p => p.Value).ToList();
            var whole = plain.Pipeline.CreatePane(keepEvidence: true);
            foreach (var read in harness.Events().Where(e => e.Timestamp >= first && e.Timestamp < end))
                whole.Add(EsqlHarness.Context(read), read.Timestamp);

            // Panes are finished again and again as windows overlap: that must leave them as they are.
            // Where somebody is told of odd values, rows that were held are made whole and in order; otherwise one by one.
            var expected = plain.Pipeline.Finish([whole], end, new UnreadWarnings());
            var actual = program.Pipeline.Finish(window, end, null);
            Assert.Equal(EsqlHarness.Print(expected), EsqlHarness.Print(actual));
            Assert.Equal(
                expected.Rows.Select(r => r.Evidence!.Items.Select(i => i.Id)),
                actual.Rows.Select(r => (r.Evidence ?? new()).Items.Select(i => i.Id))
            );
            Assert.Equal(expected.Rows.Select(r => r.Evidence!.Count), actual.Rows.Select(r => r.Evidence?.Count ?? 0));
        }
    }

    private sealed class UnreadWarnings : IWarningSink
    {
        public void Warn(SourceText source, TextSpan span, EvaluationFailure failure) { }
    }

    private static Dictionary<long, IPane> Gather(EsqlProgram program, IEnumerable<Event> events, long width)
    {
        var panes = new Dictionary<long, IPane>();
        foreach (var read in events)
        {
            var start = read.Timestamp / width * width;
            if (!panes.TryGetValue(start, out var pane))
                panes[start] = pane = program.Pipeline.CreatePane(keepEvidence: true);
            pane.Add(EsqlHarness.Context(read), read.Timestamp);
        }

        return panes;
    }

    private static List<string> Documents(Random random)
    {
        var documents = new List<string>();
        for (var i = 0; i < 420; i++)
        {
            var time = EsqlHarness.NowMillis + random.Next(600_000) / 500 * 500;
            var tags = string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => $"\"t{random.Next(5)}\""));
            var number = random.Next(10) == 0 ? "null" : $"{random.Next(100)}";
            var fraction = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 9));
            documents.Add(
                $$"""{"_id": "e{{i:d3}}", "@timestamp": {{time}}, "n": {{number}}, "d": {{fraction:R}}, "user": "u{{random.Next(6)}}", "host": "h{{random.Next(3)}}", "tags": [{{tags}}], "source.ip": "10.0.{{random.Next(3)}}.{{random.Next(9)}}", "pad": "{{new string('x', random.Next(3000))}}"}"""
            );
        }

        return documents;
    }
}
