using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Json;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>The two forms of a rule's note: with placeholders and a setup section in TOML, filled in and without it in NDJSON.</summary>
/// <remarks>Semantics: detection engine specification, section 3.</remarks>
internal static partial class NoteForm
{
    private static readonly string[] Plugins = ["osquery", "investigate"];

    /// <summary>The note and setup of the NDJSON form.</summary>
    /// <param name="note">As in TOML.</param>
    /// <param name="setup">As in TOML; null where absent.</param>
    /// <param name="transform">The <c>[transform]</c> table, or null.</param>
    public static (string? Note, string? Setup) ToNdjson(string? note, string? setup, JsonObject? transform)
    {
        if (note is null)
            return (null, setup);
        if (setup is null && TryMoveSetup(note, out var rest, out var moved))
            (note, setup) = (rest, moved);
        return (transform is null ? note : FillIn(note, transform), setup);
    }

    /// <summary>The note with placeholders, and the table that fills them; null where the note has nothing of the kind.</summary>
    public static (string Note, JsonObject? Transform) ToToml(string note)
    {
        // A note that speaks of placeholders itself would be filled in where it must not be.
        if (!note.Contains("!{", StringComparison.Ordinal) || Placeholder().IsMatch(note))
            return (note, null);
        var transform = new JsonObject();
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        var result = new System.Text.StringBuilder();
        var position = 0;
        while (position < note.Length)
        {
            if (TryReadFilledIn(note, position, out var plugin, out var entry, out var text))
            {
                if (!written.TryGetValue(text, out var name))
                {
                    var entries = transform[plugin] as JsonArray;
                    if (entries is null)
                        transform[plugin] = entries = [];
                    written[text] = name = $"${plugin}_{entries.Count}";
                    entries.Add((JsonNode)entry);
                }

                result.Append(name);
                position += text.Length;
                continue;
            }

            result.Append(note[position++]);
        }

        return transform.Count == 0 ? (note, null) : (result.ToString(), transform);
    }

    private static string FillIn(string note, JsonObject transform) =>
        Placeholder()
            .Replace(
                note,
                match =>
                {
                    var plugin = match.Groups["plugin"].Value;
                    var isNumber = int.TryParse(
                        match.Groups["number"].Value,
                        CultureInfo.InvariantCulture,
                        out var number
                    );
                    if (!isNumber || transform[plugin] is not JsonArray entries || number >= entries.Count)
                        return match.Value;
                    return Write(plugin, entries[number]);
                }
            );

    private static string Write(string plugin, JsonNode? entry) => $"!{{{plugin}{CanonicalJson.Write(entry)}}}";

    /// <summary>Reads <c>!{osquery{…}}</c> at a position, if it stands there in the very form in which we write it.</summary>
    private static bool TryReadFilledIn(
        string note,
        int position,
        out string plugin,
        out JsonObject entry,
        out string text
    )
    {
        (plugin, entry, text) = ("", [], "");
        foreach (var candidate in Plugins)
        {
            var opening = $"!{{{candidate}{{";
            if (string.CompareOrdinal(note, position, opening, 0, opening.Length) == 0)
                plugin = candidate;
        }

        if (plugin.Length == 0)
            return false;
        var start = position + plugin.Length + 2;
        var end = EndOfObject(note, start);
        if (end < 0 || end >= note.Length || note[end] != '}')
            return false;
        var diagnostics = new DiagnosticBag();
        var values = new JsonTreeParser(SourceText.From(note[start..end], "note"), diagnostics).ParseAll();
        if (diagnostics.Count > 0 || values is not [Tree.TableNode table])
            return false;
        entry = Tree.TreeJson.ToJson(table);
        text = Write(plugin, entry);
        return string.CompareOrdinal(note, position, text, 0, text.Length) == 0;
    }

    /// <summary>The position behind the brace that closes the one at <paramref name="start"/>, or -1.</summary>
    private static int EndOfObject(string text, int start)
    {
        var depth = 0;
        var isInString = false;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && isInString)
                i++;
            else if (c == '"')
                isInString = !isInString;
            else if (c == '{' && !isInString)
                depth++;
            else if (c == '}' && !isInString && --depth == 0)
                return i + 1;
        }

        return -1;
    }

    /// <summary>Takes the section <c>## Setup</c> out of a note: up to the next heading of its level or above.</summary>
    private static bool TryMoveSetup(string note, out string rest, out string setup)
    {
        (rest, setup) = (note, "");
        if (!note.Contains("## Setup", StringComparison.Ordinal))
            return false;
        var sectionStart = -1;
        var contentStart = -1;
        var sectionEnd = note.Length;
        var isInFence = false;
        for (var start = 0; start < note.Length; )
        {
            var end = note.IndexOf('\n', start);
            end = end < 0 ? note.Length : end + 1;
            var line = note.AsSpan(start, end - start).Trim();
            if (line.StartsWith("```", StringComparison.Ordinal))
                isInFence = !isInFence;
            if (!isInFence && sectionStart < 0 && line is "## Setup")
            {
                (sectionStart, contentStart) = (start, end);
            }
            else if (!isInFence && sectionStart >= 0 && IsTopHeading(line))
            {
                sectionEnd = start;
                break;
            }

            start = end;
        }

        if (sectionStart < 0)
            return false;
        setup = note[contentStart..sectionEnd].Trim();
        var before = note[..sectionStart].TrimEnd();
        var after = note[sectionEnd..].Trim();
        rest = before.Length > 0 && after.Length > 0 ? $"{before}\n\n{after}" : before + after;
        return setup.Length > 0;
    }

    private static bool IsTopHeading(ReadOnlySpan<char> line) =>
        line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("## ", StringComparison.Ordinal);

    [GeneratedRegex(@"\$(?<plugin>osquery|investigate)_(?<number>[0-9]{1,6})", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
