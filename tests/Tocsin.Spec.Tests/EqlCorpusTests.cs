using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The EQL queries of the rule corpus.</summary>
public sealed class EqlCorpusTests
{
    [Theory]
    [InlineData("rules", 954)]
    [InlineData("rules_building_block", 70)]
    public void EveryQueryBindsWithoutAnError(string folder, int count)
    {
        var queries = Read(folder);

        var problems = new DiagnosticBag();
        foreach (var (source, options, indices) in queries)
        {
            var schema = FieldTypes.Default.SchemaFor(new IndexPatterns(indices), []);
            var found = new DiagnosticBag();
            var program = EqlCompiler.Compile(source, schema, new FieldTable(), options, found);
            problems.AddRange(found.ToSortedArray().Where(d => d.IsError));
            Assert.True(program is not null || found.HasErrors, source.Name);
        }

        var text = string.Join("\n", problems.ToSortedArray().Select(DiagnosticRenderer.Render));
        Assert.True(text.Length == 0, text);
        Assert.Equal(count, queries.Count);
    }

    [Fact]
    public void EveryQueryGivesTheSameResultsWithoutTheOptimizer()
    {
        var streams = new DataStreams();
        var fields = new FieldTable();
        var events = new[] { "containers", "core", "endgame" }
            .SelectMany(d => File.ReadLines(SharedData.Require($"conformance/eql/data/{d}.ndjson")))
            .Where(l => l.Length > 0)
            .Select((l, i) => new JsonEvent(l, fields, p => FieldTypes.Default.TypeOf("", p), i, "logs", streams))
            .ToList();
        var results = 0;
        foreach (var (source, options, indices) in Read("rules").Concat(Read("rules_building_block")))
        {
            var schema = FieldTypes.Default.SchemaFor(new IndexPatterns(indices), []);
            var optimized = EqlCompiler.Compile(source, schema, fields, options, new DiagnosticBag())!;
            var plain = EqlCompiler.Compile(
                source,
                schema,
                fields,
                options with
                {
                    Optimizer = TreePipeline.None,
                },
                new DiagnosticBag()
            )!;

            var found = EqlConformance.Lines(new EqlQueryRunner(optimized).Run(events));

            Assert.Equal(EqlConformance.Lines(new EqlQueryRunner(plain).Run(events)), found);
            results += found.Count;
        }

        Assert.True(results > 0);
    }

    private static List<(SourceText Source, EqlOptions Options, List<string> Indices)> Read(string folder)
    {
        var queries = new List<(SourceText, EqlOptions, List<string>)>();
        var root = SharedData.Require($"corpus/elastic-rules/{folder}");
        foreach (var file in Directory.EnumerateFiles(root, "*.toml", SearchOption.AllDirectories).Order())
        {
            var text = SourceText.From(File.ReadAllText(file), file);
            var table = TomlFile.Parse(text, new DiagnosticBag());
            if (table["rule"] is not TableNode rule || Text(rule, "language") != "eql")
                continue;
            var query = (StringNode)rule["query"]!;
            var options = new EqlOptions
            {
                EventCategoryField = Text(rule, "event_category_override") ?? "event.category",
                TimestampField = Text(rule, "timestamp_field") ?? "@timestamp",
                TiebreakerField = Text(rule, "tiebreaker_field"),
            };
            var indices = rule["index"] is ArrayNode index
                ? index.Items.OfType<StringNode>().Select(i => i.Value).ToList()
                : [];
            queries.Add((query.ToSource(text), options, indices));
        }

        return queries;
    }

    private static string? Text(TableNode table, string key) => (table[key] as StringNode)?.Value;
}
