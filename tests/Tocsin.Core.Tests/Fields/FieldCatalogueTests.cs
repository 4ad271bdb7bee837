using System.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Fields;

public sealed class FieldCatalogueTests
{
    [Fact]
    public void EveryRowOfTheTableIsInTheCatalogueWithItsType()
    {
        var rows = 0;
        foreach (var line in File.ReadLines(SharedData.Require("data/field-types.tsv")))
        {
            if (line.StartsWith('#'))
                continue;
            var columns = line.Split('\t');
            var found = FieldCatalogue.BuiltIn.Find(columns[0]);
            Assert.True(MappingTypes.TryParse(columns[1], out var type, out var traits));
            // Texts of audit events are compared whole (data-sources, 5.6).
            if (type == DataType.Text && columns[2] == "kubernetes")
                type = DataType.Keyword;
            Assert.True(found is not null, columns[0]);
            Assert.True(found.Type == type && found.Has(traits), $"{columns[0]}: {found}");
            Assert.Equal(columns[2].Contains("(lowercase-normalizer)"), found.Has(FieldTraits.Lowercase));
            Assert.Equal(columns[2].Contains("(unmapped)"), found.Has(FieldTraits.Unmapped));
            Assert.Equal(columns[2].Contains("(flattened-leaf)"), found.Has(FieldTraits.FlattenedLeaf));
            if (columns[2].Contains("(inside-nested)"))
                Assert.True(found.Has(FieldTraits.InsideNested), columns[0]);
            rows++;
        }

        Assert.Equal(3579, rows);
    }

    [Theory]
    [InlineData("process.command_line.text", "Text", "process.command_line", false)]
    [InlineData("process.name.caseless", "Keyword", "process.name", true)]
    [InlineData("process.parent.name.caseless", "Keyword", "process.parent.name", true)]
    [InlineData("message.keyword", "Keyword", "message", false)]
    public void MultiFieldsTakeTheValuesOfTheirParent(string name, string type, string parent, bool isLowercase)
    {
        var field = FieldCatalogue.BuiltIn.Find(name)!;
        Assert.Equal(type, field.Type.ToString());
        Assert.Equal(parent, field.ValuePath);
        Assert.Equal(isLowercase, field.Has(FieldTraits.Lowercase));
    }

    [Theory]
    [InlineData("no.such.field")]
    [InlineData("no.such.field.text")]
    [InlineData("process.pid.text")]
    [InlineData("process.name.raw")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("process..name")]
    public void WhatTheCatalogueDoesNotDeclareIsNotFound(string name) => Assert.Null(FieldCatalogue.BuiltIn.Find(name));

    [Fact]
    public void AFieldNamedTextBelowAnObjectIsNoMultiField() =>
        Assert.Null(FieldCatalogue.BuiltIn.Find("process.io.text")!.MultiFieldOf);

    [Fact]
    public void LeavesOfFlattenedObjectsAreKeywordsWhateverTheirName()
    {
        var leaf = FieldCatalogue.BuiltIn.Find("gcp.audit.request.spec.anything.text")!;
        Assert.Equal((DataType.Keyword, FieldTraits.FlattenedLeaf, null), (leaf.Type, leaf.Traits, leaf.MultiFieldOf));
    }

    [Fact]
    public void MembersOfObjectsOfKeywordsAreKeywords() =>
        Assert.Equal(DataType.Keyword, FieldCatalogue.BuiltIn.Find("kubernetes.audit.user.extra.some.thing")!.Type);

    [Fact]
    public void NamesAreSortedAndUnique()
    {
        var names = FieldCatalogue.BuiltIn.Names;
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void AsksInNoTime()
    {
        FieldCatalogue.BuiltIn.Find("process.name");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10_000; i++)
            FieldCatalogue.BuiltIn.Find("process.name.caseless");
        Assert.True(watch.ElapsedMilliseconds < 1000, $"{watch.ElapsedMilliseconds} ms");
    }
}
