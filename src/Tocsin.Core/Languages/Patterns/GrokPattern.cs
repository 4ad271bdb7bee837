using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Patterns.Grok;
using Tocsin.Core.Languages.Patterns.Translation;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>One or several <c>GROK</c> patterns, of which the first that occurs in a text fills the columns (ES|QL specification, 14.2).</summary>
/// <remarks>A search that takes longer than <see cref="NetRegex.Timeout"/> is given up with a failure.</remarks>
internal sealed class GrokPattern : ColumnExtractor
{
    private readonly Alternative[] _alternatives;

    private GrokPattern(Alternative[] alternatives, IReadOnlyList<ExtractedColumn> columns)
        : base(columns) => _alternatives = alternatives;

    /// <summary>Reads patterns; null with an error if one of them is none, or if a name has two types. Columns are those of all patterns, by name.</summary>
    public static GrokPattern? Parse(IReadOnlyList<string> patterns, out PatternError? error)
    {
        error = null;
        var parsed = new List<(SearchRegex Regex, GrokGroups Groups)>();
        for (var i = 0; i < patterns.Count; i++)
        {
            if (ParseOne(patterns[i], out error) is not { } alternative)
            {
                error = error! with { PatternIndex = i };
                return null;
            }

            parsed.Add(alternative);
        }

        var columns = parsed
            .SelectMany(p => p.Groups.Columns)
            .Distinct()
            .OrderBy(c => c.Name, StringComparer.Ordinal)
            .ToList();
        for (var i = 1; i < columns.Count; i++)
        {
            if (columns[i].Name != columns[i - 1].Name)
                continue;
            error = new($"column `{columns[i].Name}` has two types", 0);
            return null;
        }

        return new([.. parsed.Select(p => Alternative.From(p.Regex, p.Groups, columns))], columns);
    }

    public override bool Match(ReadOnlySpan<byte> text, Span<Value> results, out EvaluationFailure? failure)
    {
        failure = null;
        results.Clear();
        var input = Encoding.UTF8.GetString(text);
        foreach (var alternative in _alternatives)
        {
            if (alternative.Match(input, results, ref failure))
                return true;
            if (failure is not null)
                return false;
        }

        return false;
    }

    private static (SearchRegex Regex, GrokGroups Groups)? ParseOne(string pattern, out PatternError? error)
    {
        var groups = new GrokGroups();
        if (GrokTranslator.Translate(pattern, withSurrogates: false, groups, out error) is not { } translated)
            return null;
        var regex = SearchRegex.Create(
            translated,
            () => GrokTranslator.Translate(pattern, withSurrogates: true, new GrokGroups(), out _),
            out error
        );
        return regex is null ? null : (regex, groups);
    }

    /// <summary>One of the patterns.</summary>
    /// <param name="Regex">Its translation.</param>
    /// <param name="Groups">By column of the whole: the names of the groups that fill it, in order, and how their text is converted.</param>
    private sealed record Alternative(SearchRegex Regex, (string[] Names, GrokType Type)[] Groups)
    {
        public static Alternative From(SearchRegex regex, GrokGroups groups, List<ExtractedColumn> columns)
        {
            var known = groups.Columns.ToList();
            var byColumn = new (string[] Names, GrokType Type)[columns.Count];
            for (var i = 0; i < byColumn.Length; i++)
            {
                var own = known.IndexOf(columns[i]);
                var names = new List<string>();
                for (var g = 0; own >= 0 && g < groups.ColumnOfGroup.Count; g++)
                {
                    if (groups.ColumnOfGroup[g] == own)
                        names.Add(string.Create(CultureInfo.InvariantCulture, $"g{g}"));
                }

                byColumn[i] = ([.. names], own < 0 ? GrokType.Keyword : groups.Types[own]);
            }

            return new(regex, byColumn);
        }

        public bool Match(string input, Span<Value> results, ref EvaluationFailure? failure)
        {
            Match match;
            try
            {
                match = Regex.For(input).Match(input);
            }
            catch (RegexMatchTimeoutException)
            {
                failure ??= new(
                    "java.lang.RuntimeException",
                    "grok pattern matching was interrupted before completion"
                );
                return false;
            }

            if (!match.Success)
                return false;
            for (var i = 0; i < Groups.Length; i++)
                results[i] = Collect(match, Groups[i].Names, Groups[i].Type, ref failure);
            return true;
        }

        private static Value Collect(Match match, string[] names, GrokType type, ref EvaluationFailure? failure)
        {
            var values = new List<Value>(names.Length);
            foreach (var name in names)
            {
                var group = match.Groups[name];
                if (!group.Success)
                    continue;
                var value = GrokConversion.Convert(group.ValueSpan, type, ref failure);
                if (!value.IsNull)
                    values.Add(value);
            }

            return values.Count == 1 ? values[0] : Value.FromMany([.. values]);
        }
    }
}
