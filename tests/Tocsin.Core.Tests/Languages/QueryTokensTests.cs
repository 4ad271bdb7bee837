using Tocsin.Core.Languages;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Languages;

public sealed class QueryTokensTests
{
    [Theory]
    [InlineData("eql", "process where length(a) > 5 // x\n and b : \"c\"", "k where|f length|n 5|c // x|k and|s \"c\"")]
    [InlineData(
        "esql",
        "FROM a-* | WHERE len(x) == 1.5 /* y */ AND z LIKE \"q\"",
        "k FROM|k WHERE|f len|n 1.5|c /* y */|k AND|k LIKE|s \"q\""
    )]
    [InlineData("kuery", "a: \"b \\\" or c\" and not (d:e or f >= 3)", "s \"b \\\" or c\"|k and|k not|k or|n 3")]
    public void AQueryIsCutIntoParts(string language, string query, string expected)
    {
        var source = SourceText.From(query, "query");
        var parts = QueryTokens
            .Read(source, RuleNames.Languages[language])
            .Select(t => $"{char.ToLowerInvariant(t.Kind.ToString()[0])} {source.Slice(t.Span)}");

        Assert.Equal(expected, string.Join('|', parts));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("a: \"b\\")]
    [InlineData("/* never closed")]
    [InlineData("\u0001 ` ! ?? \ud800")]
    [InlineData("a\\")]
    [InlineData("")]
    public void WrongQueriesAreCutToo(string query)
    {
        foreach (var language in RuleNames.Languages.Values)
        {
            var end = 0;
            foreach (var token in QueryTokens.Read(SourceText.From(query, "query"), language))
            {
                Assert.InRange(token.Span.Start, end, query.Length);
                end = token.Span.End;
                Assert.InRange(end, token.Span.Start, query.Length);
            }
        }
    }
}
