using System.Globalization;
using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <content>Processing commands (specification, section 8).</content>
internal sealed partial class EsqlParser
{
    private int _forkDepth;

    /// <summary>Reads a command up to its end; one with an error is not looked at any further.</summary>
    private CommandSyntax ParseCommandOrBroken(bool insideFork)
    {
        var start = _current.Span.Start;
        var word = _current;
        var command = ParseCommand();
        var isEnd =
            _current.Kind is EsqlTokenKind.Pipe or EsqlTokenKind.End
            || (insideFork && _current.Kind == EsqlTokenKind.CloseParenthesis);
        if (!_isLost && !isEnd)
            FailExpected("`|` or the end of the query");
        if (command is not null && !_isLost)
            return command;
        var keepsColumns = word.IsWord("WHERE") || word.IsWord("SORT") || word.IsWord("LIMIT") || word.IsWord("SAMPLE");
        return new BrokenSyntax(!keepsColumns, SpanFrom(start));
    }

    private CommandSyntax? ParseCommand()
    {
        var start = _current.Span.Start;
        if (_current.Kind != EsqlTokenKind.Identifier)
        {
            FailExpected("a command");
            return null;
        }

        var word = _current;
        Advance();
        switch (word.Text.ToUpperInvariant())
        {
            case "WHERE":
                return new WhereSyntax(ParseExpression(), SpanFrom(start));
            case "EVAL":
                return new EvalSyntax(ParseFields(allowFilter: false), SpanFrom(start));
            case "STATS":
                return ParseStats(start, isInline: false);
            case "INLINE":
                return ExpectWord("STATS") ? ParseStats(start, isInline: true) : null;
            case "INLINESTATS":
                return ParseStats(start, isInline: true);
            case "KEEP":
                return new KeepSyntax(ParseNamePatterns(), SpanFrom(start));
            case "DROP":
                return new DropSyntax(ParseNamePatterns(), SpanFrom(start));
            case "RENAME":
                return ParseRename(start);
            case "SORT":
                return ParseSort(start);
            case "LIMIT":
                return ParseLimit(start);
            case "MV_EXPAND":
                return ParseQualifiedName("a column") is { } expanded
                    ? new MvExpandSyntax(expanded, SpanFrom(start))
                    : null;
            case "DISSECT":
                return ParseDissect(start);
            case "GROK":
                return ParseGrok(start);
            case "ENRICH":
                return ParseEnrich(start);
            case "LOOKUP":
                return ParseLookupJoin(start);
            case "LEFT":
                return ExpectWord("LOOKUP") ? ParseLookupJoin(start) : null;
            case "FORK":
                return ParseFork(start);
            case "SAMPLE":
                return ParseSample(start);
            case "COMPLETION":
                return ParseCompletion(start);
            default:
                FailUnknownCommand(word);
                return null;
        }
    }

    private void FailUnknownCommand(EsqlToken word)
    {
        if (EsqlKeywords.UnsupportedCommands.Contains(word.Text))
        {
            Fail(EsqlDiagnostics.NotSupported, word.Span, null, $"the command `{word.Text.ToUpperInvariant()}`");
            return;
        }

        var nearest = NearestName.Find(word.Text, EsqlKeywords.Commands);
        Fail(
            EsqlDiagnostics.UnknownCommand,
            word.Span,
            nearest is null ? null : $"did you mean `{nearest}`?",
            word.Text
        );
    }

    private List<FieldSyntax> ParseFields(bool allowFilter)
    {
        var fields = new List<FieldSyntax>();
        do
        {
            fields.Add(ParseField(allowFilter));
        } while (Take(EsqlTokenKind.Comma));
        return fields;
    }

    private FieldSyntax ParseField(bool allowFilter)
    {
        var start = _current.Span.Start;
        var expression = ParseExpression();
        NameSyntax? name = null;
        if (_current.Kind == EsqlTokenKind.Assign && expression is NameSyntax target)
        {
            name = target;
            Advance();
            expression = ParseExpression();
        }

        var filter = allowFilter && TakeWord("WHERE") ? ParseExpression() : null;
        return new(name, expression, filter, SpanFrom(start));
    }

