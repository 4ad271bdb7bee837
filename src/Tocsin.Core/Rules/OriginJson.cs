using System.Text.Json.Nodes;

namespace Tocsin.Core.Rules;

/// <summary>Keeps what only TOML files say inside an exported rule, under <c>meta.toml</c>, and takes it out again.</summary>
/// <remarks>Kibana lets <c>meta</c> hold anything, so a rule can go through it and come back as the file that it was.</remarks>
internal static class OriginJson
{
    private const string Meta = "meta";
    private const string Key = "toml";

    /// <summary>Puts the origin into a rule's document.</summary>
    public static void Put(JsonObject document, TomlOrigin origin)
    {
        var kept = new JsonObject { ["metadata"] = origin.Metadata.DeepClone() };
        // What can be told from the document is not said twice.
        var (note, setup, transform) = TomlRuleForm.NoteOf(document, null);
        var isImplied = note == origin.Note && setup is null == document["setup"] is null;
        if (origin.Note is not null && !(isImplied && JsonNode.DeepEquals(transform, origin.Transform)))
            kept["note"] = origin.Note;
        if (origin.Transform is not null && !JsonNode.DeepEquals(transform, origin.Transform))
            kept["transform"] = origin.Transform.DeepClone();
        if (kept.ContainsKey("note") && origin.Transform is not null)
            kept["transform"] = origin.Transform.DeepClone();
        if (origin.ThreatMappings is not null)
            kept["threat_mappings"] = origin.ThreatMappings.DeepClone();
        if (document[Meta] is not JsonObject meta)
            document[Meta] = meta = [];
        meta[Key] = kept;
    }

    /// <summary>Takes the origin out of a rule's document; null where there is none.</summary>
    public static TomlOrigin? Take(JsonObject document)
    {
        if (document[Meta] is not JsonObject meta || meta[Key] is not JsonObject kept)
            return null;
        if (kept["metadata"] is not JsonObject metadata)
            return null;
        meta.Remove(Key);
        if (meta.Count == 0)
            document.Remove(Meta);
        var note = kept["note"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        return new(
            (JsonObject)metadata.DeepClone(),
            note,
            kept["transform"]?.DeepClone() as JsonObject,
            kept["threat_mappings"]?.DeepClone()
        );
    }
}
