using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Values;

namespace Tocsin.Core.Rules;

/// <summary>An exception: events that satisfy all its entries are left out (<c>detection-engine.md</c>, D49).</summary>
/// <param name="ListId">The list it belongs to; rules refer to lists.</param>
/// <param name="Name">For people.</param>
/// <param name="Entries">All of them must hold.</param>
/// <param name="OsTypes">Operating systems that it is for; none for all (D52).</param>
/// <param name="ExpiresMillis">Runs from this instant on ignore it; milliseconds since 1970, or null.</param>
internal sealed record ExceptionItem(
    string ListId,
    string Name,
    IReadOnlyList<ExceptionEntry> Entries,
    IReadOnlyList<string> OsTypes,
    long? ExpiresMillis
)
{
    /// <summary>Reads an item as Kibana exports it; null, with what is wrong, where it cannot be applied.</summary>
    public static ExceptionItem? Read(JsonObject document, out string? problem)
    {
        problem = null;
        if (document["entries"] is not JsonArray { Count: > 0 } entries)
        {
            problem = "it has no `entries`";
            return null;
        }

        var read = new List<ExceptionEntry>();
        foreach (var entry in entries)
        {
            if (ExceptionEntry.Read(entry as JsonObject, out problem) is not { } one)
                return null;
            read.Add(one);
        }

        long? expires = null;
        if (Text(document["expire_time"]) is { } time)
        {
            if (!Iso8601.TryParse(Encoding.UTF8.GetBytes(time), out var millis, out _))
            {
                problem = $"`expire_time` `{time}` is no date";
                return null;
            }

            expires = millis;
        }

        var systems = document["os_types"] is JsonArray list ? list.Select(Text).OfType<string>() : [];
        return new(Text(document["list_id"]) ?? "", Text(document["name"]) ?? "", read, [.. systems], expires);
    }

    internal static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
            ? Convert.ToString(
                node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString(),
                CultureInfo.InvariantCulture
            )
            : null;
}

/// <summary>One condition of an exception (D50).</summary>
/// <param name="Field">The field; inside a nested entry relative to its parent.</param>
/// <param name="Type">What is asked.</param>
/// <param name="IsExcluded">Whether the answer is negated.</param>
/// <param name="Values">The values to compare with; the id of a value list; empty for <see cref="ExceptionEntryType.Exists"/>.</param>
/// <param name="Inner">The entries about one object of a nested parent.</param>
internal sealed record ExceptionEntry(
    string Field,
    ExceptionEntryType Type,
    bool IsExcluded,
    IReadOnlyList<string> Values,
    IReadOnlyList<ExceptionEntry> Inner
)
{
    /// <summary>Reads an entry; null, with what is wrong, where it cannot be applied.</summary>
    public static ExceptionEntry? Read(JsonObject? document, out string? problem)
    {
        problem = null;
        if (document is null || ExceptionItem.Text(document["field"]) is not { } field)
            return Fail("an entry has no `field`", out problem);
        ExceptionEntryType? type = ExceptionItem.Text(document["type"]) switch
        {
            "match" => ExceptionEntryType.Match,
            "match_any" => ExceptionEntryType.MatchAny,
            "exists" => ExceptionEntryType.Exists,
            "wildcard" => ExceptionEntryType.Wildcard,
            "list" => ExceptionEntryType.List,
            "nested" => ExceptionEntryType.Nested,
            _ => null,
        };
        if (type is null)
            return Fail($"entry type `{document["type"]}` is not known", out problem);
        var inner = new List<ExceptionEntry>();
        if (type == ExceptionEntryType.Nested)
        {
            foreach (var entry in document["entries"] as JsonArray ?? [])
            {
                if (Read(entry as JsonObject, out problem) is not { } one)
                    return null;
                inner.Add(one);
            }
        }

        var value = type == ExceptionEntryType.List ? document["list"]?["id"] : document["value"];
        List<string> values =
            value is JsonArray list ? [.. list.Select(ExceptionItem.Text).OfType<string>()]
            : ExceptionItem.Text(value) is { } single ? [single]
            : [];
        if (values.Count == 0 && type is not (ExceptionEntryType.Exists or ExceptionEntryType.Nested))
            return Fail($"the entry on `{field}` has no value", out problem);
        return new(field, type.Value, ExceptionItem.Text(document["operator"]) == "excluded", values, inner);
    }

    private static ExceptionEntry? Fail(string message, out string? problem)
    {
        problem = message;
        return null;
    }
}

/// <summary>What an entry asks of its field.</summary>
internal enum ExceptionEntryType
{
    Match,
    MatchAny,
    Exists,
    Wildcard,
    List,
    Nested,
}

/// <summary>A value list that exceptions refer to (D51).</summary>
/// <param name="Type"><c>keyword</c>, <c>ip</c>, <c>ip_range</c>, <c>text</c>.</param>
/// <param name="Values">Its values, as written.</param>
internal sealed record ValueList(string Type, IReadOnlyList<string> Values);
