using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>
/// Reads Lucene's query strings, the language of <c>QSTR</c> (specification 13.8), with Elasticsearch's additions: fields, words, phrases,
/// wildcards, regular expressions, fuzzy words, ranges, <c>_exists_</c>, groups and logic. Boosts change scores only and are read over.
/// </summary>
/// <remarks>
/// Words side by side without a field or operator are one text: analysed text matches with any of its words, a keyword only with the whole.
/// A word without a field is looked for in all fields of the document, which reads all of it. As there, multi-fields such as
/// <c>process.name.text</c> are not among them, since no document has them.
/// </remarks>
internal sealed class QueryStringParser
{
    private const int DepthMax = 100;
    private const string ExistsField = "_exists_";

    private readonly SourceText _text;
    private readonly EsqlBinder _binder;
    private readonly TextSpan _span;
    private readonly QueryStringOptions _options;
    private readonly List<QueryStringToken> _tokens;
    private int _next;
    private int _depth;
    private bool _failed;

    /// <param name="text">The query string.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="binder">The query around it.</param>
    /// <param name="span">The call, in the query around it.</param>
    public QueryStringParser(SourceText text, QueryStringOptions options, EsqlBinder binder, TextSpan span)
    {
        _text = text;
        _options = options;
        _binder = binder;
        _span = span;
        _tokens = new QueryStringLexer(text.Text, Fail).Read();
    }

    private QueryStringToken Current => _tokens[_next];

    /// <summary>The condition; null, with a report, where the text is wrong.</summary>
    public BoundExpression? Parse()
    {
        if (_failed)
            return null;
        // Nothing to look for finds nothing.
        var condition = Current.Kind == QueryStringTokenKind.End ? null : ParseQuery(_options.DefaultField);
        if (!_failed && Current.Kind != QueryStringTokenKind.End)
            FailUnexpected();
        return _failed ? null : condition ?? BoundLiteral.FromTruth(Truth.False, _span);
    }

    /// <param name="field">The field of words that name none; may be a pattern.</param>
    private BoundExpression? ParseQuery(string field)
    {
        var clauses = new QueryStringClauses(_options.MatchesAll, _span);
        var isFirst = true;
        while (!_failed && Current.Kind is not (QueryStringTokenKind.End or QueryStringTokenKind.CloseParenthesis))
        {
            if (ReadSeveralWords() is { } words)
            {
                clauses.Add(Word(field, words, _tokens[_next - 1]), null, null);
                isFirst = false;
                continue;
            }

            QueryStringTokenKind? conjunction = isFirst
                ? null
                : Take(QueryStringTokenKind.And, QueryStringTokenKind.Or);
            var modifier = Take(QueryStringTokenKind.Plus, QueryStringTokenKind.Minus, QueryStringTokenKind.Not);
            clauses.Add(ParseClause(field), conjunction, modifier);
            isFirst = false;
        }

        if (isFirst && !_failed)
            FailUnexpected();
        return clauses.Build();
    }

    /// <summary>Two or more words without anything between or around them that concerns one of them.</summary>
    private string? ReadSeveralWords()
    {
        var count = 0;
        while (
            _tokens[_next + count].Kind == QueryStringTokenKind.Term
            && _tokens[_next + count + 1].Kind
                is not (
                    QueryStringTokenKind.Colon
                    or QueryStringTokenKind.Star
                    or QueryStringTokenKind.Tilde
                    or QueryStringTokenKind.Boost
                    or QueryStringTokenKind.And
                    or QueryStringTokenKind.Or
                )
        )
            count++;
        if (count < 2)
            return null;
        var words = _tokens.Skip(_next).Take(count).Select(t => QueryStringText.Unescape(t.Text));
        _next += count;
        return string.Join(' ', words);
    }

