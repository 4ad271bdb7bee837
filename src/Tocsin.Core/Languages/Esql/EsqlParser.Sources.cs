using Tocsin.Core.Languages.Esql.Syntax;

namespace Tocsin.Core.Languages.Esql;

/// <content>Source commands (specification, section 7).</content>
internal sealed partial class EsqlParser
{
    private SourceSyntax? ParseSource()
    {
        var start = _current.Span.Start;
        if (TakeWord("FROM"))
            return ParseFrom(start);
        if (TakeWord("ROW"))
            return new RowSyntax(ParseFields(allowFilter: false), SpanFrom(start));
        if (TakeWord("SHOW"))
        {
            ExpectWord("INFO");
            return new ShowInfoSyntax(SpanFrom(start));
        }

        if (_current.IsWord("TS") || _current.IsWord("PROMQL") || _current.IsWord("EXPLAIN"))
        {
            var name = _current.Text.ToUpperInvariant();
            Fail(EsqlDiagnostics.NotSupported, _current.Span, "sources are `FROM`, `ROW` and `SHOW INFO`", $"`{name}`");
        }
        else
        {
            FailExpected("`FROM`, `ROW` or `SHOW INFO`");
        }

        return null;
    }

    private FromSyntax ParseFrom(int start)
    {
        var patterns = new List<SourcePatternSyntax>();
        do
        {
            if (ParseSourcePattern() is { } pattern)
                patterns.Add(pattern);
            RereadAsSource();
        } while (Take(EsqlTokenKind.Comma));

        var metadata = new List<NameSyntax>();
        if (IsMetadataWord(_current))
        {
            Advance();
            ParseMetadata(metadata);
        }
        else if (_current.Kind == EsqlTokenKind.OpenBracket)
        {
            // The older spelling.
            Advance();
            ExpectWord("METADATA");
            ParseMetadata(metadata);
            Expect(EsqlTokenKind.CloseBracket, "`]`");
        }

        return new(patterns, metadata, SpanFrom(start));
    }

    private static bool IsMetadataWord(EsqlToken token) =>
        token.Kind == EsqlTokenKind.SourcePattern && token.Text.Equals("METADATA", StringComparison.OrdinalIgnoreCase);

    private void ParseMetadata(List<NameSyntax> metadata)
    {
        do
        {
            if (ParseQualifiedName("the name of a metadata field") is { } name)
                metadata.Add(name);
        } while (Take(EsqlTokenKind.Comma));
    }

    /// <summary><c>pattern</c>, <c>cluster:pattern</c>, <c>pattern::selector</c>, quoted or not.</summary>
    private SourcePatternSyntax? ParseSourcePattern()
    {
        var start = _current.Span.Start;
        RereadAsSource();
        start = _current.Span.Start;
        if (_current.Kind == EsqlTokenKind.OpenParenthesis)
        {
            Fail(EsqlDiagnostics.NotSupported, _current.Span, null, "a subquery after `FROM`");
            return null;
        }

        if (ParseSourceName() is not { } text)
            return null;
        RereadAsSource();
        while (_current.Kind is EsqlTokenKind.Colon or EsqlTokenKind.Cast)
        {
            text += _current.Text;
            Advance();
            RereadAsSource();
            if (ParseSourceName() is not { } more)
                return null;
            text += more;
            RereadAsSource();
        }

        return new(text, SpanFrom(start));
    }

    private string? ParseSourceName()
    {
        if (_current.Kind is not (EsqlTokenKind.SourcePattern or EsqlTokenKind.String) || _current.Text.Length == 0)
        {
            FailExpected("an index pattern");
            return null;
        }

        var text = _current.Text;
        Advance();
        return text;
    }
}
