using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Core.Rules;

/// <summary>Rules and exception lists as one export in Kibana's form (detection engine specification, section 4).</summary>
internal static class RuleExport
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    /// <summary>The lines in Kibana's order, without line breaks: rules, lists, items, and the summary.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="exceptionLists">The lists that go with them.</param>
    /// <param name="exceptionItems">The items of the lists.</param>
    /// <param name="keepsOrigin">See <see cref="RuleWriter.ToNdjson"/>.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyCollection<Rule> rules,
        IReadOnlyCollection<JsonObject> exceptionLists,
        IReadOnlyCollection<JsonObject> exceptionItems,
        bool keepsOrigin = true
    )
    {
        foreach (var rule in rules)
            yield return RuleWriter.ToNdjson(rule, keepsOrigin);
        foreach (var line in exceptionLists.Concat(exceptionItems))
            yield return line.ToJsonString(Compact);
        yield return Summary(rules.Count, exceptionLists.Count, exceptionItems.Count).ToJsonString(Compact);
    }

    private static JsonObject Summary(int rules, int lists, int items) =>
        new()
        {
            ["exported_count"] = rules + lists + items,
            ["exported_rules_count"] = rules,
            ["missing_rules"] = new JsonArray(),
            ["missing_rules_count"] = 0,
            ["exported_exception_list_count"] = lists,
            ["exported_exception_list_item_count"] = items,
            ["missing_exception_lists"] = new JsonArray(),
            ["missing_exception_lists_count"] = 0,
            ["missing_exception_list_items"] = new JsonArray(),
            ["missing_exception_list_items_count"] = 0,
            ["exported_action_connector_count"] = 0,
            ["missing_action_connection_count"] = 0,
            ["missing_action_connections"] = new JsonArray(),
            ["excluded_action_connection_count"] = 0,
            ["excluded_action_connections"] = new JsonArray(),
        };
}
