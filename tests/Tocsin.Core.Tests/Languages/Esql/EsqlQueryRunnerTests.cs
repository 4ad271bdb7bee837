using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>Limits, memory and warnings of <c>tocsin query</c>.</summary>
public sealed class EsqlQueryRunnerTests
{
    private const string Types = "n integer\nname keyword\n@timestamp date";

    private static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(0, count).Select(i => $$"""{"n": {{i}}, "name": "x{{i % 7}}"}""");

    [Fact]
    public void ResultWithoutLimitIsCutWithElasticsearchsWarning()
    {
        var result = new EsqlHarness(Types, Numbers(1500)).Run("FROM test | KEEP n");
        Assert.Equal(1000, result.Table!.Rows.Count);
        Assert.Equal(["No limit defined, adding default limit of [1000]"], result.Warnings);
        Assert.Equal("999", EsqlHarness.Print(result.Table)[999]);
    }

    [Fact]
    public void TheDefaultLimitComesLast()
    {
        var harness = new EsqlHarness(Types, Numbers(1500));
        Assert.Equal(["1500"], harness.Rows("FROM test | STATS c = COUNT(*)"));
        Assert.Equal("1499", harness.Rows("FROM test | SORT n DESC | KEEP n")[0]);
    }

    [Fact]
    public void NoLimitExceedsTheMaximum()
    {
        var result = new EsqlHarness(Types, Numbers(10_100)).Run("FROM test | KEEP n | LIMIT 20000");
        Assert.Equal(10_000, result.Table!.Rows.Count);
        Assert.Empty(result.Warnings);
        Assert.Equal(
            ["10100"],
            new EsqlHarness(Types, Numbers(10_100)).Rows("FROM test | LIMIT 20000 | STATS COUNT(*)")
        );
    }

    [Fact]
    public void ALimitStopsReading()
    {
        var harness = new EsqlHarness(Types, Numbers(10));
        var program = harness.Compile("FROM test | WHERE n > 1 | LIMIT 2 | KEEP n", EsqlOptions.ForQuery);
        var runner = new EsqlQueryRunner(program, EsqlHarness.NowMillis);
        var read = harness.Events().TakeWhile(e => runner.Add(e)).Count();
        Assert.Equal(3, read);
        Assert.Equal(["2", "3"], EsqlHarness.Print(runner.Finish().Table!));
    }

    [Fact]
    public void SortWithLimitHoldsFewRows()
    {
        var harness = new EsqlHarness(Types, Numbers(20_000));
        var program = harness.Compile("FROM test | SORT name, n DESC | KEEP n | LIMIT 3", EsqlOptions.ForQuery);
        var pane = program.Pipeline.CreatePane(keepEvidence: false);
        var most = 0L;
        foreach (var read in harness.Events())
        {
            pane.Add(EsqlHarness.Context(read), 0);
            most = Math.Max(most, pane.SizeBytes);
        }

        Assert.InRange(most, 1, 300_000);
        Assert.Equal(
            ["19999", "19992", "19985"],
            EsqlHarness.Print(program.Pipeline.Finish([pane], EsqlHarness.NowMillis, null))
        );
    }

    [Fact]
    public void MemoryBeyondTheLimitIsAClearError()
    {
        var options = EsqlOptions.ForQuery with { MemoryBytesMax = 1 << 20 };
        var result = new EsqlHarness(Types, Numbers(20_000)).Run("FROM test | STATS v = VALUES(n) BY n", options);
        Assert.Null(result.Table);
        Assert.Equal("the query needs more than 1 MB of memory", result.Error!.Message);
    }

