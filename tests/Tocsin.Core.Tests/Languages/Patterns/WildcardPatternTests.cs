using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Tests.Languages.Patterns;

public sealed class WildcardPatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "line\nbreak", true)]
    [InlineData("?*", "", false)]
    [InlineData("?*", "x", true)]
    [InlineData("*?", "🔥", true)]
    [InlineData("?", "🔥", true)]
    [InlineData("??", "🔥", false)]
    [InlineData("?", "é", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*ab*ab*", "abab", true)]
    [InlineData("*ab*ab*", "aab", false)]
    [InlineData("*a?c", "abcaxc", true)]
    [InlineData("*a?c*", "zzabczz", true)]
    [InlineData("*a?c*d", "zzaéczzd", true)]
    [InlineData("a**b", "ab", true)]
    [InlineData(@"c:\windows\*", @"c:\windows\x.exe", true)]
    [InlineData("[a-z]%_.", "[a-z]%_.", true)]
    public void AnEqlPatternCoversTheWholeValue(string pattern, string text, bool expected)
    {
        var parsed = WildcardPattern.Parse(pattern, WildcardDialect.Eql);
        Assert.Equal(expected, parsed.IsMatch(Encoding.UTF8.GetBytes(text), ignoreCase: false));
    }

    [Theory]
    [InlineData(@"a\*", "a*", true)]
    [InlineData(@"a\*", "ab", false)]
    [InlineData(@"a\?", "a?", true)]
    [InlineData(@"a\\", @"a\", true)]
    [InlineData(@"*\\*", @"x\y", true)]
    [InlineData(@"*\\*", "xy", false)]
    public void ABackslashQuotesInTheLikeDialect(string pattern, string text, bool expected)
    {
        Assert.True(WildcardPattern.TryParse(pattern, WildcardDialect.Like, out var parsed, out _));
        Assert.Equal(expected, parsed.IsMatch(Encoding.UTF8.GetBytes(text), ignoreCase: false));
    }

    [Theory]
    [InlineData(@"ab\", 2)]
    [InlineData(@"a\b", 1)]
    public void ABackslashThatQuotesNothingIsReported(string pattern, int offset)
    {
        Assert.False(WildcardPattern.TryParse(pattern, WildcardDialect.Like, out _, out var error));
        Assert.Equal(offset, error!.Offset);
    }

    [Fact]
    public void OnlyTheStarIsSpecialInTheKqlDialect()
    {
        var pattern = WildcardPattern.Parse(@"a?\*", WildcardDialect.Kql);
        Assert.True(pattern.IsMatch(@"a?\bc"u8, ignoreCase: false));
        Assert.False(pattern.IsMatch(@"ab\c"u8, ignoreCase: false));
    }

    [Fact]
    public void SegmentsAreLiteralsBetweenStars()
    {
        var pattern = WildcardPattern.FromSegments(["a*b", "c?"]);
        Assert.True(pattern.IsMatch("a*bXXc?"u8, ignoreCase: false));
        Assert.False(pattern.IsMatch("aXbXXc?"u8, ignoreCase: false));
        Assert.Equal(@"a\*b*c\?", pattern.Key);
        Assert.True(WildcardPattern.FromSegments(["", ""]).IsEverything);
        Assert.True(WildcardPattern.FromSegments(["abc"]).IsExact);
    }

    [Fact]
    public void CaseFoldingCoversAsciiLettersOnly()
    {
        var pattern = WildcardPattern.Parse("*FooÄ?Bar*", WildcardDialect.Eql);
        Assert.True(pattern.IsMatch("xfOOÄ-bAR."u8, ignoreCase: true));
        Assert.False(pattern.IsMatch("xfOOä-bAR."u8, ignoreCase: true));
        Assert.False(pattern.IsMatch("xfOOÄ-bAR."u8, ignoreCase: false));
        // Bytes that differ from a letter in the bit of case only are no letters.
        Assert.False(WildcardPattern.Parse("@[", WildcardDialect.Eql).IsMatch("`{"u8, ignoreCase: true));
    }

    [Fact]
    public void PiecesAreExposedForAnIndex()
    {
        var pattern = WildcardPattern.Parse("ab*c?defg*?xyz", WildcardDialect.Eql);
        Assert.Equal(["ab", "c", "defg", "xyz"], pattern.Literals.Select(Encoding.UTF8.GetString));
        Assert.Equal("ab"u8, pattern.Prefix.Span);
        Assert.Equal("xyz"u8, pattern.Suffix.Span);
        Assert.Equal("defg"u8, pattern.LongestLiteral);
        Assert.Equal(0, WildcardPattern.Parse("?a*", WildcardDialect.Eql).Prefix.Length);
        Assert.Equal(0, WildcardPattern.Parse("?a*", WildcardDialect.Eql).Suffix.Length);
    }

    [Fact]
    public void BytesThatAreNoUtf8CountOneEach()
    {
        var pattern = WildcardPattern.Parse("a??b", WildcardDialect.Eql);
        Assert.True(pattern.IsMatch([(byte)'a', 0xFF, 0x80, (byte)'b'], ignoreCase: false));
        var suffix = WildcardPattern.Parse("*??b", WildcardDialect.Eql);
        Assert.True(suffix.IsMatch([0xFF, 0x80, (byte)'b'], ignoreCase: false));
    }

    [Fact]
    public void ManyStarsOverALongTextFinish()
    {
        var pattern = WildcardPattern.Parse(string.Concat(Enumerable.Repeat("*a", 40)) + "*c", WildcardDialect.Eql);
        var text = new byte[1_000_000];
        Array.Fill(text, (byte)'a');
        Assert.False(pattern.IsMatch(text, ignoreCase: false));
        Assert.False(pattern.IsMatch(text, ignoreCase: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RandomPatternsAgreeWithRegularExpressions(bool ignoreCase)
    {
        var random = new Random(20240501);
        for (var round = 0; round < 4_000; round++)
        {
            var pattern = Draw(random, "abAB*?é", 8);
            var text = Draw(random, "aabbABé\n", 40);
            var regex =
                @"\A"
                + string.Concat(
                    pattern.Select(c =>
                        c switch
                        {
                            '*' => "(?s:.*)",
                            '?' => "(?s:.)",
                            _ => Regex.Escape(c.ToString()),
                        }
                    )
                )
                + @"\z";
            var options = RegexOptions.NonBacktracking | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            var expected = Regex.IsMatch(text, regex, options);
            var actual = WildcardPattern
                .Parse(pattern, WildcardDialect.Eql)
                .IsMatch(Encoding.UTF8.GetBytes(text), ignoreCase);
            Assert.True(expected == actual, $"`{pattern}` over `{text}`: expected {expected}");
        }
    }

    private static string Draw(Random random, string alphabet, int lengthMax) =>
        new([.. Enumerable.Range(0, random.Next(lengthMax + 1)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
}
