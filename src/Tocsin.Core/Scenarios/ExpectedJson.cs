using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Values;

namespace Tocsin.Core.Scenarios;

/// <summary>Compares what a scenario expects with what a document has: numbers by value, times as instants, a value as a list of one.</summary>
internal static class ExpectedJson
{
    /// <summary>Whether the values of a field are those expected, in order.</summary>
    /// <param name="expected">A value, or a list.</param>
    /// <param name="actual">All that stands at the field, lists taken apart.</param>
    public static bool AreEqual(JsonNode? expected, List<JsonElement> actual)
    {
        if (expected is not JsonArray list)
            return actual.Count == 1 && AreEqual(expected, actual[0]);
        if (list.Count != actual.Count)
            return false;
        for (var i = 0; i < actual.Count; i++)
        {
            if (!AreEqual(list[i], actual[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether two values are equal.</summary>
    public static bool AreEqual(JsonNode? expected, JsonElement actual)
    {
        switch (expected)
        {
            case null:
                return actual.ValueKind == JsonValueKind.Null;
            case JsonObject members:
                return actual.ValueKind == JsonValueKind.Object
                    && actual.EnumerateObject().Count() == members.Count
                    && members.All(m => actual.TryGetProperty(m.Key, out var other) && AreEqual(m.Value, other));
            case JsonArray items:
                return actual.ValueKind == JsonValueKind.Array
                    ? AreEqual(items, [.. actual.EnumerateArray()])
                    : items.Count == 1 && AreEqual(items[0], actual);
        }

        if (actual.ValueKind == JsonValueKind.Array)
            return actual.GetArrayLength() == 1 && AreEqual(expected, actual[0]);
        return expected.GetValueKind() switch
        {
            JsonValueKind.String => actual.ValueKind == JsonValueKind.String
                && AreEqual(expected.GetValue<string>(), actual.GetString()!),
            JsonValueKind.Number => actual.ValueKind == JsonValueKind.Number
                && AreEqualNumbers(expected.ToJsonString(), actual.GetRawText()),
            var kind => kind == actual.ValueKind,
        };
    }

    private static bool AreEqual(string expected, string actual) =>
        expected == actual
        || (
            Iso8601.TryParse(Encoding.UTF8.GetBytes(expected), out var expectedMillis, out var expectedNanos)
            && Iso8601.TryParse(Encoding.UTF8.GetBytes(actual), out var millis, out var nanos)
            && expectedMillis == millis
            && expectedNanos == nanos
        );

    private static bool AreEqualNumbers(string expected, string actual)
    {
        if (expected == actual)
            return true;
        return
            decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            ? a == b
            : double.Parse(expected, CultureInfo.InvariantCulture)
                == double.Parse(actual, CultureInfo.InvariantCulture);
    }
}