    [Fact]
    public void FailuresOfOnePlaceAreListedOnceUpToTwenty()
    {
        var documents = Enumerable.Range(0, 50).Select(i => $$"""{"name": "v{{i % 30}}"}""");
        var result = new EsqlHarness(Types, documents).Run("FROM test\n| EVAL\n  x = TO_INTEGER(name)\n| LIMIT 100");
        Assert.Equal(21, result.Warnings.Count);
        Assert.Equal(
            "Line 3:7: evaluation of [TO_INTEGER(name)] failed, treating result as null. Only first 20 failures recorded.",
            result.Warnings[0]
        );
        Assert.All(result.Warnings, w => Assert.StartsWith("Line 3:7: ", w, StringComparison.Ordinal));
    }

    [Fact]
    public void LogicOverSeveralTruthValuesIsNullWithAWarning()
    {
        var result = new EsqlHarness("", []).Run("ROW a = [true, false] | EVAL b = a AND true, c = NOT a | KEEP b, c");
        Assert.Equal(["null | null"], EsqlHarness.Print(result.Table!));
        Assert.Equal(4, result.Warnings.Count);
        Assert.Contains("single-value function encountered multi-value", result.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void RunnersOfPartsMergeToTheWhole()
    {
        var harness = new EsqlHarness(Types, Numbers(100));
        foreach (
            var query in new[]
            {
                "FROM test | STATS s = SUM(n), v = MAX(name) BY name | SORT name",
                "FROM test | SORT n DESC | LIMIT 7 | KEEP n",
                "FROM test | LIMIT 7 | KEEP n",
                "FROM test | INLINE STATS m = MAX(n) BY name | WHERE n == m | SORT n | KEEP n",
            }
        )
        {
            var program = harness.Compile(query, EsqlOptions.ForQuery);
            var parts = Enumerable
                .Range(0, 4)
                .Select(_ => new EsqlQueryRunner(program, EsqlHarness.NowMillis))
                .ToList();
            foreach (var (i, read) in harness.Events().Index())
                parts[i / 25].Add(read);
            foreach (var part in parts.Skip(1))
                parts[0].Merge(part);
            Assert.Equal(harness.Rows(query), EsqlHarness.Print(parts[0].Finish().Table!));
        }
    }

    [Fact]
    public void UndeclaredFieldsAreAsTheEventsHaveThem()
    {
        var harness = new EsqlHarness(
            "",
            ["""{"u": 1, "t": "2", "b": true}""", """{"u": 2.5, "t": "x", "b": false}""", """{"u": 3}"""]
        );
        Assert.Equal(["2.5", "3"], harness.Rows("FROM test | WHERE u > 1 | SORT u | KEEP u"));
        Assert.Equal(
            ["1 | 6.5 | [1, 2.5, 3]"],
            harness.Rows("FROM test | STATS a = MIN(u), b = SUM(u), c = VALUES(u)")
        );
        Assert.Equal(["1"], harness.Rows("FROM test | WHERE t == 2 | KEEP u"));
        Assert.Equal(["1"], harness.Rows("FROM test | WHERE b | KEEP u"));
        Assert.Equal(["x2"], harness.Rows("""FROM test | WHERE t == "2" | EVAL c = CONCAT("x", t) | KEEP c"""));
    }

    [Fact]
    public void RandomOrderOfRowsGivesTheSameDoubles()
    {
        var random = new Random(3);
        var documents = Enumerable
            .Range(0, 500)
            .Select(_ => $$"""{"d": {{Math.Pow(10, random.Next(-20, 20)) * (random.NextDouble() - 0.5)}}}""")
            .ToArray();
        string? first = null;
        for (var round = 0; round < 5; round++)
        {
            random.Shuffle(documents);
            var rows = new EsqlHarness("d double", documents).Rows(
                "FROM test | STATS s = SUM(d), a = AVG(d), v = VARIANCE(d), w = WEIGHTED_AVG(d, d), p = PERCENTILE(d, 33)"
            );
            first ??= rows[0];
            Assert.Equal(first, rows[0]);
        }

        Assert.DoesNotContain("null", first, StringComparison.Ordinal);
        Assert.NotEqual(ValueText.FormatDouble(0), first);
    }
}
