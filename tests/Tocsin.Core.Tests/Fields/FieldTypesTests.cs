using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Fields;

public sealed class FieldTypesTests
{
    [Fact]
    public void AnIndexsOwnFileComesBeforeTheGeneralOneBeforeTheCatalogue()
    {
        var types = Types(false, (null, "process.name\ttext\nprocess.pid\tkeyword\n"), ("a", "process.name\tip\n"));
        Assert.Equal(DataType.Ip, types.TypeOf("a", "process.name"));
        Assert.Equal(DataType.Text, types.TypeOf("b", "process.name"));
        Assert.Equal(DataType.Keyword, types.TypeOf("a", "process.pid"));
        Assert.Equal(DataType.Date, types.TypeOf("a", "@timestamp"));
        Assert.Equal(DataType.Dynamic, types.TypeOf("a", "unheard.of"));
    }

    [Fact]
    public void AFileMayBeForAPatternOfIndices()
    {
        var types = Types(false, ("logs-*", "x\tlong\n"), ("logs-b", "x\tip\n"));
        Assert.Equal(DataType.Long, types.TypeOf("logs-a", "x"));
        Assert.Equal(DataType.Ip, types.TypeOf("logs-b", "x"));
    }

    [Fact]
    public void MembersOfADeclaredNestedObjectAreInsideNested()
    {
        var types = Types(false, (null, "user\tnested\nuser.first\tkeyword\n"));
        Assert.True(types.Describe("a", "user.first").Has(FieldTraits.InsideNested));
        Assert.True(types.Describe("a", "user.last.name").Has(FieldTraits.InsideNested));
        Assert.True(types.Describe("a", "kubernetes.audit.requestObject.rules.new").Has(FieldTraits.InsideNested));
        Assert.False(types.Describe("a", "process.name").Has(FieldTraits.InsideNested));
    }

    [Fact]
    public void StrictIndicesKnowOnlyTheirFile()
    {
        var types = Types(true, ("a", "x\tlong\n"));
        var covered = types.SchemaFor(new(["a"]), []);
        Assert.Equal(DataType.Long, covered.Resolve("x")!.Type);
        Assert.Null(covered.Resolve("process.name"));
        Assert.Null(covered.Resolve("x.keyword"));
        var other = types.SchemaFor(new(["b"]), ["b"]);
        Assert.Null(other.Resolve("x"));
        Assert.Equal(DataType.Keyword, other.Resolve("process.name")!.Type);
    }

    [Fact]
    public void AStrictGeneralFileCoversEveryIndexWithoutOneOfItsOwn()
    {
        var schema = Types(true, (null, "x\tlong\n")).SchemaFor(new(["b"]), ["b"]);
        Assert.Equal(DataType.Long, schema.Resolve("x")!.Type);
        Assert.Null(schema.Resolve("process.name"));
    }

    [Fact]
    public void ConflictingTypesAreListedByIndex()
    {
        var schema = Types(true, ("s", "ip\tip\nt\tlong\n"), ("s_str", "ip\tkeyword\n")).SchemaFor(new(["s*"]), []);
        Assert.Equal(DataType.Unsupported, schema.Resolve("ip")!.Type);
        Assert.Equal(
            [new("s", DataType.Ip), new KeyValuePair<string, DataType>("s_str", DataType.Keyword)],
            schema.ConflictingTypes("ip")!
        );
        Assert.Equal(DataType.Long, schema.Resolve("t")!.Type);
        Assert.Null(schema.ConflictingTypes("t"));
        Assert.Null(schema.ConflictingTypes("nothing"));
    }

    [Theory]
    [InlineData("keyword", "text", DataType.Keyword)]
    [InlineData("text", "keyword", DataType.Keyword)]
    [InlineData("date", "date_nanos", DataType.DateNanos)]
    [InlineData("integer", "long", DataType.Unsupported)]
    [InlineData("text", "match_only_text", DataType.Text)]
    internal void SomeTypesMix(string first, string second, DataType expected)
    {
        var schema = Types(true, ("a", $"f\t{first}\n"), ("b", $"f\t{second}\n")).SchemaFor(new(["a", "b"]), []);
        Assert.Equal(expected, schema.Resolve("f")!.Type);
        Assert.Equal(expected == DataType.Unsupported, schema.ConflictingTypes("f") is not null);
    }

    [Fact]
    public void AllFieldsAreThoseOfTheTypesFile()
    {
        var types = Types(false, ("a", "z\tlong\nm\ttext\nm.keyword\tkeyword\no\tobject\n_id\tkeyword\n"));
        var schema = types.SchemaFor(new(["a"]), ["a", "b"]).WithSeenFields(["extra"]);
        Assert.Equal(["m", "m.keyword", "z"], schema.AllFields.Select(f => f.Name));
        Assert.Equal("m", schema.AllFields[1].ValuePath);
    }

    [Fact]
    public void AllFieldsWithoutATypesFileAreThoseSeen()
    {
        var schema = FieldTypes.Default.SchemaFor(new(["b"]), ["b"]).WithSeenFields(["process.name", "extra"]);
        Assert.Equal(
            [("extra", DataType.Dynamic), ("process.name", DataType.Keyword)],
            schema.AllFields.Select(f => (f.Name, f.Type))
        );
        Assert.Equal(DataType.Text, schema.Resolve("extra.text")!.Type);
    }

    [Fact]
    public void SuggestionsComeFromWhatMayBeNamed()
    {
        Assert.Equal(["x"], Types(true, ("a", "x\tlong\n")).SchemaFor(new(["a"]), []).KnownNames);
        Assert.Contains("process.name", FieldTypes.Default.SchemaFor(new(["a"]), []).KnownNames);
    }

    private static FieldTypes Types(bool isStrict, params (string? Index, string Text)[] files)
    {
        var overrides = new TypeOverrides();
        var diagnostics = new DiagnosticBag();
        foreach (var (index, text) in files)
            overrides.Add(index, SourceText.From(text, "types.tsv"), diagnostics);
        Assert.Equal(0, diagnostics.Count);
        return new(overrides, isStrict);
    }
}
