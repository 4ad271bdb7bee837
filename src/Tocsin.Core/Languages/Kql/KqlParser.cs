using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Kql;

/// <summary>Parses a query by the grammar of the KQL specification, section 2.</summary>
/// <remarks>
/// That grammar tries alternatives in order, but an alternative that fails behind its first literal never has a successful
/// sibling, so nothing needs to be read twice. After an error the parser goes on at the next operator or closing bracket.
/// </remarks>
internal sealed class KqlParser
{
    private const int DepthMax = 500;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly KqlScanner _scanner;
    private int _depth;
    private bool _gaveUp;

    private KqlParser(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
        _scanner = new KqlScanner(source, diagnostics);
    }

    /// <summary>The tree of a query; where it is broken, diagnostics say why.</summary>
    public static KqlNode Parse(SourceText source, DiagnosticBag diagnostics) =>
        new KqlParser(source, diagnostics).ParseQuery();

    private KqlNode ParseQuery()
    {
        _scanner.SkipSpace();
        if (_scanner.AtEnd)
            return new KqlEverything(new TextSpan(_scanner.Position, 0));
        var query = ParseOr(isValue: false);
        _scanner.SkipSpace();
        while (!_scanner.AtEnd && !_gaveUp)
        {
            ReportLeftover();
            ReadOn(isValue: false);
            if (_scanner.Current is ')' or '}')
                _scanner.Position++;
            if (_scanner.TryReadOperator("and") || _scanner.TryReadOperator("or"))
                ParseOr(isValue: false);
            _scanner.SkipSpace();
        }

        return query;
    }

    private KqlNode ParseOr(bool isValue)
    {
        var first = ParseAnd(isValue);
        if (!_scanner.TryReadOperator("or"))
            return first;
        var operands = new List<KqlNode> { first };
        do operands.Add(ParseAnd(isValue));
        while (!_gaveUp && _scanner.TryReadOperator("or"));
        return new KqlOr(operands, TextSpan.Cover(first.Span, operands[^1].Span));
    }

    private KqlNode ParseAnd(bool isValue)
    {
        var first = ParseNot(isValue);
        if (!_scanner.TryReadOperator("and"))
            return first;
        var operands = new List<KqlNode> { first };
        do operands.Add(ParseNot(isValue));
        while (!_gaveUp && _scanner.TryReadOperator("and"));
        return new KqlAnd(operands, TextSpan.Cover(first.Span, operands[^1].Span));
    }

    private KqlNode ParseNot(bool isValue)
    {
        var start = _scanner.Position;
        if (!_scanner.TryReadNot())
            return isValue ? ParseValues() : ParseGroup();
        var operand = isValue ? ParseValues() : ParseGroup();
        return new KqlNot(operand, TextSpan.FromBounds(start, operand.Span.End));
    }

    private KqlNode ParseGroup() => _scanner.Current == '(' ? ParseParenthesis(isValue: false) : ParseClause();

    private KqlNode ParseParenthesis(bool isValue)
    {
        var start = _scanner.Position++;
        if (!TryEnter(start))
            return new KqlBroken(new TextSpan(start, 1));
        _scanner.SkipSpace();
        var inner = ParseOr(isValue);
        _scanner.SkipSpace();
        Close(')', start, isValue ? "the list" : "the group");
        _depth--;
        return inner;
    }

    /// <summary>A clause, a nested clause, or a value without a name.</summary>
    private KqlNode ParseClause()
    {
        var start = _scanner.Position;
        var name = _scanner.ReadLiteral(out var isBroken);
        if (name is null)
            return Recover(start, isBroken, "a field name or value", HelpForClause());

        var afterName = _scanner.Position;
        _scanner.SkipSpace();
        if (_scanner.TryReadRangeOperator() is { } comparison)
            return ParseRange(name, comparison);
        if (!_scanner.TryRead(':'))
        {
            _scanner.Position = afterName;
            return new KqlMatch(null, CheckValue(name), name.Span);
        }

        _scanner.SkipSpace();
        if (_scanner.Current == '{')
            return ParseNested(name);
        var values = ParseValues();
        return new KqlMatch(name, values, TextSpan.FromBounds(start, Math.Max(values.Span.End, name.Span.End)));
    }

    private KqlNode ParseRange(KqlLiteral name, KqlRangeOperator comparison)
    {
        _scanner.SkipSpace();
        var start = _scanner.Position;
        var bound = _scanner.ReadLiteral(out var isBroken);
        if (bound is null)
            return Recover(start, isBroken, "a bound", null);
        CheckValue(bound);
        return new KqlRange(name, comparison, bound, TextSpan.Cover(name.Span, bound.Span));
    }

    private KqlNode ParseNested(KqlLiteral name)
    {
        var brace = _scanner.Position++;
        if (!TryEnter(brace))
            return new KqlBroken(new TextSpan(brace, 1));
        _scanner.SkipSpace();
        var condition = ParseOr(isValue: false);
        _scanner.SkipSpace();
        Close('}', brace, "the brace");
        _depth--;
        return new KqlNested(name, condition, TextSpan.FromBounds(name.Span.Start, _scanner.Position));
    }

