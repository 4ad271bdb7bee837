using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Languages.Patterns.Lucene;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Patterns;

public sealed class LuceneRegexTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("b.sh", "bash", true)]
    [InlineData("as", "bash", false)]
    [InlineData(".*as.*", "bash", true)]
    [InlineData("[^b].*", "", false)]
    [InlineData("^bash$", "bash", false)]
    [InlineData("^bash$", "^bash$", true)]
    [InlineData("()", "", true)]
    [InlineData("a()b", "ab", true)]
    [InlineData("#", "", false)]
    [InlineData("a|#", "a", true)]
    [InlineData("u@t", "user@example.test", true)]
    [InlineData("no@", "nomail", true)]
    [InlineData(@"no\@mail", "nomail", false)]
    [InlineData(@"[^@]+\@[^@\s]+", "user@example.test", true)]
    [InlineData("a>&b", "a>&b", false)]
    [InlineData(@"a>\&b", "a>&b", true)]
    [InlineData("a.*&.*c", "abc", true)]
    [InlineData("a.*&.*c", "ab", false)]
    [InlineData("\"a.b|c\"d", "a.b|cd", true)]
    [InlineData("\"\"", "", true)]
    [InlineData(@".*\""Effect\"": *\""Allow\"".*", "{\"Effect\": \"Allow\"}", true)]
    [InlineData("~a", "~a", true)]
    [InlineData("a*?", "aaa", true)]
    [InlineData(".*?b", "aab", true)]
    [InlineData("a{2}", "aa", true)]
    [InlineData("a{2,}", "aaaa", true)]
    [InlineData("a{2,3}", "aaaa", false)]
    [InlineData("a{,3}", "", false, true)]
    [InlineData("a{3,2}", "aaa", false)]
    [InlineData("a{0}b", "b", true)]
    [InlineData("(ab){2}", "abab", true)]
    [InlineData("*a", "*a", true)]
    [InlineData("a||b", "|b", true)]
    [InlineData("a||b", "", false)]
    [InlineData("(|a)", "|a", true)]
    [InlineData("a&|b", "a", false)]
    [InlineData(".", "\n", true)]
    [InlineData(".", "🔥", true)]
    [InlineData("..", "🔥", false)]
    [InlineData("[é-ü]", "ö", true)]
    [InlineData("[^a]", "é", true)]
    [InlineData("[^a]{2}", "é", false)]
    [InlineData(@"\d\w\s\D\W\S", "1a .-x", true)]
    [InlineData(@"[\d_]+", "1_2", true)]
    [InlineData(@"[\w-]+", "a-b", true)]
    [InlineData(@"[-a]+", "a-", true)]
    [InlineData(@"[a-c-e]+", "b-e", true)]
    [InlineData(@"[a-c-e]+", "d", false)]
    [InlineData(@"[]a]+", "]a", true)]
    [InlineData(@"[a^]+", "^a", true)]
    [InlineData(@"[.&@#<""|~]+", "&@#<\"|~.", true)]
    [InlineData(@"[a\]b]+", "]ab", true)]
    [InlineData(@"[\\/]+", @"\/", true)]
    [InlineData(@"[a-c_\\-]+", @"a\-_", true)]
    [InlineData(@"[\.-z]+", ".-z", true)]
    [InlineData(@"[\.-z]+", "a", false)]
    [InlineData(@"[+-\]]+", "A]", true)]
    [InlineData(@"\s", "\f", false)]
    [InlineData("<1-100>", "7", true)]
    [InlineData("<1-100>", "007", true)]
    [InlineData("<1-100>", "0", false)]
    [InlineData("<1-100>", "101", false)]
    [InlineData("<01-31>", "7", false)]
    [InlineData("<01-31>", "07", true)]
    [InlineData("<01-31>", "32", false)]
    [InlineData("<8-13>", "13", true)]
    [InlineData("<13-8>", "9", true)]
    [InlineData("<0-2147483647>", "2147483647", true)]
    [InlineData("<0-2147483647>", "2147483648", false)]
    [InlineData("x(a.*&.*b)y", "xaby", true)]
    [InlineData("x(a.*&.*b)y", "xay", false)]
    [InlineData("(a.*&.*b)+", "axbayb", true)]
    [InlineData(@".*(curl|wget) .*https?://[0-9.]+[/:].*", "sh -c curl -s http://10.0.0.1/x", true)]
    [InlineData(@"bash\s+-i\s+>&|0>&1|>&\s*/dev/tcp|nc", "nc", true)]
    [InlineData(@"bash\s+-i\s+>&|0>&1|>&\s*/dev/tcp|nc", "bash -i >", false)]
    public void ARlikePatternCoversTheWholeValue(string pattern, string text, bool expected, bool isError = false)
    {
        var regex = LuceneRegex.Parse(pattern, LuceneDialect.Rlike, ignoreCase: false, out var error);
        Assert.Equal(isError, regex is null);
        Assert.Equal(isError, error is not null);
        if (regex is not null)
            Assert.Equal(expected, regex.IsMatch(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("~abc", "abc", false)]
    [InlineData("~abc", "xxbc", true)]
    [InlineData("~abc", "abd", false)]
    [InlineData("~(abc)", "abc", false)]
    [InlineData("~(abc)", "", true)]
    [InlineData("~(.*foo.*)", "a foo b", false)]
    [InlineData("~(.*foo.*)", "a bar b", true)]
    [InlineData("x~(y)z", "xyz", false)]
    [InlineData("x~(y)z", "xyyz", true)]
    [InlineData("~()~()", "é", false)]
    [InlineData("~()~()", "éa", true)]
    [InlineData(".*&~(.*a.*)", "bcd", true)]
    [InlineData(".*&~(.*a.*)", "bad", false)]
    [InlineData("~~a", "a", true)]
    public void AComplementIsAnOperatorInEql(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Parse(pattern, LuceneDialect.Eql).IsMatch(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("BASH", "bash", true)]
    [InlineData("[a-c]ASH", "bash", true)]
    [InlineData("[a-c]ASH", "BASH", false)]
    [InlineData("[AB]ash", "bash", true)]
    [InlineData("[^b]ash", "Bash", false)]
    [InlineData("É", "é", false)]
    [InlineData("\"Ab\"", "aB", true)]
    public void CaseFoldingCoversSingleAsciiLetters(string pattern, string text, bool expected)
    {
        var regex = LuceneRegex.Parse(pattern, LuceneDialect.Eql, ignoreCase: true, out _)!;
        Assert.Equal(expected, regex.IsMatch(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(@"[a-z_\\-]+", @"a-\_", true)]
    [InlineData(@"[\\-]", "]", false)]
    public void AnEscapedBackslashInAClassBeginsNoRange(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Parse(pattern, LuceneDialect.Rlike).IsMatch(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("[_-]", 1)]
    [InlineData("[abc", 0)]
    [InlineData("[]", 0)]
    [InlineData("a(b", 1)]
    [InlineData("a)", 1)]
    [InlineData("a|", 2)]
    [InlineData("a&", 2)]
    [InlineData("(a|)", 0)]
    [InlineData(@"a\", 2)]
    [InlineData(@"a\bc", 1)]
    [InlineData(@"[\n]", 1)]
    [InlineData("x\"abc", 1)]
    [InlineData("a{x}", 1)]
    [InlineData("a{2", 1)]
    [InlineData("a{99999999999}", 2)]
    [InlineData("<name>", 0)]
    [InlineData("<1-2-3>", 0)]
    [InlineData("<1", 0)]
    [InlineData("a{30000}", 0)]
    [InlineData("((a{1000}){1000}){1000}", 0)]
    public void WhatIsNoPatternIsReportedWithItsPlace(string pattern, int offset)
    {
        Assert.Null(LuceneRegex.Parse(pattern, LuceneDialect.Rlike, ignoreCase: false, out var error));
        Assert.Equal(offset, error!.Offset);
    }

    [Fact]
    public void DeepNestingAndHugeCountsAreRefusedOrCostNothing()
    {
        Assert.Null(LuceneRegex.Parse(new string('(', 100_000), LuceneDialect.Eql, ignoreCase: false, out _));
        Assert.Null(LuceneRegex.Parse(new string('~', 100_000), LuceneDialect.Eql, ignoreCase: false, out _));
        Assert.Null(LuceneRegex.Parse("a" + new string('*', 100_000), LuceneDialect.Eql, ignoreCase: false, out _));
        Assert.True(Parse("(){2000000000}", LuceneDialect.Rlike).IsMatch(""u8));
        Assert.False(Parse("(#|b){0}c", LuceneDialect.Rlike).IsMatch("b"u8));
        var nested = "(a&.)";
        for (var i = 0; i < 12; i++)
            nested = $"({nested}{{2}}&.*)";
        Assert.True(
            LuceneRegex.Parse(nested, LuceneDialect.Rlike, ignoreCase: false, out _) is not { } regex
                || !regex.IsMatch("b"u8)
        );
    }

    [Fact]
    public void OperatorsThatUsersRarelyExpectAreNamed()
    {
        Assert.Equal([3, 5], Parse(@"a\&&b@", LuceneDialect.Rlike).OptionalOperators);
        Assert.Empty(Parse(@"[&@#]\~", LuceneDialect.Eql).OptionalOperators);
    }

    [Theory]
    [InlineData("foo", "foo")]
    [InlineData(".*foo.*", "foo")]
    [InlineData(".*foo.*longer.*", "longer")]
    [InlineData("a(b)c+", "ab")]
    [InlineData(".*(curl|wget).*", "curl|wget")]
    [InlineData("(ab)?", "")]
    [InlineData(".*", "")]
    [InlineData("(ab){2,}x", "ab")]
    [InlineData("x.*&.*long.*", "long")]
    public void LiteralsThatMustOccurAreKnown(string pattern, string expected)
    {
        var literals = Parse(pattern, LuceneDialect.Rlike).RequiredLiterals;
        Assert.Equal(expected, string.Join('|', literals.Select(Encoding.UTF8.GetString)));
    }

    [Fact]
    public void ABrokenByteIsOneCharacter()
    {
        var regex = Parse("a.b.*", LuceneDialect.Rlike);
        Assert.True(regex.IsMatch([(byte)'a', 0xFF, (byte)'b', 0x80, 0xC3]));
        Assert.False(regex.IsMatch([(byte)'a', 0xFF, 0xFE, (byte)'b']));
    }

    [Fact]
    public void ValuesThatAreNoTextAreMatchedByTheirText()
    {
        var matcher = new RegexMatcher(Parse("8[0-9]+", LuceneDialect.Eql));
        Assert.True(matcher.Matches(Value.FromLong(8080)));
        Assert.False(matcher.Matches(Value.FromLong(9090)));
        Assert.NotEqual(
            matcher.Key,
            new RegexMatcher(LuceneRegex.Parse("8[0-9]+", LuceneDialect.Eql, ignoreCase: true, out _)!).Key
        );
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)*b")]
    [InlineData("(.*a){12}")]
    [InlineData(".*a.{14}b")]
    [InlineData("(.*)*(.*)*x")]
    public void HostilePatternsOverLongTextsFinish(string pattern)
    {
        var regex = Parse(pattern, LuceneDialect.Rlike);
        var random = new Random(7);
        var text = new byte[1 << 20];
        Array.Fill(text, (byte)'a');
        Assert.Equal(pattern == "(.*a){12}", regex.IsMatch(text));
        for (var i = 0; i < text.Length; i++)
            text[i] = (byte)(random.Next(2) == 0 ? 'a' : 'c');
        Assert.Equal(pattern == "(.*a){12}" && text[^1] == 'a', regex.IsMatch(text));
    }

    [Fact]
    public void ManyThreadsAgree()
    {
        var regex = Parse(".*a.{10}b.*", LuceneDialect.Rlike);
        var model = new Regex(@"\A(?:.*a.{10}b.*)\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var texts = Enumerable.Range(0, 400).Select(i => Draw(new Random(i), "abc", 200)).ToArray();
        var expected = texts.Select(t => model.IsMatch(t)).ToArray();
        var failures = 0;
        Parallel.For(
            0,
            8,
            _ =>
            {
                for (var i = 0; i < texts.Length; i++)
                {
                    if (regex.IsMatch(Encoding.UTF8.GetBytes(texts[i])) != expected[i])
                        Interlocked.Increment(ref failures);
                }
            }
        );
        Assert.Equal(0, failures);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RandomPatternsAgreeWithAnotherEngine(bool ignoreCase)
    {
        var random = new Random(ignoreCase ? 11 : 12);
        for (var round = 0; round < 1_500; round++)
        {
            var pattern = DrawPattern(random, 4);
            var options = RegexOptions.Singleline | RegexOptions.NonBacktracking;
            var model = new Regex(
                @"\A(?:" + pattern + @")\z",
                ignoreCase ? options | RegexOptions.IgnoreCase : options
            );
            var regex = LuceneRegex.Parse(pattern, LuceneDialect.Rlike, ignoreCase, out var error);
            Assert.True(regex is not null, $"`{pattern}`: {error?.Message}");
            for (var i = 0; i < 8; i++)
            {
                var text = Draw(random, ignoreCase ? "aAbBé1" : "abcé1\n", 9);
                Assert.True(
                    model.IsMatch(text) == regex.IsMatch(Encoding.UTF8.GetBytes(text)),
                    $"`{pattern}` over `{text}`: expected {model.IsMatch(text)}"
                );
            }
        }
    }

    [Fact]
    public void RangesOfCodePointsEncodeToExactlyTheirCharacters()
    {
        var random = new Random(3);
        int[] edges = [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF];
        for (var round = 0; round < 300; round++)
        {
            var a = Pick();
            var b = Pick();
            var (first, last) = (Math.Min(a, b), Math.Max(a, b));
            var sequences = Utf8Ranges.Of(first, last);
            for (var i = 0; i < 50; i++)
            {
                var codePoint = i < edges.Length ? edges[i] : Pick();
                if (!Rune.TryCreate(codePoint, out var rune))
                    continue;
                var bytes = Encoding.UTF8.GetBytes(rune.ToString());
                var isIn = sequences.Any(s =>
                    s.Length == bytes.Length
                    && s.Zip(bytes).All(p => p.Second >= p.First.First && p.Second <= p.First.Last)
                );
                Assert.True(isIn == (codePoint >= first && codePoint <= last), $"{codePoint:x} in {first:x}-{last:x}");
            }
        }

        int Pick() =>
            random.Next(3) == 0
                ? edges[random.Next(edges.Length)]
                : random.Next(random.Next(2) == 0 ? 0x900 : 0x110000);
    }

    private static LuceneRegex Parse(string pattern, LuceneDialect dialect)
    {
        var regex = LuceneRegex.Parse(pattern, dialect, ignoreCase: false, out var error);
        Assert.True(regex is not null, error?.Message);
        return regex;
    }

    private static string Draw(Random random, string alphabet, int lengthMax) =>
        new([.. Enumerable.Range(0, random.Next(lengthMax + 1)).Select(_ => alphabet[random.Next(alphabet.Length)])]);

    /// <summary>A pattern of what both engines have in common; classes hold letters of both cases so that case folding of ranges does not matter.</summary>
    private static string DrawPattern(Random random, int depth)
    {
        var atom = random.Next(depth == 0 ? 4 : 9) switch
        {
            0 => "a",
            1 => "b",
            2 => ".",
            3 => random.Next(2) == 0 ? "[ab]" : "[^bé]",
            4 => $"({DrawPattern(random, depth - 1)}|{DrawPattern(random, depth - 1)})",
            5 or 6 => DrawPattern(random, depth - 1) + DrawPattern(random, depth - 1),
            7 => "é",
            _ => $"({DrawPattern(random, depth - 1)})",
        };
        return random.Next(8) switch
        {
            0 => $"({atom})*",
            1 => $"({atom})+",
            2 => $"({atom})?",
            3 => $"({atom}){{1,2}}",
            _ => atom,
        };
    }
}
