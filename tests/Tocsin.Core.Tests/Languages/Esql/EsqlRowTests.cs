namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>Expressions and commands over one row, where the conformance cases leave something open.</summary>
public sealed class EsqlRowTests
{
    [Theory]
    [InlineData("ROW x = NOT true AND false", "false")]
    [InlineData("ROW x = 1 + 2 * 3 % 2", "1")]
    [InlineData("ROW x = -1::string", "-1")]
    [InlineData("ROW x = - 9223372036854775808", "-9223372036854775808")]
    [InlineData("ROW x = 2 - -1", "3")]
    [InlineData("ROW x = 1. + .5", "1.5")]
    [InlineData("ROW x = \"\"\"a\"\"\"\"", "a\"")]
    [InlineData("ROW x = \"\"\"a\"\"\"\"\"", "a\"\"")]
    [InlineData("ROW x = 1 /* a | b */ + 1 // c", "2")]
    [InlineData("ROW a = 1 | EVAL x = a . b | KEEP x", null)]
    [InlineData("ROW `a``b` = 1 | EVAL x = `a``b` | KEEP x", "1")]
    [InlineData("ROW first = 1, last = 2 | EVAL x = first + last | KEEP x", "3")]
    [InlineData("ROW x = MATCH_ME(1)", null)]
    [InlineData("SET unmapped_fields = \"nullify\"; ROW x = 1", "1")]
    [InlineData("ROW a = 1 | DROP a | EVAL x = 2", "2")]
    [InlineData("ROW a = 1, b = 2 | RENAME c = a | KEEP c", "1")]
    [InlineData("ROW a = [3, 1, 2] | MV_EXPAND a | SORT a DESC | LIMIT 1", "3")]
    [InlineData("ROW a = [3, 1, 2] | STATS x = SUM(a), y = COUNT(*) | EVAL z = x / y | KEEP z", "6")]
    [InlineData("ROW a = \"x\" | STATS c = COUNT(*) BY a | STATS d = SUM(c) | KEEP d", "1")]
    [InlineData("ROW a = [1, 2, 2] | STATS x = COUNT_DISTINCT(a) WHERE a IS NOT NULL", "2")]
    [InlineData("ROW a = null | STATS x = MAX(a), y = COUNT(a)", "null | 0")]
    [InlineData("ROW a = [1, 2] | INLINE STATS s = SUM(a) BY a | KEEP s", "[3, 3]")]
    [InlineData("ROW a = 1 | COMPLETION \"hi\" WITH {\"inference_id\": \"m\"} | KEEP completion", "null")]
    [InlineData("ROW a = 5 | FORK (EVAL b = a) (WHERE a > 9) | KEEP b, _fork", "5 | fork1")]
    public void ExpressionHasItsValue(string query, string? expected)
    {
        if (expected is null)
        {
            Assert.Null(new EsqlHarness("", []).Compile(query, Core.Languages.Esql.EsqlOptions.ForQuery, out _));
            return;
        }

        Assert.Equal(expected, EsqlHarness.Row(query));
    }

    [Fact]
    public void ShowInfoTellsTheVersion()
    {
        var options = Core.Languages.Esql.EsqlOptions.ForQuery with { VersionText = "9.9" };
        var result = new EsqlHarness("", []).Run("SHOW INFO | KEEP version, date", options);
        Assert.Equal("version date", EsqlHarness.Names(result.Table!));
        Assert.StartsWith("9.9 | ", EsqlHarness.Print(result.Table!)[0], StringComparison.Ordinal);
    }
}
