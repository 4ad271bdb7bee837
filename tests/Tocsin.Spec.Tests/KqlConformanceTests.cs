using System.Text.Json;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The cases of <c>conformance/kql</c>: each query over its data set.</summary>
public sealed class KqlConformanceTests
{
    // The conformance data fixes `now` at 2026-03-10T12:00:00Z.
    private const long NowMillis = 1_773_144_000_000;

    public static TheoryData<string> CaseIds =>
        [
            .. SharedData
                .LinesOrNone("conformance/kql/cases.jsonl")
                .Select(l => JsonElement.Parse(l).GetProperty("id").GetString()!),
        ];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseMatchesTheExpectedDocuments(string id)
    {
        var testCase = CaseOf(id);
        var dataset = "conformance/kql/datasets/" + testCase.GetProperty("dataset").GetString();
        var schema = TypesFileSchema.Read(SharedData.Require(dataset + ".types.tsv"));
        var fields = new FieldTable();
        var diagnostics = new DiagnosticBag();

        var query = SourceText.From(testCase.GetProperty("query").GetString()!, "query");
        var condition = KqlCompiler.Compile(query, schema, fields, diagnostics);

        var expected = testCase.GetProperty("expected");
        if (expected.ValueKind == JsonValueKind.String)
        {
            Assert.Null(condition);
            Assert.True(diagnostics.HasErrors);
            return;
        }

        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        Assert.NotNull(condition);
        Assert.Equal(
            expected.EnumerateArray().Select(e => e.GetString()),
            Matches(condition, SharedData.Require(dataset + ".ndjson"), schema, fields)
        );
    }

    /// <summary>The case of an id.</summary>
    internal static JsonElement CaseOf(string id) =>
        File.ReadLines(SharedData.Require("conformance/kql/cases.jsonl"))
            .Select(l => JsonElement.Parse(l))
            .First(c => c.GetProperty("id").GetString() == id);

    private static List<string> Matches(
        BoundExpression condition,
        string file,
        TypesFileSchema schema,
        FieldTable fields
    )
    {
        var streams = new DataStreams();
        var matches = new List<string>();
        var context = new EvalContext { NowMillis = NowMillis };
        foreach (var line in File.ReadLines(file))
        {
            var hit = JsonElement.Parse(line);
            context.Event = new JsonEvent(
                hit.GetProperty("_source").GetRawText(),
                fields,
                name => schema.Resolve(name)?.Type ?? DataType.Dynamic,
                matches.Count,
                hit.GetProperty("_index").GetString()!,
                streams
            );
            if (condition.Test(context) == Truth.True)
                matches.Add(hit.GetProperty("_id").GetString()!);
        }

        return matches;
    }
}
