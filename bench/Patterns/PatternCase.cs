using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Bench.Patterns;

/// <summary>A pattern, and a subject that makes a backtracking matcher try as much as it can.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="Pattern">In Tocsin's language.</param>
/// <param name="Net">The same for .NET.</param>
/// <param name="Unit">What the subject repeats.</param>
/// <param name="End">How it ends.</param>
/// <param name="IsRegex">A Lucene regular expression; otherwise a wildcard pattern.</param>
internal sealed record PatternCase(string Name, string Pattern, string Net, string Unit, string End, bool IsRegex)
{
    /// <summary>The cases of the benchmark.</summary>
    public static readonly PatternCase[] All =
    [
        Wildcard("an ordinary wildcard", "*/secrets/*token*", "/api/v1/namespaces/secrets/", "x"),
        Wildcard("seven stars", "*a*a*a*a*a*ab*", "a", ""),
        Wildcard("a long literal that nearly fits", "*" + new string('a', 60) + "b*", "a", ""),
        Wildcard("single characters between stars", "*a??????????????????????b*", "a", ""),
        Regex("an ordinary expression", ".*/(secrets|configmaps)/[a-z-]+-token", "/api/v1/secrets/default-", "x"),
        Regex("nested repeats", "(a+)+b", "a", ""),
        Regex("alternatives that overlap", "(a|aa)+b", "a", ""),
        Regex("twelve runs", "(.*a){12}b", "a", ""),
        Regex("a choice far from the end", ".*a[ab]{12}c", "ab", ""),
    ];

    /// <summary>A subject of about a length.</summary>
    public string SubjectOf(int length) =>
        string.Concat(Enumerable.Repeat(Unit, Math.Max(1, (length - End.Length) / Unit.Length))) + End;

    /// <summary>Tocsin's matcher.</summary>
    public Func<byte[], bool> Tocsin()
    {
        if (!IsRegex)
        {
            var wildcard = WildcardPattern.Parse(Pattern, WildcardDialect.Eql);
            return text => wildcard.IsMatch(text, ignoreCase: false);
        }

        var regex = LuceneRegex.Parse(Pattern, LuceneDialect.Rlike, ignoreCase: false, out var error);
        return regex is null ? throw new InvalidOperationException(error!.Message) : text => regex.IsMatch(text);
    }

    /// <summary>.NET's matcher, with a limit on time.</summary>
    public Func<string, bool> DotNet(RegexOptions engine, TimeSpan limit) =>
        new Regex($"\\A(?:{Net})\\z", engine | RegexOptions.Singleline | RegexOptions.CultureInvariant, limit).IsMatch;

    private static PatternCase Wildcard(string name, string pattern, string unit, string end)
    {
        var net = new StringBuilder();
        foreach (var letter in pattern)
            net.Append(
                letter switch
                {
                    '*' => ".*",
                    '?' => ".",
                    _ => System.Text.RegularExpressions.Regex.Escape(letter.ToString()),
                }
            );
        return new(name, pattern, net.ToString(), unit, end, IsRegex: false);
    }

    private static PatternCase Regex(string name, string pattern, string unit, string end) =>
        new(name, pattern, pattern, unit, end, IsRegex: true);
}
