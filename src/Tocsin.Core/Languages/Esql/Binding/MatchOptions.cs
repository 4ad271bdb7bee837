using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>The options of <c>MATCH</c> that change what matches (specification 13.5); the others are read and change nothing.</summary>
/// <param name="MatchesAll">Whether every word must occur.</param>
/// <param name="MinimumShouldMatch">How many words must occur, as written; null for the default.</param>
/// <param name="Fuzziness">Edits that a word may be away: a number, or -1 for by its length (<c>AUTO</c>).</param>
/// <param name="PrefixLength">How many of the first characters must be equal.</param>
/// <param name="Transposes">Whether swapped neighbours count one.</param>
/// <param name="Slop">How far the words of a phrase may be moved against each other.</param>
internal sealed record MatchOptions(
    bool MatchesAll = false,
    string? MinimumShouldMatch = null,
    int Fuzziness = 0,
    int PrefixLength = 0,
    bool Transposes = true,
    int Slop = 0
)
{
    /// <summary>Reads a map of options; null, with a report, where one is wrong.</summary>
    public static MatchOptions? Read(MapSyntax? map, EsqlBinder binder)
    {
        var options = new MatchOptions();
        foreach (var entry in map?.Entries ?? [])
        {
            var text = ValueText.Format(entry.Value.Value);
            var isNumber = int.TryParse(text, out var number) && number >= 0;
            switch (entry.Name)
            {
                case "operator" when text.ToUpperInvariant() is "AND" or "OR":
                    options = options with { MatchesAll = text.Equals("AND", StringComparison.OrdinalIgnoreCase) };
                    break;
                case "minimum_should_match":
                    options = options with { MinimumShouldMatch = text };
                    break;
                case "fuzziness" when text.StartsWith("AUTO", StringComparison.OrdinalIgnoreCase):
                    options = options with { Fuzziness = -1 };
                    break;
                case "fuzziness" when isNumber && number <= 2:
                    options = options with { Fuzziness = number };
                    break;
                case "prefix_length" when isNumber:
                    options = options with { PrefixLength = number };
                    break;
                case "fuzzy_transpositions":
                    options = options with { Transposes = text == "true" };
                    break;
                case "slop" when isNumber:
                    options = options with { Slop = number };
                    break;
                case "zero_terms_query" when text.Equals("all", StringComparison.OrdinalIgnoreCase):
                case "analyzer" when text != "standard":
                    binder.Report(
                        EsqlDiagnostics.NotSupported,
                        entry.Span,
                        null,
                        $"the option `{entry.Name}` with this value"
                    );
                    return null;
                case "analyzer":
                case "max_expansions":
                case "lenient":
                case "zero_terms_query":
                case "boost":
                case "auto_generate_synonyms_phrase_query":
                case "fuzzy_rewrite":
                    break;
                default:
                    binder.Report(EsqlDiagnostics.BadArguments, entry.Span, null, $"bad option `{entry.Name}`");
                    return null;
            }
        }

        return options;
    }

    /// <summary>How many of a number of words must occur.</summary>
    public int MinimumOf(int words)
    {
        if (MatchesAll)
            return words;
        if (MinimumShouldMatch is not { } text)
            return Math.Min(1, words);
        var isPercent = text.EndsWith('%');
        if (!int.TryParse(text.TrimEnd('%'), out var number))
            return 1;
        var minimum = isPercent ? (int)((long)words * Math.Abs(number) / 100) * Math.Sign(number) : number;
        return Math.Clamp(minimum < 0 ? words + minimum : minimum, 1, Math.Max(1, words));
    }
}
