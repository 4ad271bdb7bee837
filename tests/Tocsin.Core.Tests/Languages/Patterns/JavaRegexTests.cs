using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Tests.Languages.Patterns;

public sealed class JavaRegexTests
{
    [Theory]
    [InlineData("World", "Hello World", "Universe", "Hello Universe")]
    [InlineData(@"\s+", "Hello World", "", "HelloWorld")]
    [InlineData(@"[A-Za-z0-9_-]`(?![rntb])[A-Za-z0-9_-]", "a`bc ${ab`cd`} x`ny", "#", "a`bc ${a#d`} x`ny")]
    [InlineData(@"\$\{(\w++`){2,}\}", "a`bc ${ab`cd`} x`ny", "#", "a`bc # x`ny")]
    [InlineData(
        @"(?i)(bearer +)[^ ]+",
        "Authorization: Bearer abc.def x",
        "$1<REDACTED>",
        "Authorization: Bearer <REDACTED> x"
    )]
    [InlineData(@"token=(\w+)", "token=xyz", "t=[$1]", "t=[xyz]")]
    [InlineData(@"[0-9\.\-\_]{3,}", "a__.tmp 123-456_7", "X", "aXtmp X")]
    [InlineData(@"\\", @"a\b", "", "ab")]
    [InlineData(":[0-9]+$", "host:8443", "", "host")]
    [InlineData(@"\d", "p0w3\u0663", "", "pw\u0663")]
    [InlineData(@"\w", "aé_", "x", "xéx")]
    [InlineData(@"\b", "aé", "|", "|a|é")]
    [InlineData(@"\B", "ab", "|", "a|b")]
    [InlineData(@"(?U)\w", "aé_", "x", "xxx")]
    [InlineData(".", "a\r\u0085\u2028b", "x", "x\r\u0085\u2028x")]
    [InlineData("(?s).", "a\nb", "x", "xxx")]
    [InlineData(".", "a🔥b", "x", "xxx")]
    [InlineData("[^a]", "a🔥b", "x", "axx")]
    [InlineData("🔥+", "a🔥🔥b", "x", "axb")]
    [InlineData("[🔥b]", "a🔥b", "x", "axx")]
    [InlineData("[\\x{1F500}-\\x{1F5FF}]", "a🔥b", "x", "axb")]
    [InlineData("\\uD83D\\uDD25", "a🔥b", "x", "axb")]
    [InlineData("", "🔥a", "-", "-🔥-a-")]
    [InlineData("a$", "a\r\n", "x", "x\r\n")]
    [InlineData("a$", "a\u2028", "x", "x\u2028")]
    [InlineData("(?d)a$", "a\r", "x", "a\r")]
    [InlineData("(?m)^", "a\r\nb\n", "-", "-a\r\n-b\n")]
    [InlineData("(?m)$", "a\r\nb", "-", "a-\r\nb-")]
    [InlineData("^a", "a\na", "x", "x\na")]
    [InlineData(@"\Aa\z", "a", "x", "x")]
    [InlineData(@"a\Z", "a\n", "x", "x\n")]
    [InlineData("[a-z&&[^aeiou]]", "abe1", "x", "axe1")]
    [InlineData("[a-z&&[def]&&[e-z]]", "abcdefg", "x", "abcdxxg")]
    [InlineData("[a-c[x-z]]", "abcdxyz", "-", "---d---")]
    [InlineData("[^a-c[x-z]]", "adx", "-", "a-x")]
    [InlineData("[]a]", "]ab", "-", "--b")]
    [InlineData("[a&b]", "a&b", "-", "---")]
    [InlineData("[a-]", "a-b", "x", "xxb")]
    [InlineData(@"[\w-]+", "a-b c", "x", "x x")]
    [InlineData(@"\Qa.b\E+", "a.bbb axb", "x", "x axb")]
    [InlineData(@"[\Q^]\E]", "^]a", "x", "xxa")]
    [InlineData(@"\h+", "a \u00A0b", "x", "axb")]
    [InlineData(@"\R", "a\r\nb\u2028c\n", "x", "axbxcx")]
    [InlineData(@"\p{Lu}", "aBÉ", "x", "axx")]
    [InlineData(@"\p{Upper}", "aBÉ", "x", "axÉ")]
    [InlineData(@"\P{L}", "a1b", "x", "axb")]
    [InlineData(@"\p{IsAlphabetic}+", "aé1", "x", "x1")]
    [InlineData(@"(?i)é", "É", "x", "É")]
    [InlineData(@"(?iu)é", "É", "x", "x")]
    [InlineData(@"(?i)[a-c]+", "AbC", "x", "x")]
    [InlineData(@"(?i:a)b", "Ab AB", "x", "x AB")]
    [InlineData(@"a(?i)b|c", "aB C c", "x", "x x x")]
    [InlineData(@"(a(?i)b)c", "aBc aBC", "x", "x aBC")]
    [InlineData(@"(?x) a b # comment", "ab", "x", "x")]
    [InlineData(@"(?<year>\d{4})-(\d\d)", "2024-05", "$2/${year}", "05/2024")]
    [InlineData(@"(a)(?<n>b)(c)", "abc", "$3$2$1", "cba")]
    [InlineData(@"(a)(b)?", "a", "[$2]", "[]")]
    [InlineData(@"(a)", "a", "$12", "a2")]
    [InlineData(@"(\w)\1", "aab", "x", "xb")]
    [InlineData(@"(?<q>['""])\w+\k<q>", "'a' \"b'", "x", "x \"b'")]
    [InlineData(@"a\2|(b)", "b", "x", "x")]
    [InlineData("a", "a", @"\$1\\", @"$1\")]
    [InlineData("a", "a", "$$", "a", "Illegal group reference")]
    [InlineData("a", "a", "$1", "a", "No group 1")]
    [InlineData("a", "b", "$1", "b")]
    [InlineData("a", "a", @"\", "a", "character to be escaped is missing")]
    [InlineData("a", "a", "${n}", "a", "No group with name {n}")]
    [InlineData("a", "a", "$&", "a", "Illegal group reference")]
    [InlineData("a*", "baac", "x", "xbxxcx")]
    [InlineData("(?<=a)b(?=c)", "abc bc", "x", "axc bc")]
    [InlineData("a{2}{3}", "aa", "x", "x")]
    [InlineData("a??b", "ab", "x", "x")]
    [InlineData("(?>a|ab)c", "abc", "x", "abc")]
    [InlineData(@"\x41\t\e\a\f\cA\0101", "A\t\u001b\a\f\u0001A", "x", "x")]
    [InlineData(@"_\-\.\/\#\_", "_-./#_", "x", "x")]
    [InlineData("a|", "ba", "x", "xbxx")]
    [InlineData("}]", "}]", "x", "x")]
    public void AllMatchesAreReplaced(
        string pattern,
        string input,
        string replacement,
        string expected,
        string? error = null
    )
    {
        var regex = JavaRegex.Parse(pattern, out var patternError);
        Assert.True(regex is not null, patternError?.Message);
        Assert.Equal(expected, regex.Replace(input, replacement, out var actualError));
        Assert.Equal(error, actualError);
    }

    [Theory]
    [InlineData("(", 0)]
    [InlineData("a)", 1)]
    [InlineData("[a", 0)]
    [InlineData("*a", 0)]
    [InlineData("a**", 2)]
    [InlineData("a|+", 2)]
    [InlineData("a{x", 1)]
    [InlineData("a{,3}", 1)]
    [InlineData("a{3,2}", 1)]
    [InlineData("{a", 0)]
    [InlineData(@"\", 1)]
    [InlineData(@"\y", 0)]
    [InlineData(@"[\b]", 1)]
    [InlineData("[z-a]", 1)]
    [InlineData(@"\p{Nothing}", 0)]
    [InlineData(@"\xZZ", 0)]
    [InlineData(@"\u12", 0)]
    [InlineData(@"\k<n>", 0)]
    [InlineData("(?<n>a)(?<n>b)", 7)]
    [InlineData("(?<1a>b)", 0)]
    [InlineData("(?y)", 0)]
    [InlineData(@"\X", 0)]
    [InlineData("a{99999999999}", 2)]
    public void WhatIsNoPatternIsReportedWithItsPlace(string pattern, int offset)
    {
        Assert.Null(JavaRegex.Parse(pattern, out var error));
        Assert.Equal(offset, error!.Offset);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        Assert.Null(JavaRegex.Parse(new string('(', 100_000), out _));
        Assert.Null(JavaRegex.Parse(new string('[', 100_000), out _));
        Assert.Null(JavaRegex.Parse(string.Concat(Enumerable.Repeat("(?:", 100_000)), out _));
    }

    [Fact]
    public void AHostileTextIsGivenUp()
    {
        var regex = JavaRegex.Parse("(a|aa)+$", out _)!;
        regex.Replace(new string('a', 200) + "b", "x", out var error);
        Assert.NotNull(error);
    }

    [Fact]
    public void ACacheKeepsOnlySoManyPatternsAndTheirErrors()
    {
        var cache = new JavaRegexCache(patternsMax: 2);
        var first = cache.Get("a", out _);
        Assert.Same(first, cache.Get("a", out _));
        Assert.Null(cache.Get("(", out var error));
        Assert.NotNull(error);
        Assert.Null(cache.Get("(", out var again));
        Assert.Same(error, again);
        cache.Get("b", out _);
        Assert.NotSame(first, cache.Get("a", out _));
    }
}
