using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Languages.Kql;

/// <summary>What a wrong query is told.</summary>
public sealed class KqlDiagnosticsTests
{
    [Fact]
    public void ErrorShowsPlaceExpectationAndHelp() =>
        Assert.Equal(
            """
            error TOC1201: expected a value, found `not`
             --> query:2:11
              |
            2 | and word: not x
              |           ^^^ expected a value
              = help: write `not field: value` or `field: (not value)`

            """.ReplaceLineEndings("\n"),
            KqlQueries.Problems("n: 1\nand word: not x")
        );

    [Theory]
    [InlineData("word:", "TOC1201", "1:6")]
    [InlineData("n >", "TOC1201", "1:4")]
    [InlineData(": x", "TOC1201", "1:1")]
    [InlineData("(word:x", "TOC1202", "1:1")]
    [InlineData("people:{ word:x", "TOC1202", "1:8")]
    [InlineData("word:\"x", "TOC1202", "1:6")]
    [InlineData("word:x)", "TOC1201", "1:7")]
    [InlineData("word:x}", "TOC1201", "1:7")]
    [InlineData("()", "TOC1201", "1:2")]
    [InlineData("word:()", "TOC1201", "1:7")]
    [InlineData("word:x n:1", "TOC1201", "1:9")]
    [InlineData("\"a\" \"b\"", "TOC1201", "1:5")]
    [InlineData("word:\"a\"b", "TOC1201", "1:9")]
    [InlineData("word:a: b", "TOC1201", "1:7")]
    [InlineData("n >> 3", "TOC1201", "1:4")]
    [InlineData("word:\\q", "TOC1203", "1:6")]
    [InlineData("word:C:\\x", "TOC1201", "1:7")]
    [InlineData("not(word:x)", "TOC1201", "1:4")]
    [InlineData("word:x and ", "TOC1201", "1:12")]
    [InlineData("word:(x or )", "TOC1201", "1:12")]
    [InlineData("not not word:x", "TOC1201", "1:5")]
    [InlineData("word:cannot find it", "TOC1201", "1:9")]
    [InlineData("word:null", "TOC1204", "1:6")]
    [InlineData("null", "TOC1204", "1:1")]
    [InlineData("{word:x}", "TOC1201", "1:1")]
    [InlineData("n: abc", "TOC2203", "1:4")]
    [InlineData("ip: 10.0.0.0/40", "TOC2203", "1:5")]
    [InlineData("ok: yes", "TOC2203", "1:5")]
    [InlineData("at: soon", "TOC2203", "1:5")]
    [InlineData("at: now-1q", "TOC2203", "1:5")]
    [InlineData("n: 1*", "TOC2204", "1:4")]
    [InlineData("at: 2026*", "TOC2204", "1:5")]
    [InlineData("ip: 10.*", "TOC2204", "1:5")]
    [InlineData("word > a*", "TOC2205", "1:8")]
    [InlineData("w* > a*", "TOC2205", "1:6")]
    [InlineData("ok > false", "TOC2206", "1:6")]
    [InlineData("p*:{ age: 1 }", "TOC3201", "1:1")]
    public void WrongQueryIsRefusedWhereItIsWrong(string query, string code, string place)
    {
        var problems = KqlQueries.Problems(query);

        Assert.Contains($"error {code}: ", problems, StringComparison.Ordinal);
        Assert.Contains($"--> query:{place}\n", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void AllErrorsAreReportedAtOnce()
    {
        var problems = KqlQueries.Problems("word:\\q and n > ) and (word: or ok:) and word:\"a\"b or n: x:");

        Assert.Equal(5, problems.Split("error TOC").Length - 1);
    }

    [Fact]
    public void UnknownFieldIsAnErrorOnlyWhereFieldsMustBeKnown()
    {
        Assert.Equal("", KqlQueries.Problems("obj:*"));
        Assert.Contains("warning TOC2202", KqlQueries.Problems("wrod: x"), StringComparison.Ordinal);
        var strict = KqlQueries.Problems("wrod: x", KqlQueries.StrictSchema);
        Assert.Contains("error TOC2201: unknown field `wrod`", strict, StringComparison.Ordinal);
        Assert.Contains("did you mean `word`?", strict, StringComparison.Ordinal);
        Assert.Equal("", KqlQueries.Problems("obj:* and people:{ age: 3 } and _id: 1", KqlQueries.StrictSchema));
    }

    [Fact]
    public void QuotedStarIsWarnedAbout()
    {
        Assert.Contains("warning TOC2208", KqlQueries.Problems("word: \"*x*\""), StringComparison.Ordinal);
        Assert.Equal("", KqlQueries.Problems("word: \"*\""));
    }

    [Theory]
    [InlineData("", "(")]
    [InlineData("", "a:{")]
    [InlineData("a:", "(")]
    [InlineData("", "not (")]
    public void NestingHasALimit(string start, string opening)
    {
        var text = start + new StringBuilder().Insert(0, opening, 100_000);

        Assert.Contains("TOC1205", KqlQueries.Problems(text), StringComparison.Ordinal);
    }

    [Fact]
    public void AnyTextGivesATreeOrDiagnosticsInsideTheText()
    {
        var random = new Random(20260310);
        string[] pieces =
        [
            "a",
            "word",
            "n",
            "at",
            "ip",
            "people",
            ":",
            ":",
            " ",
            " ",
            "  ",
            "\n",
            "(",
            ")",
            "{",
            "}",
            "\"",
            "\\",
            "*",
            "<",
            ">=",
            " and ",
            " or ",
            "not ",
            "null",
            "true",
            "10.0.0.0/8",
            "now-1d/d",
            "\\u00e9",
            "\\u12",
            "\\not",
            "\\or",
            "😀",
            "\u00A0",
            "\\",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var query = string.Concat(
                Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)])
            );
            var source = SourceText.From(query, "query");
            var diagnostics = new DiagnosticBag();
            var condition = KqlCompiler.Compile(source, KqlQueries.Schema, new FieldTable(), diagnostics);

            Assert.True(condition is null == diagnostics.HasErrors, query);
            foreach (var diagnostic in diagnostics.ToSortedArray())
            {
                Assert.True(diagnostic.Span.Start >= 0 && diagnostic.Span.End <= query.Length, query);
                Assert.NotEmpty(DiagnosticRenderer.Render(diagnostic));
            }
        }
    }
}
