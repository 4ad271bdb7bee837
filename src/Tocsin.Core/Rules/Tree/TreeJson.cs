using System.Globalization;
using System.Text.Json.Nodes;

namespace Tocsin.Core.Rules.Tree;

/// <summary>Turns values of a rule file into JSON.</summary>
/// <remarks>Dates become strings as written. Depth is bounded by the readers.</remarks>
internal static class TreeJson
{
    /// <summary>The value as JSON; null for JSON's null.</summary>
    public static JsonNode? ToJson(Node node) =>
        node switch
        {
            TableNode table => ToJson(table),
            ArrayNode array => ToJson(array),
            StringNode text => JsonValue.Create(text.Value),
            IntegerNode integer => JsonValue.Create(integer.Value),
            BooleanNode boolean => JsonValue.Create(boolean.Value),
            DateTimeNode time => JsonValue.Create(time.Text),
            FloatNode number => ToJson(number),
            _ => null,
        };

    /// <summary>The table as an object, keys in the order of the file.</summary>
    public static JsonObject ToJson(TableNode table)
    {
        var json = new JsonObject();
        foreach (var entry in table.Entries)
            json[entry.Key] = ToJson(entry.Value);
        return json;
    }

    private static JsonArray ToJson(ArrayNode array)
    {
        var json = new JsonArray();
        foreach (var item in array.Items)
            json.Add(ToJson(item));
        return json;
    }

    private static JsonNode ToJson(FloatNode number)
    {
        if (number.JsonText is not null)
            return JsonNode.Parse(number.JsonText)!;
        // JSON has neither infinities nor NaN.
        return double.IsFinite(number.Value)
            ? JsonValue.Create(number.Value)
            : JsonValue.Create(number.Value.ToString(CultureInfo.InvariantCulture));
    }
}
