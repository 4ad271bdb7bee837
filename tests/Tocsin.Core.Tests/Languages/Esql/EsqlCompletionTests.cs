using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Languages.Esql;

namespace Tocsin.Core.Tests.Languages.Esql;

public sealed class EsqlCompletionTests
{
    private readonly Echo _echo = new();

    [Fact]
    public void EachRowHasItsAnswer()
    {
        const string Query = """
            FROM test | SORT n DESC | KEEP name, n | COMPLETION a = CONCAT("who is ", name) WITH {"inference_id": "m"} | WHERE n > 0 | KEEP a
            """;
        Assert.Equal(["m: who is b", "m: who is a"], Harness(2).Rows(Query, Options()));
    }

    [Fact]
    public void ANullPromptIsNotAskedAndSeveralValuesAreAWarning()
    {
        Assert.Equal(
            ["null"],
            new EsqlHarness("", []).Rows("ROW p = null | COMPLETION p | KEEP completion", Options())
        );
        var many = new EsqlHarness("", []).Run("ROW p = [\"x\", \"y\"] | COMPLETION p | KEEP completion", Options());
        Assert.Equal(["null"], EsqlHarness.Print(many.Table!));
        Assert.Contains(
            many.Warnings,
            w => w.EndsWith("single-value function encountered multi-value", StringComparison.Ordinal)
        );
        Assert.Empty(_echo.Prompts);
    }

    [Theory]
    [InlineData(100, 100, false)]
    [InlineData(101, 100, true)]
    [InlineData(500, 100, true)]
    public void NoMoreThanAHundredRowsGoIn(int rows, int expected, bool isCut)
    {
        var result = Harness(rows)
            .Run("FROM test | KEEP name, n | SORT n DESC | COMPLETION name | LIMIT 1000", Options());

        Assert.Equal(expected, result.Table!.Rows.Count);
        Assert.Equal(expected, _echo.Prompts.Count);
        Assert.StartsWith($"{Name(rows - 1)} | ", EsqlHarness.Print(result.Table)[0], StringComparison.Ordinal);
        Assert.Equal(isCut, result.Warnings.Any(w => w.Contains("no more than [100] rows", StringComparison.Ordinal)));
    }

    [Fact]
    public void AProblemIsANullAndAWarningAtTheCommand()
    {
        _echo.Problem = "out of order";
        var result = new EsqlHarness("", []).Run("ROW p = \"x\" | COMPLETION p | KEEP completion", Options());

        Assert.Equal(["null"], EsqlHarness.Print(result.Table!));
        Assert.Contains("Line 1:15: org.elasticsearch.ElasticsearchException: out of order", result.Warnings);
    }

    [Theory]
    [InlineData("ROW p = 1 | COMPLETION p", "TOC2305")]
    [InlineData("ROW p = \"x\" | COMPLETION p WITH {\"inference_id\": 1}", "TOC2305")]
    [InlineData("ROW p = \"x\" | COMPLETION p WITH {\"inference_id\": \"m\", \"temperature\": 1}", "TOC3301")]
    public void WrongArgumentsAreErrors(string query, string code)
    {
        new EsqlHarness("", []).Compile(query, Options(), out var diagnostics);
        Assert.Equal([code], diagnostics.Where(d => d.IsError).Select(d => d.Descriptor.Code));
    }

    [Fact]
    public void APromptThatReadsTheClockIsMadeAtTheTick()
    {
        var options = EsqlOptions.ForRule with { CompletionProvider = _echo };
        const string Query = "FROM test | EVAL p = CONCAT(name, NOW()::string) | COMPLETION p | KEEP completion";
        Assert.Equal(["null: a2024-05-01T10:00:00.000Z"], Harness(1).Rows(Query, options));
    }

    private EsqlOptions Options() => EsqlOptions.ForQuery with { CompletionProvider = _echo };

    private static EsqlHarness Harness(int rows) =>
        new(
            "name keyword\nn integer",
            Enumerable.Range(0, rows).Select(i => $$"""{"name":"{{Name(i)}}","n":{{i + 1}}}""")
        );

    private static string Name(int i) => i < 26 ? $"{(char)('a' + i)}" : $"r{i}";

    private sealed class Echo : ICompletionProvider
    {
        public List<string> Prompts { get; } = [];

        public string? Problem { get; set; }

        public CompletionAnswer Complete(string prompt, string? inferenceId)
        {
            Prompts.Add(prompt);
            return Problem is { } problem
                ? CompletionAnswer.Failed(problem)
                : CompletionAnswer.Of($"{inferenceId ?? "null"}: {prompt}");
        }
    }
}
