using System.Globalization;
using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>Where alerts come from: <c>kibana.alert.ancestors</c>.</summary>
internal static class AlertAncestors
{
    /// <summary>The ancestors of an alert on an event: those of the event, if it is an alert itself, then the event.</summary>
    public static AlertAncestor[] Of(StoredEvent source, DataStreams streams)
    {
        using var document = JsonDocuments.TryRead(source.Document);
        return Of(source, document?.Root ?? default, streams);
    }

    /// <summary>As the other, over the event's parsed document.</summary>
    public static AlertAncestor[] Of(StoredEvent source, JsonItem root, DataStreams streams)
    {
        var index = streams.NameOf(source.StreamId);
        if (TextAt(root, "kibana.alert.rule.uuid"u8) is not { } rule)
            return [new(source.Id, IsAlert: false, index, Depth: 0)];
        var found = new List<JsonItem>();
        JsonPaths.Collect(root, "kibana.alert.ancestors"u8, found);
        var ancestors = new List<AlertAncestor>();
        foreach (var entry in found)
        {
            if (entry.ValueKind == JsonValueKind.Object)
                ancestors.Add(
                    new(
                        TextAt(entry, "id"u8) ?? "",
                        TextAt(entry, "type"u8) == "signal",
                        TextAt(entry, "index"u8) ?? "",
                        NumberAt(entry, "depth"u8) ?? 0,
                        TextAt(entry, "rule"u8)
                    )
                );
        }

        ancestors.Add(new(source.Id, IsAlert: true, index, NumberAt(root, "kibana.alert.depth"u8) ?? 1, rule));
        return [.. ancestors];
    }

    /// <summary>Whether an event is an alert of a rule, or descends from one: the rule passes it over (7.1, D25).</summary>
    public static bool Descends(StoredEvent from, Rule rule)
    {
        using var document = JsonDocuments.TryRead(from.Document);
        if (document?.Root is not { ValueKind: JsonValueKind.Object } root)
            return false;
        var found = new List<JsonItem>();
        JsonPaths.Collect(root, "kibana.alert.rule.uuid"u8, found);
        if (found.Count == 0)
            return false;
        JsonPaths.Collect(root, "kibana.alert.ancestors.rule"u8, found);
        var uuid = RuleFields.UuidOf(rule);
        return found.Exists(f => FieldScalar.Of(f).Text is var text && (text == uuid || text == rule.RuleId));
    }

    /// <summary>The ancestors of the shell of a sequence: for each building block its own, then the block (D22).</summary>
    /// <param name="blocks">The ancestors and the id of each building block, in order.</param>
    /// <param name="rule">The rule's id.</param>
    public static AlertAncestor[] OfShell(List<(AlertAncestor[] Ancestors, string Id)> blocks, string rule)
    {
        var all = new List<AlertAncestor>();
        foreach (var (ancestors, id) in blocks)
        {
            all.AddRange(ancestors);
            all.Add(new(id, IsAlert: true, "", DepthOf(ancestors), rule));
        }

        return [.. all];
    }

    /// <summary>The depth of an alert with these ancestors: one more than the deepest.</summary>
    public static int DepthOf(AlertAncestor[] ancestors)
    {
        var deepest = 0;
        foreach (var ancestor in ancestors)
            deepest = Math.Max(deepest, ancestor.Depth);
        return deepest + 1;
    }

    private static string? TextAt(JsonItem item, ReadOnlySpan<byte> path)
    {
        var found = new List<JsonItem>();
        JsonPaths.Collect(item, path, found);
        return found.Count > 0 ? FieldScalar.Of(found[0]).Text : null;
    }

    private static int? NumberAt(JsonItem item, ReadOnlySpan<byte> path) =>
        int.TryParse(TextAt(item, path), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
