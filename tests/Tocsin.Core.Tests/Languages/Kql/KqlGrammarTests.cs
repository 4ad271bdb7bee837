using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Languages.Kql;

/// <summary>Holds the parser against the grammar as the specification writes it.</summary>
public sealed class KqlGrammarTests
{
    private static readonly string[] Pieces =
    [
        "a",
        "b*",
        "n",
        ":",
        ":",
        ": ",
        " ",
        " ",
        "  ",
        "\n",
        "\u00A0",
        "(",
        ")",
        "(",
        ")",
        "{",
        "}",
        "\"",
        "\"x y\"",
        "<",
        ">=",
        "<=",
        " and ",
        " or ",
        " AND ",
        "or",
        "and",
        "not",
        "not ",
        " not ",
        "Not (",
        "\\t",
        "\\n",
        "\\:",
        "\\*",
        "\\\"",
        "\\u0041",
        "\\u00",
        "\\and",
        "\\Or",
        "\\not",
        "\\q",
        "a: b",
        "a:(b or c)",
        "x:{ y: z }",
        "null ",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ParserReadsRandomQueriesAsTheGrammarDoes(int seed)
    {
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < 40_000; i++)
        {
            var query = string.Concat(
                Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)])
            );
            var expected = ReferenceGrammar.Parse(query);
            Assert.True(expected == Parse(query), $"query: {query}\ngrammar: {expected}\nparser: {Parse(query)}");
            if (expected is not null)
                accepted++;
        }

        // Enough of them must be queries, or the test says nothing.
        Assert.InRange(accepted, 1000, 40_000);
    }

    private static string? Parse(string query)
    {
        var diagnostics = new DiagnosticBag();
        var tree = KqlParser.Parse(SourceText.From(query, "query"), diagnostics);
        // That `null` is refused is no matter of the grammar.
        var isRefused = diagnostics.ToSortedArray().Any(d => d.IsError && d.Descriptor != KqlDiagnostics.NullValue);
        return isRefused ? null : Print(tree);
    }

    private static string Print(KqlNode node) =>
        node switch
        {
            KqlEverything => "all",
            KqlOr or => $"(or {string.Join(' ', or.Operands.Select(Print))})",
            KqlAnd and => $"(and {string.Join(' ', and.Operands.Select(Print))})",
            KqlNot not => $"(not {Print(not.Operand)})",
            KqlNested nested => $"(nested {Print(nested.Name)} {Print(nested.Condition)})",
            KqlRange range => $"({Print(range.Operator)} {Print(range.Name)} {Print(range.Bound)})",
            KqlMatch { Name: null } bare => $"(bare {Print(bare.Values)})",
            KqlMatch match => $"(is {Print(match.Name)} {Print(match.Values)})",
            KqlValue value => Print(value.Literal),
            _ => "?",
        };

    private static string Print(KqlLiteral literal)
    {
        var text = string.Join('\uE000', literal.Pieces);
        return literal.IsQuoted ? $"\"{text}\"" : $"[{text}]";
    }

    private static string Print(KqlRangeOperator comparison) =>
        comparison switch
        {
            KqlRangeOperator.Less => "<",
            KqlRangeOperator.LessOrEqual => "<=",
            KqlRangeOperator.Greater => ">",
            _ => ">=",
        };
}
