using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages;

/// <summary>Cuts a query into parts to be shown in colours; wrong queries too.</summary>
internal static class QueryTokens
{
    /// <summary>Words of ES|QL that are no names in the places where queries have them.</summary>
    private static readonly HashSet<string> EsqlWords = EsqlKeywords
        .Commands.SelectMany(c => c.Split(' '))
        .Concat([
            "AND",
            "AS",
            "ASC",
            "BY",
            "DESC",
            "FALSE",
            "FIRST",
            "FROM",
            "IN",
            "IS",
            "LAST",
            "LIKE",
            "METADATA",
            "NOT",
            "NULL",
            "NULLS",
            "ON",
            "OR",
            "RLIKE",
            "ROW",
            "SHOW",
            "TRUE",
            "WITH",
        ])
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The parts in the order of the text; what is between them is plain.</summary>
    public static List<QueryToken> Read(SourceText query, RuleLanguage language) =>
        language switch
        {
            RuleLanguage.Eql => ReadEql(query),
            RuleLanguage.Esql => ReadEsql(query),
            _ => ReadKql(query.Text),
        };

    private static List<QueryToken> ReadEql(SourceText query)
    {
        var result = new List<QueryToken>();
        var end = 0;
        var tokens = EqlLexer.Read(query, new());
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            AddComment(result, query.Text, end, token.Span.Start);
            end = Math.Max(end, token.Span.End);
            var isCall = i + 1 < tokens.Count && tokens[i + 1].Kind == EqlTokenKind.OpenParenthesis;
            QueryTokenKind? kind = token.Kind switch
            {
                EqlTokenKind.String => QueryTokenKind.String,
                EqlTokenKind.Integer or EqlTokenKind.Decimal => QueryTokenKind.Number,
                EqlTokenKind.Name when isCall => QueryTokenKind.Function,
                _ when token.IsKeyword => QueryTokenKind.Keyword,
                _ => null,
            };
            if (kind is { } known)
                result.Add(new(known, token.Span));
        }

        return result;
    }

    private static List<QueryToken> ReadEsql(SourceText query)
    {
        var result = new List<QueryToken>();
        var lexer = new EsqlLexer(query);
        var end = 0;
        var token = lexer.Read(0);
        while (token.Kind != EsqlTokenKind.End)
        {
            AddComment(result, query.Text, end, token.Span.Start);
            // A token that is none may be empty or reach back: go on all the same.
            end = Math.Max(end + 1, token.Span.End);
            var next = lexer.Read(end);
            QueryTokenKind? kind = token.Kind switch
            {
                EsqlTokenKind.String => QueryTokenKind.String,
                EsqlTokenKind.Integer or EsqlTokenKind.Decimal => QueryTokenKind.Number,
                EsqlTokenKind.Identifier when EsqlWords.Contains(token.Text) => QueryTokenKind.Keyword,
                EsqlTokenKind.Identifier when next.Kind == EsqlTokenKind.OpenParenthesis => QueryTokenKind.Function,
                _ => null,
            };
            if (kind is { } known)
                result.Add(new(known, token.Span));
            token = next;
        }

        AddComment(result, query.Text, end, query.Text.Length);
        return result;
    }

    /// <summary>KQL has no tokens: quoted texts and the operator words are told by their characters.</summary>
    private static List<QueryToken> ReadKql(string text)
    {
        var result = new List<QueryToken>();
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            if (text[at] == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    if (text[at] == '\\')
                        at++;
                }

                at = Math.Min(at + 1, text.Length);
                result.Add(new(QueryTokenKind.String, TextSpan.FromBounds(start, at)));
            }
            else if (KqlScanner.IsSpace(text[at]) || "():<>{}".Contains(text[at], StringComparison.Ordinal))
            {
                at++;
            }
            else
            {
                while (
                    at < text.Length
                    && !KqlScanner.IsSpace(text[at])
                    && !"():<>{}\"".Contains(text[at], StringComparison.Ordinal)
                )
                    at += text[at] == '\\' ? 2 : 1;
                at = Math.Min(at, text.Length);
                if (KindOfWord(text.AsSpan(start, at - start)) is { } kind)
                    result.Add(new(kind, TextSpan.FromBounds(start, at)));
            }
        }

        return result;
    }

    private static QueryTokenKind? KindOfWord(ReadOnlySpan<char> word)
    {
        foreach (var name in (ReadOnlySpan<string>)["and", "or", "not", "true", "false"])
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
                return QueryTokenKind.Keyword;
        }

        return double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? QueryTokenKind.Number
            : null;
    }

    /// <summary>What stands between two tokens and is not blank is a comment.</summary>
    private static void AddComment(List<QueryToken> result, string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (end > start && text.AsSpan(start, end - start) is ['/', '/' or '*', ..])
            result.Add(new(QueryTokenKind.Comment, TextSpan.FromBounds(start, end)));
    }
}