    private BoundExpression? ParseClause(string field)
    {
        var named = Current;
        if (
            named.Kind is QueryStringTokenKind.Term or QueryStringTokenKind.Star
            && _tokens[_next + 1].Kind == QueryStringTokenKind.Colon
        )
        {
            field = QueryStringText.Unescape(named.Text);
            _next += 2;
        }

        if (Current.Kind != QueryStringTokenKind.OpenParenthesis)
            return ParseTerm(field);
        if (++_depth > DepthMax)
        {
            Fail(Current.Span, "the query is nested too deeply");
            return null;
        }

        _next++;
        var inner = ParseQuery(field);
        if (!_failed && Take(QueryStringTokenKind.CloseParenthesis) is null)
            FailUnexpected();
        Take(QueryStringTokenKind.Boost);
        _depth--;
        return inner;
    }

    private BoundExpression? ParseTerm(string field)
    {
        var token = Current;
        if (
            token.Kind
            is not (
                QueryStringTokenKind.Term
                or QueryStringTokenKind.LoneOperator
                or QueryStringTokenKind.Star
                or QueryStringTokenKind.Wildcard
                or QueryStringTokenKind.Regex
                or QueryStringTokenKind.Quoted
                or QueryStringTokenKind.Range
            )
        )
        {
            FailUnexpected();
            return null;
        }

        _next++;
        Take(QueryStringTokenKind.Boost);
        var tilde = Current;
        var hasTilde = Take(QueryStringTokenKind.Tilde) is not null;
        Take(QueryStringTokenKind.Boost);
        if (field == ExistsField)
            return Exists(QueryStringText.Unescape(token.Text), token.Span);
        switch (token.Kind)
        {
            case QueryStringTokenKind.Star:
                return field == "*" ? BoundLiteral.FromTruth(Truth.True, _span) : Exists(field, token.Span);
            case QueryStringTokenKind.Wildcard:
                var pattern = QueryStringText.ToLikePattern(token.Text);
                return On(field, token.Span, f => One(QueryStringValues.Wildcard(f, pattern)));
            case QueryStringTokenKind.Regex:
                return Regex(field, token);
            case QueryStringTokenKind.Quoted:
                var phrase = QueryStringText.Unescape(token.Text);
                var slop = tilde.Text.Length > 0 && hasTilde ? Number(tilde) : _options.PhraseSlop;
                return On(field, token.Span, f => One(QueryStringValues.Phrase(f, phrase, slop)));
            case QueryStringTokenKind.Range:
                return Range(field, token.Range!, token.Span);
            default:
                var word = QueryStringText.Unescape(token.Text);
                if (!hasTilde)
                    return Word(field, word, token);
                var edits = tilde.Text.Length > 0 ? Number(tilde) : _options.Fuzziness;
                if (edits <= 2)
                    return On(field, token.Span, f => One(QueryStringValues.Fuzzy(f, word, edits, _options)));
                Fail(tilde.Span, "a word can be 0, 1 or 2 edits away");
                return null;
        }
    }

    private BoundExpression? Word(string field, string text, QueryStringToken token)
    {
        // Elasticsearch's short ranges. An escaped sign is a character.
        if (text.Length > 1 && text[0] is '<' or '>' && token.Text.StartsWith(text[0]))
        {
            var bound = text[1] == '=' ? text[2..] : text[1..];
            var range =
                text[0] == '<'
                    ? new QueryStringRange(null, true, bound, text[1] == '=')
                    : new QueryStringRange(bound, text[1] == '=', null, true);
            if (bound.Length > 0)
                return Range(field, range, token.Span);
        }

        // Analysis may leave no word: then there is no clause.
        if (
            !field.Contains('*', StringComparison.Ordinal)
            && _binder.Schema!.Resolve(field)?.Type == DataType.Text
            && new WordsMatcher(WordsMode.Any, text, WordBreaks.Standard).Words.Count == 0
        )
            return null;
        return On(field, token.Span, f => One(QueryStringValues.Word(f, text, _options)));
    }

    private BoundExpression? Range(string field, QueryStringRange range, TextSpan span)
    {
        if (range is { Low: null, High: null })
            return Exists(field, span);
        // Two instants that move with the clock make two tests, and a walk over all fields has room for one.
        if (field.Contains('*', StringComparison.Ordinal) && range.High is not null && UsesNow(range))
        {
            Fail(span, "a range relative to now over several fields is not supported");
            return null;
        }

        return On(field, span, f => QueryStringValues.Range(f, range));
    }

