using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Rules.Toml;

namespace Tocsin.Core.Rules;

/// <summary>Writes rules as files (detection engine specification, sections 3 and 4, D7).</summary>
internal static class RuleWriter
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    /// <summary>The rule as one line of NDJSON, without the line break.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="keepsOrigin">
    /// Whether <c>meta.toml</c> holds what only the TOML file says (its metadata, the note's original form), so that importing the line
    /// gives the same file again. Without it the rule is the same, and the metadata is lost.
    /// </param>
    public static string ToNdjson(Rule rule, bool keepsOrigin = true)
    {
        var document = rule.Document;
        if (keepsOrigin && rule.Origin is not null)
        {
            document = (JsonObject)document.DeepClone();
            OriginJson.Put(document, rule.Origin);
        }

        return document.ToJsonString(Compact);
    }

    /// <summary>The rule as a TOML file.</summary>
    public static string ToToml(Rule rule) => TomlWriter.Write(TomlRuleForm.ToToml(rule.Document, rule.Origin));
}
