using Tocsin.Core.Languages.Esql;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>Calls with options, and calls that read a field which they do not name.</summary>
public sealed class EsqlCallTests
{
    private const string Types = "@timestamp date\naddress keyword\nother long";

    private static readonly string[] Events =
    [
        """{"@timestamp":"2024-05-01T09:20:00Z","address":"010.0.0.1","other":1}""",
        """{"@timestamp":"2024-05-01T09:40:00Z","address":"10.0.0.9","other":2}""",
    ];

    [Theory]
    [InlineData("ROW x = TO_IP(\"010.0.0.012\", {\"leading_zeros\": \"octal\"})", "8.0.0.10")]
    [InlineData("ROW x = TO_IP(\"010.0.0.012\", {\"leading_zeros\": \"decimal\"})", "10.0.0.12")]
    [InlineData("ROW x = TO_IP(\"10.0.0.12\", {\"leading_zeros\": \"reject\"})", "10.0.0.12")]
    [InlineData("ROW x = TO_IP(\"10.0.0.12\", {})", "10.0.0.12")]
    [InlineData("ROW x = TO_IP(\"010.0.0.012\")", "null")]
    public void LeadingZerosMeanWhatTheOptionSays(string query, string expected) =>
        Assert.Equal(expected, EsqlHarness.Row(query));

    [Fact]
    public void OptionsHoldForFieldsToo() =>
        Assert.Equal(
            ["8.0.0.1", "10.0.0.9"],
            new EsqlHarness(Types, Events).Rows(
                "FROM test | EVAL x = TO_IP(address, {\"leading_zeros\": \"octal\"}) | SORT other | KEEP x"
            )
        );

    [Theory]
    [InlineData("ROW x = TO_IP(\"1.1.1.1\", {\"leading_zeros\": \"hex\"})", "TOC2305", 26)]
    [InlineData("ROW x = TO_IP(\"1.1.1.1\", {\"zeros\": \"octal\"})", "TOC2305", 26)]
    [InlineData("ROW x = ABS(1, {\"a\": 1})", "TOC2305", 16)]
    [InlineData("FROM test | EVAL x = TBUCKET()", "TOC2305", 22)]
    [InlineData("FROM test | EVAL x = TBUCKET(1 hour, other)", "TOC2305", 22)]
    [InlineData("FROM test | STATS c = COUNT(*) BY other | EVAL x = TBUCKET(1 hour)", "TOC2301", 52)]
    public void WrongOptionsAndCountsAreErrorsAtTheirPlace(string query, string code, int column)
    {
        new EsqlHarness(Types, [], isStrict: true).Compile(query, EsqlOptions.ForQuery, out var diagnostics);
        var first = diagnostics.First(d => d.IsError);
        Assert.Equal((code, column), (first.Descriptor.Code, first.Position.Column));
    }

    [Fact]
    public void TheMessageDoesNotCountTheFieldThatNobodyWrote()
    {
        new EsqlHarness(Types, []).Compile("FROM test | EVAL x = TBUCKET()", EsqlOptions.ForQuery, out var diagnostics);
        Assert.Contains("`TBUCKET` takes 1 argument, found 0", diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void TimeBucketsReadTheEventTime() =>
        Assert.Equal(
            ["1 | 2024-05-01T09:00:00.000Z", "1 | 2024-05-01T09:30:00.000Z"],
            new EsqlHarness(Types, Events).Rows("FROM test | STATS c = COUNT(*) BY b = TBUCKET(30 minutes) | SORT b")
        );
}
