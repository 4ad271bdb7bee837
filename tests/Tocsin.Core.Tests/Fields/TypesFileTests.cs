using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Fields;

public sealed class TypesFileTests
{
    [Theory]
    [InlineData("keyword", "Keyword", "None")]
    [InlineData("constant_keyword", "Keyword", "None")]
    [InlineData("wildcard", "Keyword", "Wildcard")]
    [InlineData("match_only_text", "Text", "None")]
    [InlineData("short", "Integer", "None")]
    [InlineData("scaled_float", "Double", "None")]
    [InlineData("unsigned_long", "UnsignedLong", "None")]
    [InlineData("date_nanos", "DateNanos", "None")]
    [InlineData("nested", "Unsupported", "Nested")]
    [InlineData("flattened", "Unsupported", "Flattened")]
    [InlineData("object", "Unsupported", "Object")]
    [InlineData("ip_range", "Unsupported", "None")]
    public void ReadsTheTypesOfMappings(string name, string type, string traits)
    {
        var field = Parse($"a.b\t{name}\n", out var diagnostics)["a.b"];
        Assert.Empty(diagnostics);
        Assert.Equal((type, traits), (field.Type.ToString(), field.Traits.ToString()));
    }

    [Fact]
    public void TakesCommentsBlankLinesFurtherColumnsAndCrlf()
    {
        var fields = Parse("\uFEFF# c\r\n\r\na\tlong\tecs\r\n  \r\nb\tip", out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal(["a", "b"], fields.Keys.Order());
    }

    [Fact]
    public void ReportsEveryBadLineAtItsPlace()
    {
        var fields = Parse("a long\nb\tkeywrod\n\tip\nc\tip\nc\tlong\n", out var diagnostics);
        Assert.Equal(["c"], fields.Keys);
        Assert.Equal(
            ["TOC2901 1:1", "TOC2902 2:3", "TOC2901 3:1", "TOC2903 5:3"],
            diagnostics.Select(d => $"{d.Descriptor.Code} {d.Position.Line}:{d.Position.Column}")
        );
        Assert.Equal("did you mean `keyword`?", diagnostics[1].Help);
    }

    [Fact]
    public void ReadsTheTypesFilesOfTheConformanceData()
    {
        var files = Directory.GetFiles(SharedData.Require("conformance"), "*.types.tsv", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.NotEmpty(Parse(File.ReadAllText(file), out var diagnostics));
            Assert.Empty(diagnostics);
        }
    }

    [Theory]
    [InlineData("types.tsv", null, "types.tsv")]
    [InlineData("logs-x=a=b.tsv", "logs-x", "a=b.tsv")]
    public void OptionsMayNameAnIndex(string option, string? index, string file) =>
        Assert.Equal((index, file), TypeOverrides.SplitOption(option));

    private static Dictionary<string, FieldInfo> Parse(string text, out Diagnostic[] diagnostics)
    {
        var bag = new DiagnosticBag();
        var fields = TypesFile.Parse(SourceText.From(text, "types.tsv"), bag);
        diagnostics = bag.ToSortedArray();
        return fields;
    }
}