    private StatsSyntax ParseStats(int start, bool isInline)
    {
        var aggregates = _current.IsWord("BY") ? [] : ParseFields(allowFilter: true);
        var keys = TakeWord("BY") ? ParseFields(allowFilter: false) : [];
        return new(isInline, aggregates, keys, SpanFrom(start));
    }

    private List<NamePatternSyntax> ParseNamePatterns()
    {
        var patterns = new List<NamePatternSyntax>();
        do
        {
            RereadAsNamePattern();
            if (ParseNamePattern() is { } pattern)
                patterns.Add(pattern);
        } while (Take(EsqlTokenKind.Comma));
        return patterns;
    }

    private NamePatternSyntax? ParseNamePattern()
    {
        var start = _current.Span.Start;
        var parts = new List<string>();
        var part = new StringBuilder();
        while (true)
        {
            if (_current.Kind != EsqlTokenKind.NamePattern)
            {
                FailExpected("a column name or pattern");
                return null;
            }

            AppendPattern(_current.Text, parts, part);
            Advance();
            if (_current.Kind != EsqlTokenKind.Dot)
                break;
            part.Append('.');
            Advance();
            RereadAsNamePattern();
        }

        parts.Add(part.ToString());
        var span = SpanFrom(start);
        return new(_source.Slice(span), parts, span);
    }

