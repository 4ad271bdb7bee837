using System.Text.Json.Nodes;
using Tocsin.Core.Rules.Tree;

namespace Tocsin.Core.Rules;

/// <summary>A rule in the form of TOML files and in that of NDJSON, and the ways between (detection engine specification, section 3).</summary>
internal static class TomlRuleForm
{
    /// <summary>The NDJSON form of a rule file, and what it has no place for.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="rule">Its <c>[rule]</c> table.</param>
    public static RuleDocument ToNdjson(TableNode file, TableNode rule)
    {
        var document = new JsonObject();
        JsonNode? threatMappings = null;
        foreach (var entry in rule.Entries)
        {
            var value = TreeJson.ToJson(entry.Value);
            switch (entry.Key)
            {
                case "new_terms" when value is JsonObject newTerms:
                    AddNewTerms(document, newTerms);
                    break;
                case "threat" when value is JsonArray threats:
                    foreach (var threat in threats.OfType<JsonObject>())
                        threat.TryAdd("technique", new JsonArray());
                    document[entry.Key] = threats;
                    break;
                case "threat_mappings":
                    threatMappings = value;
                    break;
                default:
                    document[entry.Key] = value;
                    break;
            }
        }

        var metadata = file["metadata"] is TableNode table ? TreeJson.ToJson(table) : [];
        var transform = file["transform"] is TableNode entries ? TreeJson.ToJson(entries) : null;
        var note = TextOf(document, "note");
        var (filledIn, setup) = NoteForm.ToNdjson(note, TextOf(document, "setup"), transform);
        var differs = note is not null && filledIn != note;
        if (differs)
            SetNote(document, filledIn!, setup);
        return new(document, new(metadata, differs ? note : null, transform, threatMappings));
    }

    /// <summary>The tables of a TOML file for a rule: <c>metadata</c>, <c>rule</c>, and <c>transform</c> where the note needs it.</summary>
    public static JsonObject ToToml(JsonObject document, TomlOrigin? origin)
    {
        var (note, setup, transform) = NoteOf(document, origin);
        var rule = new JsonObject();
        var newTerms = new JsonObject();
        foreach (var (key, value) in document)
        {
            switch (key)
            {
                case "new_terms_fields":
                    newTerms["field"] = key;
                    newTerms["value"] = value?.DeepClone();
                    break;
                case "history_window_start":
                    newTerms[key] = new JsonArray(new JsonObject { ["field"] = key, ["value"] = value?.DeepClone() });
                    break;
                case "note":
                    rule[key] = note ?? value?.DeepClone();
                    break;
                case "setup" when setup is null:
                    break;
                case "threat" when value is JsonArray threats:
                    rule[key] = WithoutEmptyTechniques(threats);
                    break;
                default:
                    rule[key] = value?.DeepClone();
                    break;
            }
        }

        if (note is not null)
            rule.TryAdd("note", note);
        if (newTerms.Count > 0)
            rule["new_terms"] = newTerms;
        if (origin?.ThreatMappings is { } mappings)
            rule["threat_mappings"] = mappings.DeepClone();
        var file = new JsonObject { ["metadata"] = origin?.Metadata.DeepClone() ?? new JsonObject(), ["rule"] = rule };
        if (transform is not null)
            file["transform"] = transform.DeepClone();
        return file;
    }

    /// <summary>The note, setup and transform of the TOML form: those of the origin if they still give what the document says.</summary>
    public static (string? Note, JsonNode? Setup, JsonObject? Transform) NoteOf(JsonObject document, TomlOrigin? origin)
    {
        var now = (Note: TextOf(document, "note"), Setup: TextOf(document, "setup"));
        if (origin?.Note is not null)
        {
            if (
                NoteForm.ToNdjson(origin.Note, null, origin.Transform) is var (n, s)
                && (n ?? "", s) == (now.Note ?? "", now.Setup)
            )
                return (origin.Note, null, origin.Transform);
            if (now.Setup is not null && NoteForm.ToNdjson(origin.Note, now.Setup, origin.Transform).Note == now.Note)
                return (origin.Note, document["setup"], origin.Transform);
        }

        if (now.Note is null)
            return (null, document["setup"], origin?.Transform);
        var (note, transform) = NoteForm.ToToml(now.Note);
        return (note, document["setup"], transform ?? (origin?.Note is null ? origin?.Transform : null));
    }

    private static void AddNewTerms(JsonObject document, JsonObject newTerms)
    {
        if (newTerms["value"] is { } fields)
            document["new_terms_fields"] = fields.DeepClone();
        if (newTerms["history_window_start"] is JsonArray { Count: > 0 } starts && starts[0] is JsonObject start)
            document["history_window_start"] = start["value"]?.DeepClone();
    }

    private static void SetNote(JsonObject document, string note, string? setup)
    {
        if (note.Length > 0)
            document["note"] = note;
        else
            document.Remove("note");
        if (setup is not null)
            document["setup"] = setup;
    }

    private static JsonArray WithoutEmptyTechniques(JsonArray threats)
    {
        var result = (JsonArray)threats.DeepClone();
        foreach (var threat in result.OfType<JsonObject>())
        {
            if (threat["technique"] is JsonArray { Count: 0 })
                threat.Remove("technique");
        }

        return result;
    }

    private static string? TextOf(JsonObject document, string key) =>
        document[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
