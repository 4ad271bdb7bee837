using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Rules;

/// <summary>The public TOML 1.0 suite, and what it does not cover: no exception, whatever is cut off.</summary>
public sealed class TomlConformanceTests
{
    [Fact]
    public void ReadsEveryValidFile()
    {
        var failures = new List<string>();
        var files = Files("valid");
        foreach (var file in files)
        {
            var diagnostics = new DiagnosticBag();
            var tree = TomlFile.Read(File.ReadAllBytes(file), file, diagnostics, out _);
            if (diagnostics.HasErrors)
            {
                failures.Add(DiagnosticRenderer.Render(diagnostics.ToSortedArray()[0]));
                continue;
            }

            var expected = JsonNode.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".json")))!;
            if (!AreEqual(expected, Tagged(tree)))
                failures.Add($"{file}\nexpected {expected.ToJsonString()}\nfound    {Tagged(tree).ToJsonString()}");
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.True(files.Length > 150, $"{files.Length} files");
    }

    [Fact]
    public void RefusesEveryInvalidFileWithASpanInside()
    {
        var failures = new List<string>();
        var files = Files("invalid");
        foreach (var file in files)
        {
            var diagnostics = new DiagnosticBag();
            TomlFile.Read(File.ReadAllBytes(file), file, diagnostics, out var source);
            if (!diagnostics.HasErrors)
                failures.Add(file);
            foreach (var diagnostic in diagnostics.ToSortedArray())
            {
                Assert.InRange(diagnostic.Span.Start, 0, source.Text.Length);
                Assert.InRange(diagnostic.Span.End, 0, source.Text.Length);
                Assert.NotEmpty(DiagnosticRenderer.Render(diagnostic));
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.True(files.Length > 300, $"{files.Length} files");
    }

    [Fact]
    public void NoCutAndNoFlippedByteMakesItThrow()
    {
        var random = new Random(1);
        foreach (var file in Files("valid"))
        {
            var bytes = File.ReadAllBytes(file);
            for (var i = 0; i < 20 && bytes.Length > 0; i++)
            {
                var cut = bytes[..random.Next(bytes.Length)];
                if (cut.Length > 0)
                    cut[random.Next(cut.Length)] = (byte)random.Next(256);
                var diagnostics = new DiagnosticBag();
                TomlFile.Read(cut, file, diagnostics, out var source);
                foreach (var diagnostic in diagnostics.ToSortedArray())
                    Assert.InRange(diagnostic.Span.End, 0, source.Text.Length);
            }
        }
    }

    private static string[] Files(string folder)
    {
        var root = SharedData.Require(Path.Combine("conformance/toml", folder));
        return [.. Directory.GetFiles(root, "*.toml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    private static JsonNode Tagged(Node node) =>
        node switch
        {
            TableNode table => new JsonObject(
                table.Entries.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Tagged(e.Value)))
            ),
            ArrayNode array => new JsonArray([.. array.Items.Select(Tagged)]),
            StringNode text => Tag("string", text.Value),
            IntegerNode number => Tag("integer", number.Value.ToString(CultureInfo.InvariantCulture)),
            FloatNode number => Tag("float", number.Value.ToString("R", CultureInfo.InvariantCulture)),
            BooleanNode boolean => Tag("bool", boolean.Value ? "true" : "false"),
            DateTimeNode { Form: DateTimeForm.OffsetDateTime } time => Tag("datetime", time.Text),
            DateTimeNode { Form: DateTimeForm.LocalDateTime } time => Tag("datetime-local", time.Text),
            DateTimeNode { Form: DateTimeForm.LocalDate } time => Tag("date-local", time.Text),
            DateTimeNode time => Tag("time-local", time.Text),
            _ => throw new InvalidOperationException(node.Kind),
        };

    private static JsonObject Tag(string type, string value) => new() { ["type"] = type, ["value"] = value };

    private static bool AreEqual(JsonNode? expected, JsonNode? found)
    {
        if (expected is JsonArray array)
            return found is JsonArray other
                && array.Count == other.Count
                && array.Zip(other).All(p => AreEqual(p.First, p.Second));
        if (expected is not JsonObject table || found is not JsonObject otherTable || table.Count != otherTable.Count)
            return false;
        if (table.Count == 2 && table["type"] is JsonValue && table["value"] is JsonValue)
            return (string?)table["type"] == (string?)otherTable["type"]
                && AreEqualTexts((string)table["type"]!, (string)table["value"]!, (string)otherTable["value"]!);
        return table.All(p => AreEqual(p.Value, otherTable[p.Key]));
    }

    private static bool AreEqualTexts(string type, string expected, string found) =>
        type switch
        {
            "float" when expected.TrimStart('+', '-') is "nan" => found == "NaN",
            "float" when expected.TrimStart('+', '-') is "inf" => double.Parse(found, CultureInfo.InvariantCulture)
                == (expected[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity),
            "float" => double.Parse(expected, CultureInfo.InvariantCulture)
                .Equals(double.Parse(found, CultureInfo.InvariantCulture)),
            "datetime" => DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture)
                == DateTimeOffset.Parse(found, CultureInfo.InvariantCulture),
            "datetime-local" => DateTime.Parse(expected, CultureInfo.InvariantCulture)
                == DateTime.Parse(found, CultureInfo.InvariantCulture),
            "time-local" => TimeOnly.Parse(expected, CultureInfo.InvariantCulture)
                == TimeOnly.Parse(found, CultureInfo.InvariantCulture),
            _ => expected == found,
        };
}
