using System.IO.Enumeration;

namespace Tocsin.Core.Sources;

/// <summary>The index patterns of a rule or of <c>FROM</c>: which indices' events it sees.</summary>
/// <remarks>
/// A pattern may hold <c>*</c>; a leading <c>-</c> takes away from what the patterns before it found; <c>cluster:pattern</c> never
/// matches; names that start with a dot match only patterns that do. Source: data-sources 2.2, ES|QL 7.1.1, 7.1.2.
/// </remarks>
internal sealed class IndexPatterns
{
    private readonly string[] _patterns;

    public IndexPatterns(IEnumerable<string> patterns) => _patterns = [.. patterns.SelectMany(Split)];

    private static string[] Split(string patterns) =>
        patterns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The patterns as written, in order.</summary>
    public IReadOnlyList<string> Patterns => _patterns;

    /// <summary>Whether events of an index are seen.</summary>
    public bool Matches(string index)
    {
        var found = false;
        foreach (var pattern in _patterns)
        {
            if (pattern.StartsWith('-'))
                found = found && !MatchesOne(pattern[1..], index);
            else
                found = found || MatchesOne(pattern, index);
        }

        return found;
    }

    /// <summary>Whether one pattern, without a leading <c>-</c>, fits an index.</summary>
    public static bool MatchesOne(string pattern, string index)
    {
        if (pattern.Contains("::", StringComparison.Ordinal))
            pattern = pattern[..pattern.IndexOf("::", StringComparison.Ordinal)];
        if (pattern.Contains(':', StringComparison.Ordinal))
            return false;
        if (index.StartsWith('.') && !pattern.StartsWith('.'))
            return false;
        if (
            index.StartsWith(".internal.alerts-", StringComparison.Ordinal)
            && pattern.StartsWith(".alerts-", StringComparison.Ordinal)
        )
            return FileSystemName.MatchesSimpleExpression(
                pattern,
                index[".internal".Length..].Replace("-000001", "", StringComparison.Ordinal),
                ignoreCase: false
            );
        return FileSystemName.MatchesSimpleExpression(
            pattern.Replace("?", "\\?", StringComparison.Ordinal),
            index,
            ignoreCase: false
        );
    }
}
