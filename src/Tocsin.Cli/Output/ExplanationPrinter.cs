using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Explain;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Output;

/// <summary>What rules became, for people and for programs.</summary>
internal sealed class ExplanationPrinter(TextWriter output, TextStyle style)
{
    private const int LabelWidth = 16;

    /// <summary>Writes pages, a blank line between.</summary>
    public void Write(IReadOnlyList<RuleExplanation> explanations)
    {
        for (var i = 0; i < explanations.Count; i++)
        {
            if (i > 0)
                output.WriteLine();
            Write(explanations[i]);
        }
    }

    /// <summary>Writes one array with an object for each rule.</summary>
    public static void WriteJson(IReadOnlyList<RuleExplanation> explanations, Stream stream)
    {
        using var buffered = new BufferedStream(new UnclosedStream(stream), 1 << 16);
        using (var writer = new Utf8JsonWriter(buffered, JsonDocuments.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var explanation in explanations)
                ToJson(explanation).WriteTo(writer);
            writer.WriteEndArray();
        }

        buffered.Write("\n"u8);
    }

    private void Write(RuleExplanation explanation)
    {
        var rule = explanation.Rule;
        output.WriteLine(style.Bold(DisplayText.Clean(rule.Name)));
        Fact("id", rule.RuleId);
        Fact("type", rule.Type.ToName() + (rule.Language is { } language ? $" ({language.ToName()})" : ""));
        Fact("file", rule.File.Name);
        if (explanation.Sections.Count == 0)
            Fact("runs", "no");
        foreach (var section in explanation.Sections)
        {
            Title(section.Key);
            foreach (var (key, value) in section.Facts)
                Fact(key, TextOf(value));
            foreach (var node in section.Tree)
                Line(node, 1);
        }

        if (explanation.Fields.Count > 0)
            WriteFields(explanation.Fields);
    }

    private void WriteFields(IReadOnlyList<ExplainedField> fields)
    {
        Title("fields");
        var nameWidth = fields.Max(f => DisplayText.WidthOf(f.Name));
        var typeWidth = fields.Max(f => f.Type.Length);
        foreach (var field in fields)
        {
            var name = DisplayText.Clean(field.Name).PadRight(nameWidth);
            output.WriteLine($"  {name}  {field.Type.PadRight(typeWidth)}  {style.Dim(field.Source)}");
        }
    }

    private void Title(string key)
    {
        output.WriteLine();
        var words = key.Replace('_', ' ');
        output.WriteLine(style.Bold(char.ToUpperInvariant(words[0]) + words[1..]));
    }

    private void Fact(string key, string value)
    {
        if (value.Length > 0)
            output.WriteLine(
                $"  {style.Dim(key.Replace('_', ' ').PadRight(LabelWidth - 1))} {DisplayText.Clean(value)}"
            );
    }

    private void Line(ExplainedNode node, int depth)
    {
        output.WriteLine(new string(' ', 2 * depth) + DisplayText.Clean(node.Text));
        foreach (var part in node.Parts)
            Line(part, depth + 1);
    }

    private static string TextOf(JsonNode value) =>
        value is JsonArray list ? string.Join(", ", list.Select(i => i!.ToString())) : value.ToString();

    private static JsonObject ToJson(RuleExplanation explanation)
    {
        var rule = explanation.Rule;
        var json = new JsonObject
        {
            ["rule_id"] = rule.RuleId,
            ["name"] = rule.Name,
            ["type"] = rule.Type.ToName(),
            ["language"] = rule.Language?.ToName(),
            ["file"] = rule.File.Name,
            ["runs"] = explanation.Sections.Count > 0,
        };
        foreach (var section in explanation.Sections)
        {
            var part = new JsonObject();
            foreach (var (key, value) in section.Facts)
                part[key] = value.DeepClone();
            if (section.Tree.Count > 0)
                part["tree"] = new JsonArray([.. section.Tree.Select(ToJson)]);
            json[section.Key] = part;
        }

        json["fields"] = new JsonArray([
            .. explanation.Fields.Select(f => new JsonObject
            {
                ["name"] = f.Name,
                ["type"] = f.Type,
                ["source"] = f.Source,
            }),
        ]);
        return json;
    }

    /// <summary>A leaf is a text; any other node an object of its text and its parts.</summary>
    private static JsonNode ToJson(ExplainedNode node) =>
        node.Parts.Count == 0
            ? JsonValue.Create(node.Text)
            : new JsonObject { ["text"] = node.Text, ["parts"] = new JsonArray([.. node.Parts.Select(ToJson)]) };
}
