using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Languages.Eql;

/// <summary>What a wrong query is told.</summary>
public sealed class EqlDiagnosticsTests
{
    [Fact]
    public void OnePassReportsEverySyntaxAndTypeError() =>
        Assert.Equal(
            """"
            error TOC1104: strings stand in double quotes
             --> query:2:20
              |
            2 |   [a where word == 'x' && n : 5]
              |                    ^^^
              = help: write `"x"`, or `"""x"""` where backslashes stand for themselves
            error TOC1106: there is no operator `&&`
             --> query:2:24
              |
            2 |   [a where word == 'x' && n : 5]
              |                        ^^
              = help: write `and`
            error TOC2106: `:` needs a string, this is the long field `n`
             --> query:2:27
              |
            2 |   [a where word == 'x' && n : 5]
              |                           ^
              = help: use `==` or `in`
            error TOC2106: `:` needs a string, this is a number
             --> query:2:31
              |
            2 |   [a where word == 'x' && n : 5]
              |                               ^
            error TOC2103: unknown function `startWith`
             --> query:3:12
              |
            3 |   [b where startWith(wrod, "x")] with runs=0
              |            ^^^^^^^^^
              = help: did you mean `startsWith`?
            warning TOC2102: unknown field `wrod`
             --> query:3:22
              |
            3 |   [b where startWith(wrod, "x")] with runs=0
              |                      ^^^^
              = help: did you mean `word`?
            error TOC1121: `runs` is a whole number from 1 to 100
             --> query:3:34
              |
            3 |   [b where startWith(wrod, "x")] with runs=0
              |                                  ^^^^^^^^^^^
              = help: for example: `with runs=3`
            error TOC1133: unknown pipe `haed`
             --> query:4:3
              |
            4 | | haed 3
              |   ^^^^
              = help: the pipes are `head` and `tail`

            """".ReplaceLineEndings("\n"),
            EqlQueries.Problems(
                "sequence by word\n  [a where word == 'x' && n : 5]\n  [b where startWith(wrod, \"x\")] with runs=0\n| haed 3"
            )
        );

    [Theory]
    [InlineData("any where word == \"a\" AND n == 1", "keywords are in lower case: `and`")]
    [InlineData("any where in.x == \"a\"", "put it in backticks")]
    [InlineData("any where length~(word) == 1", "write `length`")]
    [InlineData("any where cidrMatch(ip, \"10.0.0.0/33\")", "is not an address block")]
    [InlineData("any where ip == \"nowhere\"", "is not an address")]
    [InlineData("any where at == \"yesterday\"", "is not a date")]
    [InlineData("any where ok > true", "booleans have no order")]
    [InlineData("any where word regex \"(a\"", "bad regular expression")]
    [InlineData("any where n == 1e999", "is too large")]
    [InlineData("any where nest == 1", "its type is `nested`")]
    [InlineData("any where msg == \"a\"", "analysed text")]
    [InlineData("any where number(\"abc\") == null", "always null")]
    [InlineData("any where n == true", "never equals")]
    [InlineData("any where /* open", "the comment has no end")]
    [InlineData("any where `open", "the backticked name has no end")]
    [InlineData("any where \"\"\"open", "the string has no end")]
    [InlineData("any where word == \"\\q\"", "bad escape `\\q`")]
    [InlineData("any where word == “a”", "straight double quotes")]
    [InlineData("sample by word [a where true] [b where true] | head 1", "a sample cannot have pipes")]
    [InlineData("any where true | head -1 | tail x", "`tail` takes one whole number from zero")]
    public void ProblemIsNamedWithHelp(string query, string expected) =>
        Assert.Contains(expected, EqlQueries.Problems(query), StringComparison.Ordinal);

    [Fact]
    public void UnknownFieldIsAnErrorWhereTheSchemaIsStrict()
    {
        Assert.StartsWith(
            "error TOC2101: unknown field `wrod`",
            EqlQueries.Problems("any where wrod == 1", EqlQueries.StrictSchema),
            StringComparison.Ordinal
        );
        Assert.StartsWith("warning TOC2102", EqlQueries.Problems("any where wrod == 1"), StringComparison.Ordinal);
        Assert.Equal("", EqlQueries.Problems("any where ?wrod == 1", EqlQueries.StrictSchema));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("- ", "")]
    [InlineData("1 + ", "")]
    [InlineData("length(", ")")]
    public void DeepNestingIsAnError(string open, string close)
    {
        var query =
            "any where "
            + string.Concat(Enumerable.Repeat(open, 20_000))
            + "n"
            + string.Concat(Enumerable.Repeat(close, 20_000));

        Assert.Contains("nested too deeply", EqlQueries.Problems(query), StringComparison.Ordinal);
    }

    [Fact]
    public void NestingUpToTheLimitRuns()
    {
        const int Depth = EqlParser.DepthMax - 1;
        var query =
            string.Concat(Enumerable.Repeat("(", Depth))
            + "ok == true"
            + string.Concat(Enumerable.Repeat(") == true", Depth));

        Assert.True(EqlQueries.Matches(query, """{"ok":true}"""));
    }

    [Fact]
    public void OptionFieldsAreChecked()
    {
        var diagnostics = new DiagnosticBag();
        var options = new EqlOptions { TimestampField = "word", TiebreakerField = "nope" };

        var program = EqlCompiler.Compile(
            SourceText.From("any where true", "query"),
            EqlQueries.StrictSchema,
            new FieldTable(),
            options,
            diagnostics
        );

        Assert.Null(program);
        Assert.Equal(
            ["the tiebreaker field `nope` is unknown", "the timestamp field `word` is not a date"],
            diagnostics.ToSortedArray().Select(d => d.Message).Order()
        );
    }
}
