using System.Net;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Patterns;

public sealed class MatcherTests
{
    [Fact]
    public void EqualityIgnoresCaseOnRequestOnly()
    {
        Assert.False(new EqualsMatcher(Value.FromText("Bash")).Matches(Value.FromText("bash")));
        Assert.True(new EqualsMatcher(Value.FromText("Bash"), ignoreCase: true).Matches(Value.FromText("bASH")));
        Assert.False(new EqualsMatcher(Value.FromText("Ä"), ignoreCase: true).Matches(Value.FromText("ä")));
        Assert.True(new EqualsMatcher(Value.FromLong(3), ignoreCase: true).Matches(Value.FromDouble(3)));
        Assert.False(new EqualsMatcher(Value.FromLong(3)).Matches(Value.FromText("3")));
    }

    [Theory]
    [InlineData("bash", false, true)]
    [InlineData("BASH", false, false)]
    [InlineData("BASH", true, true)]
    [InlineData("", false, true)]
    [InlineData("zsh", true, false)]
    public void ASetHoldsItsTexts(string text, bool ignoreCase, bool expected)
    {
        var matcher = new InMatcher([Value.FromText("bash"), Value.FromText(""), Value.FromText("NC")], ignoreCase);
        Assert.Equal(expected, matcher.Matches(Value.FromText(text)));
    }

    [Fact]
    public void ASetHoldsNumbersByValueAndAddresses()
    {
        var matcher = new InMatcher([Value.FromLong(1), Value.FromDouble(2.5), Ip("10.0.0.1")], ignoreCase: false);
        Assert.True(matcher.Matches(Value.FromDouble(1)));
        Assert.True(matcher.Matches(Value.FromInteger(1)));
        Assert.True(matcher.Matches(Value.FromUnsignedLong(1)));
        Assert.True(matcher.Matches(Value.FromDouble(2.5)));
        Assert.True(matcher.Matches(Ip("10.0.0.1")));
        Assert.False(matcher.Matches(Value.FromText("1")));
        var wide = new InMatcher([Value.FromLong(9_007_199_254_740_993)], ignoreCase: false);
        Assert.True(wide.Matches(Value.FromUnsignedLong(9_007_199_254_740_993)));
        Assert.False(wide.Matches(Value.FromDouble(9_007_199_254_740_992)));
        Assert.False(matcher.Matches(Value.FromLong(2)));
    }

    [Fact]
    public void ALargeSetHoldsAllItsTextsAndNoOthers()
    {
        var members = Enumerable.Range(0, 5000).Select(i => Value.FromText($"Host-{i}")).ToList();
        var matcher = new InMatcher(members, ignoreCase: true);
        for (var i = 0; i < 5000; i++)
        {
            Assert.True(matcher.Matches(Value.FromText($"hOST-{i}")));
            Assert.False(matcher.Matches(Value.FromText($"other-{i}")));
        }
    }

    [Fact]
    public void ALongMemberOfASetIsFoundWithoutRegardToCase()
    {
        var matcher = new InMatcher([Value.FromText(new string('x', 1000))], ignoreCase: true);
        Assert.True(matcher.Matches(Value.FromText(new string('X', 1000))));
        Assert.False(matcher.Matches(Value.FromText(new string('X', 999) + "y")));
    }

    [Fact]
    public void RangesCompareWithinAFamilyOnly()
    {
        var atLeastTen = new RangeMatcher(RangeOperator.GreaterOrEqual, Value.FromLong(10));
        Assert.True(atLeastTen.Matches(Value.FromDouble(10)));
        Assert.False(atLeastTen.Matches(Value.FromDouble(9.99)));
        Assert.False(atLeastTen.Matches(Value.FromText("99")));
        Assert.False(atLeastTen.Matches(Value.FromDate(99)));
        Assert.False(atLeastTen.Matches(Value.FromDouble(double.NaN)));
        Assert.False(new RangeMatcher(RangeOperator.Less, Value.FromLong(10)).Matches(Value.FromDouble(double.NaN)));
        Assert.False(new RangeMatcher(RangeOperator.LessOrEqual, Value.True).Matches(Value.True));
    }

    [Fact]
    public void RangesOrderTextByBytesAndAddressesByAddress()
    {
        var beforeB = new RangeMatcher(RangeOperator.Less, Value.FromText("b"));
        Assert.True(beforeB.Matches(Value.FromText("a")));
        Assert.True(beforeB.Matches(Value.FromText("")));
        Assert.True(beforeB.Matches(Value.FromText("Z")));
        Assert.False(beforeB.Matches(Value.FromText("é")));
        var above = new RangeMatcher(RangeOperator.Greater, Ip("10.0.0.9"));
        Assert.True(above.Matches(Ip("10.0.0.10")));
        Assert.True(above.Matches(Ip("2001:db8::1")));
        Assert.False(above.Matches(Ip("::1")));
        var since = new RangeMatcher(RangeOperator.GreaterOrEqual, Value.FromDate(1));
        Assert.True(since.Matches(Value.FromDateNanos(1_000_000)));
        Assert.False(since.Matches(Value.FromDateNanos(999_999)));
    }