    /// <summary>Splits a pattern at the stars that stand outside of backticks.</summary>
    private static void AppendPattern(string text, List<string> parts, StringBuilder part)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '`' && isQuoted && i + 1 < text.Length && text[i + 1] == '`')
            {
                part.Append('`');
                i++;
            }
            else if (c == '`')
            {
                isQuoted = !isQuoted;
            }
            else if (c == '*' && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }
    }

    private RenameSyntax ParseRename(int start)
    {
        var items = new List<RenameItemSyntax>();
        do
        {
            var first = ParseQualifiedName("a column");
            var isReversed = _current.Kind == EsqlTokenKind.Assign;
            if (isReversed)
                Advance();
            else
                ExpectWord("AS");
            var second = ParseQualifiedName("a column");
            if (first is not null && second is not null)
                items.Add(isReversed ? new(second, first) : new(first, second));
        } while (Take(EsqlTokenKind.Comma));
        return new(items, SpanFrom(start));
    }

    private SortSyntax ParseSort(int start)
    {
        var keys = new List<SortKeySyntax>();
        do
        {
            var expression = ParseExpression();
            var isDescending = TakeWord("DESC");
            if (!isDescending)
                TakeWord("ASC");
            var nullsFirst = isDescending;
            if (TakeWord("NULLS"))
            {
                nullsFirst = TakeWord("FIRST");
                if (!nullsFirst)
                    ExpectWord("LAST");
            }

            keys.Add(new(expression, isDescending, nullsFirst));
        } while (Take(EsqlTokenKind.Comma));
        return new(keys, SpanFrom(start));
    }

    private LimitSyntax? ParseLimit(int start)
    {
        var number = _current;
        if (!Expect(EsqlTokenKind.Integer, "a number of rows"))
            return null;
        if (!int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            Fail(EsqlDiagnostics.BadLiteral, number.Span, null, "the number of rows is too large");
            return null;
        }

        if (_current.IsWord("BY"))
            Fail(EsqlDiagnostics.NotSupported, _current.Span, null, "`LIMIT … BY`");
        return new(count, SpanFrom(start));
    }

    private LiteralSyntax? ParseString(string what)
    {
        if (_current.Kind == EsqlTokenKind.String)
            return ParseLiteral(what);
        FailExpected(what);
        return null;
    }

    private DissectSyntax? ParseDissect(int start)
    {
        var input = ParseCast(ParsePrimary(), 0);
        var pattern = ParseString("a pattern in double quotes");
        LiteralSyntax? separator = null;
        if (_current.Kind == EsqlTokenKind.Identifier && !_isLost)
        {
            ExpectWord("APPEND_SEPARATOR");
            Expect(EsqlTokenKind.Assign, "`=`");
            separator = ParseString("a separator in double quotes");
        }

        return pattern is null ? null : new(input, pattern, separator, SpanFrom(start));
    }

    private GrokSyntax? ParseGrok(int start)
    {
        var input = ParseCast(ParsePrimary(), 0);
        var patterns = new List<LiteralSyntax>();
        do
        {
            if (ParseString("a pattern in double quotes") is { } pattern)
                patterns.Add(pattern);
        } while (Take(EsqlTokenKind.Comma));
        return patterns.Count == 0 ? null : new(input, patterns, SpanFrom(start));
    }

    private EnrichSyntax? ParseEnrich(int start)
    {
        RereadAsSource();
        var policyStart = _current.Span.Start;
        if (ParseSourceName() is not { } policy)
            return null;
        var policySpan = SpanFrom(policyStart);
        NameSyntax? on = TakeWord("ON") ? ParseQualifiedName("a column") : null;
        var fields = new List<FieldSyntax>();
        if (TakeWord("WITH"))
        {
            do
            {
                var fieldStart = _current.Span.Start;
                var first = ParseQualifiedName("a field of the table");
                var second = Take(EsqlTokenKind.Assign) ? ParseQualifiedName("a field of the table") : null;
                if (first is not null)
                    fields.Add(new(first, second ?? first, null, SpanFrom(fieldStart)));
            } while (Take(EsqlTokenKind.Comma));
        }

        return new(policy, policySpan, on, fields, SpanFrom(start));
    }

    private LookupJoinSyntax? ParseLookupJoin(int start)
    {
        if (!ExpectWord("JOIN"))
            return null;
        RereadAsSource();
        var indexStart = _current.Span.Start;
        if (ParseSourceName() is not { } index)
            return null;
        var indexSpan = SpanFrom(indexStart);
        ExpectWord("ON");
        var on = new List<ExpressionSyntax>();
        do
        {
            on.Add(ParseExpression());
        } while (Take(EsqlTokenKind.Comma));
        return new(index, indexSpan, on, SpanFrom(start));
    }

    private ForkSyntax? ParseFork(int start)
    {
        if (_forkDepth > 0)
        {
            Fail(EsqlDiagnostics.NotSupported, _current.Span, null, "a `FORK` inside another");
            return null;
        }

        _forkDepth++;
        var branches = new List<IReadOnlyList<CommandSyntax>>();
        do
        {
            if (!Expect(EsqlTokenKind.OpenParenthesis, "`(`"))
                break;
            var commands = new List<CommandSyntax>();
            do
            {
                if (commands.Count > 0 || _current.Kind == EsqlTokenKind.Pipe)
                    Advance();
                commands.Add(ParseCommandOrBroken(insideFork: true));
            } while (FindPipe(insideFork: true));
            Expect(EsqlTokenKind.CloseParenthesis, "`)`");
            branches.Add(commands);
        } while (_current.Kind == EsqlTokenKind.OpenParenthesis);
        _forkDepth--;
        return new(branches, SpanFrom(start));
    }

    private SampleSyntax? ParseSample(int start)
    {
        var literal = ParseLiteral("a probability");
        if (literal is null)
            return null;
        var probability = literal.Value.IsNumber ? literal.Value.ToDouble() : double.NaN;
        if (!(probability > 0 && probability < 1))
        {
            const string Problem = "the probability of `SAMPLE` lies between 0 and 1, both excluded";
            Fail(EsqlDiagnostics.BadLiteral, literal.Span, null, Problem);
            return null;
        }

        return new(probability, SpanFrom(start));
    }

    private CompletionSyntax ParseCompletion(int start)
    {
        var prompt = ParseExpression();
        NameSyntax? target = null;
        if (_current.Kind == EsqlTokenKind.Assign && prompt is NameSyntax name)
        {
            target = name;
            Advance();
            prompt = ParseExpression();
        }

        MapSyntax? options = null;
        if (TakeWord("WITH"))
        {
            if (_current.Kind == EsqlTokenKind.OpenBrace)
                options = ParseMap();
            else
                ParseQualifiedName("the options of the command");
        }

        return new(target, prompt, options, SpanFrom(start));
    }
}
