using System.Text.Json;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Functions;

/// <summary>The conformance cases that need nothing but <c>ROW</c> and functions, over <see cref="RowQuery"/>.</summary>
public sealed class RowCaseTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        var folder = Path.Combine(SharedData.RepositoryRoot, "..", "shared", "conformance", "esql");
        if (!Directory.Exists(folder))
            return data;
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                var query = root.GetProperty("query").GetString()!;
                if (root.GetProperty("dataset").ValueKind == JsonValueKind.Null && RowQuery.TryRun(query) is not null)
                    data.Add(root.GetProperty("id").GetString()!, line);
            }
        }

        return data;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CaseHolds(string id, string line)
    {
        Assert.NotEmpty(id);
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var query = RowQuery.TryRun(root.GetProperty("query").GetString()!)!;
        if (root.TryGetProperty("error", out _))
        {
            Assert.NotNull(query.Error);
            return;
        }

        Assert.Null(query.Error);
        var rows = root.GetProperty("rows");
        if (rows.GetArrayLength() == 0)
        {
            Assert.Null(query.Columns);
            return;
        }

        Assert.Equal(Types(root), query.Columns!.Select(c => $"{c.Name}:{c.Type.ToName()}"));
        Assert.Equal(
            rows[0].EnumerateArray().Zip(query.Columns!, (e, c) => Expected(e, c.Value)),
            query.Columns!.Select(c => Actual(c.Value))
        );
        if (!root.TryGetProperty("warnings", out var warnings))
            return;
        foreach (var warning in warnings.EnumerateArray())
        {
            var text = warning.GetString()!;
            if (text.StartsWith("evaluation of [", StringComparison.Ordinal))
            {
                var failed = text["evaluation of ".Length..text.LastIndexOf(" failed", StringComparison.Ordinal)];
                Assert.Contains(query.Warnings, w => w.EndsWith("in " + failed, StringComparison.Ordinal));
            }
            else
            {
                Assert.Contains(query.Warnings, w => w.Contains(text, StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<string> Types(JsonElement root) =>
        root.GetProperty("columns")
            .EnumerateArray()
            .Select(c => $"{c.GetProperty("name").GetString()}:{c.GetProperty("type").GetString()}");

    private static string Actual(in Value value) => ValueText.Format(value);

    /// <summary>The expected cell as the actual one is printed; doubles may differ in the last digits.</summary>
    private static string Expected(JsonElement cell, in Value actual)
    {
        if (cell.ValueKind == JsonValueKind.Array)
        {
            var texts = new List<string>();
            for (var i = 0; i < cell.GetArrayLength(); i++)
                texts.Add(Expected(cell[i], i < actual.Count ? actual[i] : Value.Null));
            return $"[{string.Join(", ", texts)}]";
        }

        if (cell.ValueKind == JsonValueKind.Number && actual.Kind == ValueKind.Double)
        {
            var expected = cell.GetDouble();
            var isClose = Math.Abs(expected - actual.AsDouble) <= 1e-9 * Math.Max(Math.Abs(expected), 1e-300);
            return ValueText.FormatDouble(isClose ? actual.AsDouble : expected);
        }

        return cell.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => cell.GetRawText(),
            _ => cell.GetString()!,
        };
    }
}