    [Fact]
    public void APatternMatchesOtherValuesByTheirText()
    {
        Assert.True(Like("8*").Matches(Value.FromLong(8080)));
        Assert.True(Like("-?").Matches(Value.FromInteger(-1)));
        Assert.True(Like("tr?e").Matches(Value.True));
        Assert.True(Like("10.*.3").Matches(Ip("10.1.2.3")));
        Assert.True(Like("2001:db8:*").Matches(Ip("2001:db8::1")));
        Assert.True(Like("1.0").Matches(Value.FromDouble(1)));
        Assert.True(Like("1.0E10").Matches(Value.FromDouble(1e10)));
        Assert.True(Like("2024-05-*").Matches(Value.FromDate(1_714_557_605_000)));
        Assert.False(Like("8*").Matches(Value.False));
    }

    [Theory]
    [InlineData(nameof(AffixKind.StartsWith), "Ku", "Kubectl", false, true)]
    [InlineData(nameof(AffixKind.StartsWith), "ku", "Kubectl", false, false)]
    [InlineData(nameof(AffixKind.StartsWith), "ku", "Kubectl", true, true)]
    [InlineData(nameof(AffixKind.EndsWith), "CTL", "kubectl", true, true)]
    [InlineData(nameof(AffixKind.EndsWith), "CTL", "kubectl", false, false)]
    [InlineData(nameof(AffixKind.Contains), "bec", "kubectl", false, true)]
    [InlineData(nameof(AffixKind.Contains), "*", "kubectl", false, false)]
    [InlineData(nameof(AffixKind.Contains), "BEC", "a long text in which only the end holds it: kubectl", true, true)]
    [InlineData(nameof(AffixKind.Contains), "", "", true, true)]
    [InlineData(nameof(AffixKind.StartsWith), "", "x", false, true)]
    [InlineData(nameof(AffixKind.EndsWith), "longer", "er", true, false)]
    public void AnAffixIsLiteral(string kind, string literal, string text, bool ignoreCase, bool expected) =>
        Assert.Equal(
            expected,
            new AffixMatcher(Enum.Parse<AffixKind>(kind), literal, ignoreCase).Matches(Value.FromText(text))
        );

    [Theory]
    [InlineData("10.6.48.157/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.9.9.9", true)]
    [InlineData("::ffff:10.9.9.9", "10.9.9.9", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    [InlineData("2001:db8::/63", "2001:db8:0:1::9", true)]
    [InlineData("2001:db8::/64", "2001:db8:0:1::9", false)]
    [InlineData("2001:db8::/64", "2001:db8::ffff:0:0:9", true)]
    [InlineData("2001:db8::/65", "2001:db8::7fff:0:0:9", true)]
    [InlineData("2001:db8::/65", "2001:db8::8000:0:0:9", false)]
    [InlineData("fe80::1/128", "fe80::1", true)]
    [InlineData("fe80::1/128", "fe80::2", false)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    public void ABlockHoldsItsAddresses(string block, string address, bool expected)
    {
        Assert.True(CidrBlock.TryParse(block, out var parsed));
        var matcher = new CidrMatcher([parsed]);
        Assert.Equal(expected, matcher.Matches(Ip(address)));
        Assert.Equal(expected, matcher.Matches(Value.FromText(address)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0/8")]
    [InlineData("10.0.0.256")]
    [InlineData("010.0.0.1")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("fe80::1%eth0")]
    [InlineData("host/8")]
    public void ABlockThatIsNoneIsRefused(string block) => Assert.False(CidrBlock.TryParse(block, out _));

    [Fact]
    public void ATextThatIsNoAddressIsInNoBlock()
    {
        Assert.True(CidrBlock.TryParse("::/0", out var all));
        Assert.False(new CidrMatcher([all]).Matches(Value.FromText("localhost")));
        Assert.False(new CidrMatcher([all]).Matches(Value.FromLong(1)));
    }

    [Fact]
    public void EqualMatchersHaveEqualKeysAndOthersHaveNot()
    {
        Assert.Equal(new EqualsMatcher(Value.FromLong(1)).Key, new EqualsMatcher(Value.FromDouble(1)).Key);
        Assert.NotEqual(new EqualsMatcher(Value.FromLong(1)).Key, new EqualsMatcher(Value.FromText("1")).Key);
        Assert.NotEqual(
            new EqualsMatcher(Value.FromText("a")).Key,
            new EqualsMatcher(Value.FromText("a"), ignoreCase: true).Key
        );
        Assert.Equal(
            new InMatcher([Value.FromText("A"), Value.FromText("b")], ignoreCase: true).Key,
            new InMatcher([Value.FromText("B"), Value.FromText("a"), Value.FromText("A")], ignoreCase: true).Key
        );
        Assert.NotEqual(
            new InMatcher([Value.FromText("a\", \"b")], ignoreCase: false).Key,
            new InMatcher([Value.FromText("a"), Value.FromText("b")], ignoreCase: false).Key
        );
        Assert.Equal(Like("a**b").Key, Like("a*b").Key);
        Assert.NotEqual(
            new AffixMatcher(AffixKind.Contains, "A", ignoreCase: false).Key,
            new AffixMatcher(AffixKind.Contains, "a", ignoreCase: true).Key
        );
    }

    private static WildcardMatcher Like(string pattern) =>
        new(WildcardPattern.Parse(pattern, WildcardDialect.Eql), ignoreCase: false);

    private static Value Ip(string text) => Value.FromIp(IPAddress.Parse(text).MapToIPv6().GetAddressBytes());
}