    private static bool UsesNow(QueryStringRange range) =>
        range.Low is { } low
        && (
            (DateMath.TryParse(low, out var from) && from.UsesNow)
            || (DateMath.TryParse(range.High!, out var to) && to.UsesNow)
        );

    private BoundExpression? Regex(string field, QueryStringToken token)
    {
        // A slash is quoted for the sake of the query string, everything else for that of the expression.
        var pattern = token.Text.Replace("\\/", "/", StringComparison.Ordinal);
        var regex = LuceneRegex.Parse(pattern, LuceneDialect.Rlike, ignoreCase: false, out var error);
        if (regex is not null)
            return On(field, token.Span, f => One(QueryStringValues.Regex(f, regex)));
        Fail(token.Span, error!.Message);
        return null;
    }

    private BoundExpression? Exists(string field, TextSpan span)
    {
        var any = new QueryStringFieldTests(_ => [new ValueTest(AnyMatcher.Instance)]);
        if (field.Contains('*', StringComparison.Ordinal))
            return AnyField(field, any);
        var schema = _binder.Schema!;
        var below = field + ".";
        if (
            schema.Resolve(field) is not { IsLeaf: true }
            && schema.KnownNames.Any(n => n.StartsWith(below, StringComparison.Ordinal))
        )
            return AnyField(below + "*", any);
        return On(field, span, _ => [new ValueTest(AnyMatcher.Instance)]);
    }

    /// <summary>The condition that a value of the field, or of one that fits the pattern, passes.</summary>
    private BoundExpression? On(string field, TextSpan span, Func<FieldInfo, IReadOnlyList<ValueTest>?> create)
    {
        if (_failed)
            return null;
        if (field.Contains('*', StringComparison.Ordinal))
            return AnyField(field, new QueryStringFieldTests(create));
        var known = _binder.Schema!.Resolve(field) ?? new FieldInfo(field, DataType.Dynamic);
        if (known.Type == DataType.Unsupported)
        {
            Fail(span, $"`{field}` has no type that can be asked");
            return null;
        }

        if (create(known) is { } tests)
        {
            var bound = new BoundField(known, _binder.Fields.GetOrAdd(field), asDocValues: false, _span);
            return tests.Count == 1
                ? tests[0].On(bound, _span)
                : new BoundAnd([.. tests.Select(t => t.On(bound, _span))], _span);
        }

        if (!_options.IsLenient)
        {
            Fail(span, $"`{field}` is of type {known.Type.ToName()}, which cannot be asked for this");
            return null;
        }

        return BoundLiteral.FromTruth(Truth.False, _span);
    }

    private BoundAnyField AnyField(string names, QueryStringFieldTests tests)
    {
        var pattern = names == "*" ? null : WildcardPattern.Parse(names, WildcardDialect.Kql);
        return new(_binder.Schema!, "", pattern, tests, _span);
    }

    private static IReadOnlyList<ValueTest>? One(ValueTest? test) => test is null ? null : [test];

    private static int Number(QueryStringToken tilde) =>
        (int)Math.Min(double.Parse(tilde.Text, CultureInfo.InvariantCulture), int.MaxValue);

    private QueryStringTokenKind? Take(params ReadOnlySpan<QueryStringTokenKind> kinds)
    {
        var kind = Current.Kind;
        if (!kinds.Contains(kind))
            return null;
        _next++;
        return kind;
    }

    private void FailUnexpected()
    {
        var found = Current.Kind == QueryStringTokenKind.End ? "the end" : $"`{_text.Slice(Current.Span)}`";
        Fail(Current.Span, $"expected a word, a phrase, a range or a group, found {found}");
    }

    private void Fail(TextSpan span, string message)
    {
        if (_failed)
            return;
        _failed = true;
        var start = Math.Min(span.Start, _text.Text.Length);
        _binder.Diagnostics.Add(
            new(EsqlDiagnostics.BadPattern, _text, new(start, Math.Max(1, span.Length)), [message])
        );
    }
}
