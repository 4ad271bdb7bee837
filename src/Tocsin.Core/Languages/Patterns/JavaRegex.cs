using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Core.Languages.Patterns.Java;
using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>A regular expression of <c>java.util.regex</c> that is searched for (ES|QL specification, 15.3).</summary>
/// <remarks>Immutable to its users and thread-safe. A search that takes longer than <see cref="NetRegex.Timeout"/> is given up.</remarks>
internal sealed class JavaRegex
{
    /// <summary>The most characters that a replacement may make of a value.</summary>
    public const int ResultMax = 1 << 24;

    private readonly JavaPattern _translated;
    private readonly SearchRegex _regex;

    private JavaRegex(string pattern, JavaPattern translated, SearchRegex regex)
    {
        Pattern = pattern;
        _translated = translated;
        _regex = regex;
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Reads a pattern; null with an error if it is none.</summary>
    public static JavaRegex? Parse(string pattern, out PatternError? error)
    {
        if (JavaTranslator.Translate(pattern, withSurrogates: false, out error) is not { } translated)
            return null;
        var regex = SearchRegex.Create(
            translated.Text,
            () => JavaTranslator.Translate(pattern, withSurrogates: true, out _)?.Text,
            out error
        );
        return regex is null ? null : new(pattern, translated, regex);
    }

    /// <summary>Whether the pattern occurs in a text; null if the search took too long.</summary>
    public bool? Occurs(string input)
    {
        try
        {
            return _regex.For(input).IsMatch(input);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Replaces all matches, from left to right, which do not overlap.</summary>
    /// <param name="input">The text.</param>
    /// <param name="replacement">With <c>$1</c>, <c>${name}</c> and backslashes that quote.</param>
    /// <param name="error">In Java's words why there is no result; then the input is returned. A wrong replacement is none where nothing matches.</param>
    public string Replace(string input, string replacement, out string? error)
    {
        error = null;
        try
        {
            var match = _regex.For(input).Match(input);
            if (!match.Success)
                return input;
            if (JavaReplacement.Parse(replacement, _translated, out error) is not { } parsed)
                return input;
            var result = new StringBuilder(input.Length);
            var end = 0;
            for (; match.Success; match = match.NextMatch())
            {
                // Not within a character.
                if (match.Length == 0 && IsWithinPair(input, match.Index))
                    continue;
                result.Append(input, end, match.Index - end);
                parsed.AppendTo(result, match);
                end = match.Index + match.Length;
                if (result.Length > ResultMax)
                {
                    error = "the result is too large";
                    return input;
                }
            }

            return result.Append(input, end, input.Length - end).ToString();
        }
        catch (RegexMatchTimeoutException)
        {
            error = "the search takes too long";
            return input;
        }
    }

    private static bool IsWithinPair(string text, int index) =>
        index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);
}
