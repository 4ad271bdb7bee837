using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Rules;

public sealed class TomlParserTests
{
    [Fact]
    public void ANestingThatEndsWithTheTextIsReportedInsideOfIt()
    {
        var source = SourceText.From("a = " + new string('[', 3000), "deep.toml");
        var diagnostics = new DiagnosticBag();

        TomlFile.Parse(source, diagnostics);

        Assert.All(diagnostics.ToSortedArray(), d => Assert.InRange(d.Span.End, 0, source.Text.Length));
        Assert.Contains(diagnostics.ToSortedArray(), d => d.Descriptor.Code == "TOC4112");
    }

    [Theory]
    [InlineData("q = 'a b c'", "b", 1, 8)]
    [InlineData("q = \"a\\tb\"", "b", 1, 9)]
    [InlineData("q = \"a\\u0041 b\"", "b", 1, 14)]
    [InlineData("q = '''\na\r\n  b'''", "b", 3, 3)]
    [InlineData("q = \"\"\"\r\na \\\r\n   \r\n  b\"\"\"", "b", 4, 3)]
    [InlineData("q = \"\"\"\"é\U0001F600b\"\"\"", "b", 1, 11)]
    [InlineData("x = 1\n[t]\nq = '''z\n\tb\n'''", "b", 4, 2)]
    public void APositionInAQueryIsAPositionInTheFile(string toml, string wanted, int line, int column)
    {
        var file = SourceText.From(toml, "rule.toml");
        var table = Parse(file, out var diagnostics);
        Assert.Empty(diagnostics);
        var query = (StringNode)((table["t"] as TableNode ?? table)["q"]!);
        var embedded = query.ToSource(file);
        Assert.Equal(query.Value, embedded.Text);
        Assert.Equal(new LinePosition(line, column), embedded.GetPosition(embedded.Text.IndexOf(wanted)));
    }

    [Fact]
    public void LineEndingBackslashesTakeTheWhiteSpaceAway() =>
        Assert.Equal("a b", Text("q = \"\"\"a \\  \n\n   b\"\"\""));

    [Fact]
    public void QuotesMayStandBeforeTheClosingOnes() => Assert.Equal("\"\"a\"\"", Text("q = \"\"\"\"\"a\"\"\"\"\""));

    [Fact]
    public void SeveralMistakesAreReportedInOnePass()
    {
        var toml =
            "a = 1\na = 2\nb = \"\\q\"\nc = nothing\nd = 01\n[t\n[u]\ne = [1 2]\nf = 'open\ng = 2026-02-30\nh = true";
        var table = Parse(SourceText.From(toml, "f"), out var diagnostics);
        Assert.Equal(
            [
                "TOC4104 2:1",
                "TOC4107 3:6",
                "TOC4102 4:5",
                "TOC4109 5:5",
                "TOC4102 6:3",
                "TOC4102 8:8",
                "TOC4103 9:5",
                "TOC4111 10:5",
            ],
            diagnostics.Select(d => $"{d.Descriptor.Code} {d.Position.Line}:{d.Position.Column}")
        );
        Assert.All(diagnostics.Where(d => d.Descriptor.Code != "TOC4107"), d => Assert.NotNull(d.Help));
        Assert.IsType<BooleanNode>(((TableNode)table["u"]!)["h"]);
    }

    [Theory]
    [InlineData("a = ", '[')]
    [InlineData("", '[')]
    [InlineData("a = {b = ", '[')]
    public void DeepNestingIsAnErrorAndNoOverflow(string prefix, char open)
    {
        Parse(SourceText.From(prefix + new string(open, 100_000), "f"), out var diagnostics);
        Assert.NotEmpty(diagnostics);
    }

    [Fact]
    public void DeepTablesAreAnErrorAndNoOverflow()
    {
        var nested = string.Concat(Enumerable.Repeat("{a.b.c = ", 10_000));
        var dotted = string.Join('.', Enumerable.Repeat("a", 10_000));
        foreach (var toml in new[] { $"x = {nested}", $"{dotted} = 1", $"[{dotted}]\nb = 1", $"[[{dotted}]]" })
        {
            Parse(SourceText.From(toml, "f"), out var diagnostics);
            Assert.Contains(diagnostics, d => d.Descriptor == TreeDiagnostics.TooDeep);
        }
    }

    [Fact]
    public void BytesThatAreNoUtf8AreShownWhereTheyStand()
    {
        var diagnostics = new DiagnosticBag();
        TomlFile.Read([.. "a = 'é'\nb = '"u8, 0xFF, .. "'"u8], "f", diagnostics, out _);
        var error = Assert.Single(diagnostics.ToSortedArray());
        Assert.Equal((TreeDiagnostics.InvalidUtf8, new LinePosition(2, 6)), (error.Descriptor, error.Position));
    }

    private static string Text(string toml) => ((StringNode)Parse(SourceText.From(toml, "f"), out _)["q"]!).Value;

    private static TableNode Parse(SourceText source, out Diagnostic[] diagnostics)
    {
        var bag = new DiagnosticBag();
        var table = TomlFile.Parse(source, bag);
        diagnostics = bag.ToSortedArray();
        return table;
    }
}
