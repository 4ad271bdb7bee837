using System.Text.Json;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>
/// Each case of <c>conformance</c> from its file to its result, however the file is cut into chunks, on one thread and on four, with and without
/// the optimizer. Cases that are refused read nothing and are not among them.
/// </summary>
public sealed class ConformanceInputTests
{
    // The KQL data fix `now` at 2026-03-10T12:00:00Z; the others only need it to be later than 2025-01-01.
    private const long NowMillis = 1_773_144_000_000;

    public static TheoryData<string> EqlIds =>
        [.. EqlConformance.Cases.Where(c => !c.Value.IsError).Select(c => c.Key)];

    public static TheoryData<string> EsqlIds => [.. EsqlCase.Ids.Where(id => !EsqlCase.Get(id).IsError)];

    public static TheoryData<string> KqlIds =>
        [
            .. SharedData
                .LinesOrNone("conformance/kql/cases.jsonl")
                .Select(l => JsonElement.Parse(l))
                .Where(c => c.GetProperty("expected").ValueKind == JsonValueKind.Array)
                .Select(c => c.GetProperty("id").GetString()!),
        ];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(EqlIds))]
    public void EqlCaseGivesTheExpectedResultsFromItsFile(string id)
    {
        var testCase = EqlConformance.Cases[id];
        var mapping = EqlConformance.ReadMapping(testCase.Dataset, MappingUse.Closed);
        var input = new ConformanceInput(
            [SharedData.Require($"conformance/eql/data/{testCase.Dataset}.ndjson")],
            new EqlFieldTypes(mapping)
        );
        var expected = testCase.Expected;
        if (testCase.IsUnordered)
            expected.Sort(StringComparer.Ordinal);
        foreach (var optimizer in new[] { TreePipeline.Default, TreePipeline.None })
        {
            var fields = new FieldTable();
            var program = EqlConformance.Compile(
                testCase,
                mapping,
                fields,
                new(),
                o => o with { Optimizer = optimizer }
            );
            foreach (var way in ConformanceInput.WaysFor(optimizer != TreePipeline.None))
            {
                var runner = EqlConformance.RunnerFor(testCase, program!);
                var found = EqlConformance.Lines(EqlQueryScan.Run(runner, input.Open(fields, way)));
                if (testCase.IsUnordered)
                    found.Sort(StringComparer.Ordinal);
                Assert.Equal(expected, found);
            }
        }

        Assert.Empty(input.Unread);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(EsqlIds))]
    public void EsqlCaseGivesTheExpectedRowsFromItsFiles(string id)
    {
        var testCase = EsqlCase.Get(id);
        var data = new EsqlDataset(testCase.Datasets);
        var files = testCase.Datasets.Select(d => SharedData.Require($"conformance/esql/datasets/{d}.ndjson"));
        var input = new ConformanceInput([.. files], data.Types);
        IReadOnlyList<string>? warnings = null;
        foreach (var optimizes in new[] { true, false })
        {
            var fields = new FieldTable();
            var program = EsqlCompiler.Compile(
                SourceText.From(testCase.Query, "query"),
                data.SchemaFor,
                fields,
                EsqlOptions.ForQuery with
                {
                    KnownIndices = data.Indices,
                    Optimizes = optimizes,
                },
                new()
            );
            foreach (var way in ConformanceInput.WaysFor(optimizes))
            {
                var (result, _) = EsqlQueryScan.Run(program!, input.Open(fields, way), input.Streams, NowMillis);
                var difference = EsqlRowComparer.Difference(testCase, result.Table!);
                Assert.True(difference is null, $"{way}: {difference}");
                warnings ??= result.Warnings;
                Assert.Equal(warnings, result.Warnings);
            }
        }

        foreach (var warning in testCase.Warnings)
            Assert.Contains(warnings!, w => w.Contains(warning, StringComparison.Ordinal));
        Assert.Empty(input.Unread);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(KqlIds))]
    public void KqlCaseGivesTheExpectedDocumentsFromItsFile(string id)
    {
        var testCase = KqlConformanceTests.CaseOf(id);
        var expected = testCase.GetProperty("expected");
        var dataset = "conformance/kql/datasets/" + testCase.GetProperty("dataset").GetString();
        var overrides = new TypeOverrides();
        var typesFile = SharedData.Require(dataset + ".types.tsv");
        overrides.Add(null, SourceText.From(File.ReadAllText(typesFile), typesFile), new());
        var schema = TypesFileSchema.Read(typesFile);
        var input = new ConformanceInput([SharedData.Require(dataset + ".ndjson")], new FieldTypes(overrides));
        var fields = new FieldTable();
        var query = SourceText.From(testCase.GetProperty("query").GetString()!, "query");
        var condition = KqlCompiler.Compile(query, schema, fields, new())!;
        foreach (var optimizer in new[] { TreePipeline.Default, TreePipeline.None })
        {
            foreach (var way in ConformanceInput.WaysFor(optimizer != TreePipeline.None))
            {
                var found = new List<string>();
                KqlQueryScan.Run(
                    optimizer.Run(condition),
                    NowMillis,
                    input.Open(fields, way),
                    next => found.Add(next.Id)
                );
                Assert.Equal(expected.EnumerateArray().Select(e => e.GetString()), found);
            }
        }

        Assert.Empty(input.Unread);
    }

    /// <summary>The types of a mapping, for every index.</summary>
    private sealed class EqlFieldTypes(EqlMapping mapping) : IFieldTypes
    {
        public FieldInfo Describe(string index, string path) => new(path, mapping.TypeOf(path));
    }
}
