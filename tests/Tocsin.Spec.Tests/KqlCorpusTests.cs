using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The KQL queries of published rules.</summary>
public sealed class KqlCorpusTests
{
    private const int QueriesInTheCorpus = 733;

    [Fact]
    public void EveryPublishedQueryCompilesAndNamesOnlyKnownFields()
    {
        var count = 0;
        var diagnostics = new DiagnosticBag();
        foreach (var (query, indices) in Queries(SharedData.Require("corpus/elastic-rules")))
        {
            var schema = FieldTypes.Default.SchemaFor(new IndexPatterns(indices), []);
            var condition = KqlCompiler.Compile(query, schema, new FieldTable(), diagnostics);
            Assert.True(condition is not null || diagnostics.HasErrors);
            count++;
        }

        // A quoted star is as the authors wrote it.
        var unexpected = diagnostics.ToSortedArray().Where(d => d.Descriptor != KqlDiagnostics.QuotedStar);
        Assert.Empty(unexpected.Select(DiagnosticRenderer.Render));
        Assert.Equal(QueriesInTheCorpus, count);
    }

    [Fact]
    public void ErrorInARuleFilePointsAtTheLineOfTheFile()
    {
        var diagnostics = new DiagnosticBag();
        var file = SourceText.From("[rule]\nquery = '''\na: 1 and\n  b: not c\n'''\n", "a.toml");
        var query = (StringNode)((TableNode)TomlFile.Parse(file, diagnostics)["rule"]!)["query"]!;

        KqlParser.Parse(query.ToSource(file), diagnostics);

        var error = Assert.Single(diagnostics.ToSortedArray());
        Assert.Equal(new LinePosition(4, 6), error.Position);
    }

    private static IEnumerable<(SourceText Query, string[] Indices)> Queries(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.toml", SearchOption.AllDirectories))
        {
            var diagnostics = new DiagnosticBag();
            var file = TomlFile.Read(File.ReadAllBytes(path), path, diagnostics, out var source);
            var rule = (TableNode)file["rule"]!;
            var isKuery = rule["language"] is not StringNode language || language.Value == "kuery";
            if (isKuery && rule["query"] is StringNode query)
                yield return (query.ToSource(source), Texts(rule["index"]));
            if (rule["threat_query"] is StringNode threatQuery)
                yield return (threatQuery.ToSource(source), Texts(rule["threat_index"]));
        }
    }

    private static string[] Texts(Node? node) =>
        node is ArrayNode array ? [.. array.Items.OfType<StringNode>().Select(s => s.Value)] : [];
}