    private KqlNode ParseValues()
    {
        if (_scanner.Current == '(')
            return ParseParenthesis(isValue: true);
        var start = _scanner.Position;
        var value = _scanner.ReadLiteral(out var isBroken);
        if (value is null)
            return Recover(start, isBroken, "a value", HelpForValue());
        return CheckValue(value);
    }

    private KqlValue CheckValue(KqlLiteral value)
    {
        if (!value.IsQuoted && !value.IsPattern && value.Text == "null")
            _diagnostics.Add(
                new(
                    KqlDiagnostics.NullValue,
                    _source,
                    value.Span,
                    [],
                    Help: "write `not field: *` for documents without the field, or `\"null\"` for the word"
                )
            );
        return new KqlValue(value);
    }

    private bool TryEnter(int position)
    {
        if (++_depth <= DepthMax)
            return true;
        _diagnostics.Report(KqlDiagnostics.TooDeep, _source, new TextSpan(position, 1), DepthMax);
        _gaveUp = true;
        _scanner.Position = _source.Text.Length;
        return false;
    }

    private void Close(char bracket, int opened, string what)
    {
        if (_scanner.TryRead(bracket) || _gaveUp)
            return;
        if (!_scanner.AtEnd)
        {
            ReportLeftover();
            ReadOn(isValue: bracket == ')');
            if (_scanner.TryRead(bracket))
                return;
        }

        _diagnostics.Add(
            new(KqlDiagnostics.NeverClosed, _source, new TextSpan(opened, 1), [what], $"needs a `{bracket}`")
        );
    }

    /// <summary>Reports what is missing at the current place, unless the scanner already said what is wrong, and goes on behind it.</summary>
    private KqlBroken Recover(int start, bool isReported, string expected, string? help)
    {
        if (!isReported && !_gaveUp)
            ReportUnexpected(expected, help);
        SkipToSafety();
        return new KqlBroken(TextSpan.FromBounds(start, Math.Max(start, _scanner.Position)));
    }

    private void ReportLeftover()
    {
        var help = _scanner.Current switch
        {
            ':' => "a value that holds a colon stands in quotes, or has `\\:`",
            '"' => "a value is either quoted as a whole or not at all; use `or` or `and` between values",
            ')' => "there is no `(` for it",
            '}' => "there is no `{` for it",
            _ when _scanner.AtNot => "put a value that holds the word `not` in quotes, or write `and not`",
            _ => "use `and` or `or` between conditions, and quotes around values with special characters",
        };
        ReportUnexpected("`and`, `or` or the end", help);
    }

    private void ReportUnexpected(string expected, string? help)
    {
        var span = CurrentSpan();
        var found = span.Length == 0 ? "the end of the query" : $"`{_source.Slice(span)}`";
        _diagnostics.Add(
            new(KqlDiagnostics.Unexpected, _source, span, [expected, found], $"expected {expected}", help)
        );
    }

    private TextSpan CurrentSpan()
    {
        var position = _scanner.Position;
        var text = _source.Text;
        if (position >= text.Length)
            return new TextSpan(text.Length, 0);
        if (_scanner.AtNot)
            return new TextSpan(position, 3);
        if (_scanner.AtKeyword)
            return new TextSpan(position + 1, text[position + 1] is 'o' or 'O' ? 2 : 3);
        return new TextSpan(position, char.IsHighSurrogate(text[position]) && position + 1 < text.Length ? 2 : 1);
    }

    private string? HelpForClause() =>
        _scanner.Current switch
        {
            ')' => "a group holds at least one condition",
            '{' => "braces stand behind a field: `field: { … }`",
            ':' => "a field name stands before the colon",
            _ when _scanner.AtNot => "`not` stands once; use parentheses: `not (not …)`",
            _ => null,
        };

    private string? HelpForValue() =>
        _scanner.Current switch
        {
            ')' => "a list holds at least one value",
            ':' => "a value that holds a colon stands in quotes, or has `\\:`",
            _ when _scanner.AtNot => "write `not field: value` or `field: (not value)`",
            _ => null,
        };

    /// <summary>Reads what follows a leftover, for the errors in it, up to the next closing bracket.</summary>
    private void ReadOn(bool isValue)
    {
        SkipToSafety();
        while (!_gaveUp && (_scanner.TryReadOperator("and") || _scanner.TryReadOperator("or")))
        {
            ParseOr(isValue);
            _scanner.SkipSpace();
            SkipToSafety();
        }
    }

    /// <summary>Skips to the next <c>and</c> or <c>or</c>, closing bracket or the end; quoted text counts as one.</summary>
    private void SkipToSafety()
    {
        while (!_scanner.AtEnd && _scanner.Current is not (')' or '}'))
        {
            if (_scanner.AtKeyword && !_scanner.AtNot)
                return;
            if (_scanner.Current == '\\')
                _scanner.Position++;
            else if (_scanner.Current == '"')
                SkipQuoted();
            _scanner.Position = Math.Min(_scanner.Position + 1, _source.Text.Length);
        }
    }

    private void SkipQuoted()
    {
        var text = _source.Text;
        var position = _scanner.Position + 1;
        while (position < text.Length && text[position] != '"')
            position += text[position] == '\\' ? 2 : 1;
        // An unclosed quote hides nothing: then only the quote itself is skipped.
        if (position < text.Length)
            _scanner.Position = position;
    }
}
