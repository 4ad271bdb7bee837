using Tocsin.Core.Rules;

namespace Tocsin.Cli.Queries;

/// <summary>Tells the language of a query by how it begins.</summary>
internal static class LanguageGuess
{
    /// <summary>
    /// ES|QL begins with a source command; EQL with <c>sequence</c>, <c>sample</c>, or an event category and <c>where</c>; anything else is KQL.
    /// </summary>
    public static RuleLanguage Of(string query)
    {
        var rest = SkipComments(query);
        var first = Word(ref rest);
        if (IsSource(first, rest))
            return RuleLanguage.Esql;
        var next = rest.TrimStart();
        if ((first is "sequence" or "sample") && (next.StartsWith("[") || IsWord(next, "by") || IsWord(next, "with")))
            return RuleLanguage.Eql;
        if (first.Length > 0 && IsWord(next, "where"))
            return RuleLanguage.Eql;
        return RuleLanguage.Kql;
    }

    /// <summary>Whether an ES|QL query reads no events: it begins with <c>ROW</c> or <c>SHOW</c>.</summary>
    public static bool ReadsNothing(string query)
    {
        var rest = SkipComments(query);
        var first = Word(ref rest);
        return IsSource(first, rest) && (Is(first, "row") || Is(first, "show"));
    }

    /// <summary>A source command, and behind it a blank or a comment: <c>from.name : x</c> is KQL.</summary>
    private static bool IsSource(ReadOnlySpan<char> first, ReadOnlySpan<char> rest) =>
        (Is(first, "from") || Is(first, "row") || Is(first, "show") || Is(first, "ts"))
        && (rest.Length == 0 || rest[0] == '/' || char.IsWhiteSpace(rest[0]))
        && !rest.TrimStart().StartsWith(":");

    private static bool Is(ReadOnlySpan<char> word, string name) =>
        word.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsWord(ReadOnlySpan<char> text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal)
        && (
            text.Length == word.Length || !(char.IsLetterOrDigit(text[word.Length]) || text[word.Length] is '_' or '.')
        );

    /// <summary>Takes the word, or the quoted text, that a text begins with.</summary>
    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        if (text.Length > 0 && text[0] == '"')
        {
            var end = text[1..].IndexOf('"');
            length = end < 0 ? 0 : end + 2;
        }
        else
        {
            while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] is '_' or '-'))
                length++;
        }

        var word = text[..length];
        text = text[length..];
        return word;
    }

    private static ReadOnlySpan<char> SkipComments(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart();
            var end = -1;
            if (text.StartsWith("//"))
                end = text.IndexOf('\n') is var line and >= 0 ? line + 1 : text.Length;
            else if (text.StartsWith("/*"))
                end = text.IndexOf("*/") is var close and >= 0 ? close + 2 : text.Length;
            if (end < 0)
                return text;
            text = text[end..];
        }
    }
}
