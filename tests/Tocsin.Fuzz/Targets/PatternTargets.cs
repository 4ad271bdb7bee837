using System.Text;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Languages.Patterns.Lucene;
using Tocsin.Core.Values;

namespace Tocsin.Fuzz.Targets;

/// <summary>The texts that patterns are tried on.</summary>
internal static class PatternTexts
{
    public static readonly byte[][] All =
    [
        [],
        "bash"u8.ToArray(),
        "/usr/bin/curl -s http://10.0.0.1/x"u8.ToArray(),
        Encoding.UTF8.GetBytes("héé😀\n\t%{a}"),
        [0x61, 0xFF, 0xC3, 0x28, 0xF0, 0x9F],
        Encoding.UTF8.GetBytes(new string('a', 400) + "b"),
        "May  1 10:00:05 host-1 sshd[42]: failed, retry=3"u8.ToArray(),
    ];

    /// <summary>Fails where the place of an error lies outside its pattern.</summary>
    public static void Check(bool isParsed, PatternError? error, string pattern)
    {
        FuzzFailure.Unless(isParsed || error is not null, "neither a pattern nor an error");
        if (!isParsed)
            FuzzFailure.Unless(error!.Offset >= 0 && error.Offset <= pattern.Length, $"{error}");
    }
}

/// <summary>Lucene regular expressions: parsing, automaton and matching, in both dialects and both cases.</summary>
internal sealed class LuceneTarget() : FuzzTarget("lucene")
{
    public override IReadOnlyList<string> Seeds { get; } =
    [
        "b.sh|/usr/(local/)?bin/[a-z_]+.*",
        "[^b\\-]{2,5}@(foo){3}",
        "a>\\&b~(c.*)&.*d",
        "<1-100>\"quoted.\"#?",
        "((a*)*b|(a|aa)+){1,10}",
        "\\d+\\.\\w\\S[\\]^]é😀",
        ".*(\\\\|/)[0-9a-f]{8}-[0-9a-f]{4}.*",
        "",
    ];

    public override void Run(string input)
    {
        foreach (var dialect in Enum.GetValues<LuceneDialect>())
        {
            foreach (var ignoreCase in (bool[])[false, true])
            {
                var regex = LuceneRegex.Parse(input, dialect, ignoreCase, out var error);
                PatternTexts.Check(regex is not null, error, input);
                foreach (var text in PatternTexts.All)
                    regex?.IsMatch(text);
            }
        }
    }
}

/// <summary>Wildcards, in every dialect: those of <c>LIKE</c>, of EQL and of KQL.</summary>
internal sealed class LikeTarget() : FuzzTarget("like")
{
    public override IReadOnlyList<string> Seeds { get; } =
    ["*", "ba?h*", "/usr/*/cu?l*http*", "\\*a\\?b\\\\*", "*a*a*a*a*b", "h??é*😀?", ""];

    public override void Run(string input)
    {
        foreach (var dialect in Enum.GetValues<WildcardDialect>())
        {
            var pattern = WildcardPattern.Parse(input, dialect);
            WildcardPattern.TryParse(input, dialect, out _, out _);
            var again = WildcardPattern.Parse(pattern.Key, WildcardDialect.Like);
            foreach (var text in PatternTexts.All)
            {
                var isMatch = pattern.IsMatch(text, ignoreCase: false);
                FuzzFailure.Unless(
                    !isMatch || pattern.IsMatch(text, ignoreCase: true),
                    "the case matters where it should not"
                );
                FuzzFailure.Unless(isMatch == again.IsMatch(text, ignoreCase: false), $"key {pattern.Key} differs");
                foreach (var literal in pattern.Literals)
                    FuzzFailure.Unless(!isMatch || text.AsSpan().IndexOf(literal) >= 0, "a match without the literal");
            }
        }
    }
}

/// <summary><c>GROK</c> patterns.</summary>
internal sealed class GrokTarget() : FuzzTarget("grok")
{
    public override IReadOnlyList<string> Seeds { get; } =
    [
        "%{SYSLOGTIMESTAMP:ts} %{HOSTNAME:h} %{WORD:p}(?:\\[%{POSINT:pid:int}\\])?: %{GREEDYDATA:m}",
        "%{IP:ip} %{NUMBER:n:double} (?<x.y>[[:alpha:]&&[^b]]+?)",
        "^(?i:%{URI:u})|(?>a+)b++(?=c)(?!d)(?<=e)\\k<x>",
        "%{TIMESTAMP_ISO8601:t} \\h{2,} \\p{L} \\Q.*\\E (?<n>a|aa)+$",
        "(?x) %{QS:q} # comment",
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus) =>
        corpus.Queries("conformance/esql").Where(q => q.Contains("grok", StringComparison.OrdinalIgnoreCase));

    public override void Run(string input) => Extractors.Run(GrokPattern.Parse([input], out var error), error, input);
}

/// <summary><c>DISSECT</c> patterns.</summary>
internal sealed class DissectTarget() : FuzzTarget("dissect")
{
    public override IReadOnlyList<string> Seeds { get; } =
    ["%{a} %{b->} [%{c}]: %{?skip}=%{d}", "%{+a/2},%{+a/1};%{b.c}", "x%{a}é%{b}😀%{*k}%{&k}", "%{} %{->}"];

    public override void Run(string input) =>
        Extractors.Run(DissectPattern.Parse(input, "-", out var error), error, input);
}

/// <summary>Regular expressions of Java, as <c>REPLACE</c> and <c>SPLIT</c> take them.</summary>
internal sealed class JavaTarget() : FuzzTarget("java")
{
    /// <summary>What a replacement can refer to.</summary>
    private static readonly JavaRegex Groups = JavaRegex.Parse("(?<n>a)|(b)", out _)!;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "a+|b*?c{2,3}+",
        "(?<n>[a-z&&[^b]])\\k<n>\\1(?i)x(?-i)",
        "\\p{Lu}\\x{1F600}\\Qa.b\\E\\bz\\R",
        "[\\w--]?(?=x)(?<!y)",
    ];

    public override void Run(string input)
    {
        var regex = JavaRegex.Parse(input, out var error);
        PatternTexts.Check(regex is not null, error, input);
        // Nothing long: patterns that backtrack without end are given up after a second each, which is tested elsewhere.
        foreach (var bytes in PatternTexts.All.Where(t => t.Length < 100))
        {
            var text = Encoding.UTF8.GetString(bytes);
            regex?.Occurs(text);
            regex?.Replace(text, "<$0>", out _);
            Groups.Replace(text, input, out _);
        }
    }
}

/// <summary>What <c>GROK</c> and <c>DISSECT</c> have in common.</summary>
internal static class Extractors
{
    public static void Run(ColumnExtractor? extractor, PatternError? error, string pattern)
    {
        PatternTexts.Check(extractor is not null, error, pattern);
        if (extractor is null)
            return;
        var names = extractor.Columns.Select(c => c.Name).ToList();
        FuzzFailure.Unless(names.Distinct(StringComparer.Ordinal).Count() == names.Count, "a column is there twice");
        var results = new Value[extractor.Columns.Count];
        foreach (var text in PatternTexts.All)
        {
            if (extractor.Match(text, results, out _))
                continue;
            FuzzFailure.Unless(Array.TrueForAll(results, r => r.IsNull), "columns are filled without a match");
        }
    }
}
