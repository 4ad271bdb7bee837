using System.Globalization;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>The options of <c>QSTR</c> that change what matches; those that only change scores or costs are read and change nothing.</summary>
/// <param name="DefaultField">The field of words that name none; a pattern, <c>*</c> for all fields.</param>
/// <param name="MatchesAll">Whether clauses side by side must all match.</param>
/// <param name="Fuzziness">The edits of <c>word~</c>: a number, or -1 for by its length.</param>
/// <param name="PrefixLength">How many of the first characters of a fuzzy word must be equal.</param>
/// <param name="Transposes">Whether swapped neighbours count one.</param>
/// <param name="PhraseSlop">How far the words of a phrase may be moved where it does not say.</param>
/// <param name="IsLenient">Whether a value that the field's type cannot hold matches nothing rather than being an error.</param>
internal sealed record QueryStringOptions(
    string DefaultField = "*",
    bool MatchesAll = false,
    int Fuzziness = -1,
    int PrefixLength = 0,
    bool Transposes = true,
    int PhraseSlop = 0,
    bool IsLenient = false
)
{
    /// <summary>Reads a map of options; null, with a report, where one is wrong or not supported.</summary>
    public static QueryStringOptions? Read(MapSyntax? map, EsqlBinder binder)
    {
        var options = new QueryStringOptions();
        foreach (var entry in map?.Entries ?? [])
        {
            var text = ValueText.Format(entry.Value.Value);
            var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (entry.Name)
            {
                case "default_field" when text.Length > 0:
                    options = options with { DefaultField = text };
                    break;
                case "default_operator" when text.ToUpperInvariant() is "AND" or "OR":
                    options = options with { MatchesAll = text.Equals("AND", StringComparison.OrdinalIgnoreCase) };
                    break;
                case "fuzziness" when text.Equals("AUTO", StringComparison.OrdinalIgnoreCase):
                    options = options with { Fuzziness = -1 };
                    break;
                case "fuzziness" when isNumber && number <= 2:
                    options = options with { Fuzziness = number };
                    break;
                case "fuzzy_prefix_length" when isNumber:
                    options = options with { PrefixLength = number };
                    break;
                case "fuzzy_transpositions" when text is "true" or "false":
                    options = options with { Transposes = text == "true" };
                    break;
                case "phrase_slop" when isNumber:
                    options = options with { PhraseSlop = number };
                    break;
                case "lenient" when text is "true" or "false":
                    options = options with { IsLenient = text == "true" };
                    break;
                case "allow_wildcard" or "allow_leading_wildcard" when text == "true":
                case "boost":
                case "enable_position_increments":
                case "fuzzy_max_expansions":
                case "fuzzy_rewrite":
                case "max_determinized_states":
                case "rewrite":
                    break;
                case "allow_wildcard"
                or "allow_leading_wildcard"
                or "analyze_wildcard"
                or "analyzer"
                or "auto_generate_synonyms_phrase_query"
                or "minimum_should_match"
                or "quote_analyzer"
                or "quote_field_suffix"
                or "time_zone":
                    binder.Report(
                        EsqlDiagnostics.NotSupported,
                        entry.Span,
                        null,
                        $"the option `{entry.Name}` of `QSTR`"
                    );
                    return null;
                default:
                    binder.Report(EsqlDiagnostics.BadArguments, entry.Span, null, $"bad option `{entry.Name}`");
                    return null;
            }
        }

        return options;
    }
}
