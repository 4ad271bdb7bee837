using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql;

/// <content>Expressions, loosest operator first (specification 3.1).</content>
internal sealed partial class EsqlParser
{
    /// <summary>The height of the tree that was read last.</summary>
    private int _height;

    private ExpressionSyntax ParseExpression()
    {
        if (!Enter())
            return new MissingSyntax(_current.Span);
        var expression = ParseLogical(isAnd: false);
        Leave();
        return expression;
    }

    private ExpressionSyntax ParseLogical(bool isAnd)
    {
        var word = isAnd ? "AND" : "OR";
        var start = _current.Span.Start;
        var first = isAnd ? ParseNot() : ParseLogical(isAnd: true);
        if (!_current.IsWord(word))
            return first;
        var operands = new List<ExpressionSyntax> { first };
        var height = _height;
        while (TakeWord(word))
        {
            operands.Add(isAnd ? ParseNot() : ParseLogical(isAnd: true));
            height = Math.Max(height, _height);
        }

        SetHeight(height + 1);
        return new LogicalSyntax(isAnd, operands, SpanFrom(start));
    }

    private ExpressionSyntax ParseNot()
    {
        var start = _current.Span.Start;
        if (!_current.IsWord("NOT"))
            return ParsePredicate();
        if (!Enter())
            return new MissingSyntax(_current.Span);
        Advance();
        var operand = ParseNot();
        Leave();
        SetHeight(_height + 1);
        return new NotSyntax(operand, SpanFrom(start));
    }

    private ExpressionSyntax ParsePredicate()
    {
        var start = _current.Span.Start;
        var left = ParseAdditive();
        var height = _height;
        switch (_current.Kind)
        {
            case EsqlTokenKind.Equal:
            case EsqlTokenKind.NotEqual:
            case EsqlTokenKind.Less:
            case EsqlTokenKind.LessOrEqual:
            case EsqlTokenKind.Greater:
            case EsqlTokenKind.GreaterOrEqual:
                var symbol = _current.Text;
                Advance();
                var right = ParseAdditive();
                SetHeight(Math.Max(height, _height) + 1);
                return new BinarySyntax(symbol, left, right, SpanFrom(start));
            case EsqlTokenKind.Colon:
                return ParseMatch(left, start);
            case EsqlTokenKind.Identifier when _current.IsWord("IS"):
                Advance();
                var isNegated = TakeWord("NOT");
                ExpectWord("NULL");
                SetHeight(height + 1);
                return new IsNullSyntax(left, isNegated, SpanFrom(start));
            case EsqlTokenKind.Identifier:
                return ParseWordOperator(left, start);
            default:
                return left;
        }
    }

    private ExpressionSyntax ParseWordOperator(ExpressionSyntax left, int start)
    {
        var isNegated = false;
        if (_current.IsWord("NOT"))
        {
            isNegated = true;
            Advance();
            if (!_current.IsWord("IN") && !_current.IsWord("LIKE") && !_current.IsWord("RLIKE"))
            {
                FailExpected("`IN`, `LIKE` or `RLIKE`");
                return left;
            }
        }

        var height = _height;
        var word = _current.Text.ToUpperInvariant();
        switch (word)
        {
            case "IN":
                Advance();
                Expect(EsqlTokenKind.OpenParenthesis, "`(`");
                var list = ParseList(() => ParseAdditive(), ref height);
                Expect(EsqlTokenKind.CloseParenthesis, "`)`");
                SetHeight(height + 1);
                return new WordOperatorSyntax(word, left, list, isNegated, SpanFrom(start));
            case "LIKE" or "RLIKE":
                Advance();
                var patterns = ParsePatterns(ref height);
                SetHeight(height + 1);
                return new WordOperatorSyntax(word, left, patterns, isNegated, SpanFrom(start));
            default:
                return left;
        }
    }

    private List<ExpressionSyntax> ParsePatterns(ref int height)
    {
        if (_current.Kind != EsqlTokenKind.OpenParenthesis)
        {
            var pattern = ParseAdditive();
            height = Math.Max(height, _height);
            return [pattern];
        }

        Advance();
        var patterns = ParseList(() => ParseAdditive(), ref height);
        Expect(EsqlTokenKind.CloseParenthesis, "`)`");
        return patterns;
    }

    private List<ExpressionSyntax> ParseList(Func<ExpressionSyntax> parse, ref int height)
    {
        var list = new List<ExpressionSyntax>();
        do
        {
            if (!Enter())
                break;
            list.Add(parse());
            Leave();
            height = Math.Max(height, _height);
        } while (Take(EsqlTokenKind.Comma));
        return list;
    }

    private ExpressionSyntax ParseMatch(ExpressionSyntax field, int start)
    {
        if (field is not (NameSyntax or CastSyntax { Operand: NameSyntax }))
        {
            Fail(
                EsqlDiagnostics.UnexpectedToken,
                _current.Span,
                "the match operator takes a field on its left",
                "an operator",
                "`:`"
            );
            return field;
        }

        Advance();
        var query = ParseLiteral("a literal");
        SetHeight(2);
        return query is null ? field : new MatchSyntax(field, query, SpanFrom(start));
    }

    private ExpressionSyntax ParseAdditive()
    {
        var start = _current.Span.Start;
        var left = ParseMultiplicative();
        while (_current.Kind is EsqlTokenKind.Plus or EsqlTokenKind.Minus)
        {
            var symbol = _current.Text;
            var height = _height;
            Advance();
            var right = ParseMultiplicative();
            SetHeight(Math.Max(height, _height) + 1);
            left = new BinarySyntax(symbol, left, right, SpanFrom(start));
        }

        return left;
    }

    private ExpressionSyntax ParseMultiplicative()
    {
        var start = _current.Span.Start;
        var left = ParseUnary();
        while (_current.Kind is EsqlTokenKind.Star or EsqlTokenKind.Slash or EsqlTokenKind.Percent)
        {
            var symbol = _current.Text;
            var height = _height;
            Advance();
            var right = ParseUnary();
            SetHeight(Math.Max(height, _height) + 1);
            left = new BinarySyntax(symbol, left, right, SpanFrom(start));
        }

        return left;
    }

    private ExpressionSyntax ParseUnary()
    {
        if (_current.Kind is not (EsqlTokenKind.Plus or EsqlTokenKind.Minus))
            return ParseCast(ParsePrimary(), 0);
        var start = _current.Span.Start;
        var isMinus = _current.Kind == EsqlTokenKind.Minus;
        if (!Enter())
            return new MissingSyntax(_current.Span);
        Advance();
        ExpressionSyntax result;
        if (_current.Kind is EsqlTokenKind.Integer or EsqlTokenKind.Decimal)
        {
            // A sign directly before a number belongs to the literal, before any cast (2.10).
            result = ParseCast(ParseNumber(start, isMinus), 0);
        }
        else
        {
            var operand = ParseUnary();
            SetHeight(_height + 1);
            result = isMinus ? new NegateSyntax(operand, SpanFrom(start)) : operand;
        }

        Leave();
        return result;
    }

    private ExpressionSyntax ParseCast(ExpressionSyntax operand, int count)
    {
        while (_current.Kind == EsqlTokenKind.Cast)
        {
            Advance();
            var typeSpan = _current.Span;
            var typeName = _current.Text;
            if (!Expect(EsqlTokenKind.Identifier, "a type"))
                return operand;
            SetHeight(_height + 1);
            operand = new CastSyntax(operand, typeName, typeSpan, SpanFrom(operand.Span.Start));
        }

        return operand;
    }

    private ExpressionSyntax ParsePrimary()
    {
        var start = _current.Span.Start;
        _height = 1;
        switch (_current.Kind)
        {
            case EsqlTokenKind.OpenParenthesis:
                Advance();
                var inner = ParseExpression();
                Expect(EsqlTokenKind.CloseParenthesis, "`)`");
                SetHeight(_height + 1);
                return new ParenthesizedSyntax(inner, SpanFrom(start));
            case EsqlTokenKind.String:
            case EsqlTokenKind.Integer:
            case EsqlTokenKind.Decimal:
            case EsqlTokenKind.OpenBracket:
                return (ExpressionSyntax?)ParseLiteral("a literal") ?? new MissingSyntax(SpanFrom(start));
            case EsqlTokenKind.Identifier:
                return ParseWord(start);
            case EsqlTokenKind.QuotedIdentifier:
                return (ExpressionSyntax?)ParseQualifiedName("a name") ?? new MissingSyntax(SpanFrom(start));
            default:
                FailExpected("an expression");
                return new MissingSyntax(new(start, 0));
        }
    }

    private ExpressionSyntax ParseWord(int start)
    {
        var word = _current;
        var behind = _lexer.Read(word.Span.End);
        if (behind.Kind == EsqlTokenKind.OpenParenthesis && !EsqlKeywords.Reserved.Contains(word.Text))
        {
            Advance();
            return ParseCall(word);
        }

        if (word.IsWord("true") || word.IsWord("false") || word.IsWord("null"))
            return ParseLiteral("a literal")!;
        return (ExpressionSyntax?)ParseQualifiedName("an expression") ?? new MissingSyntax(SpanFrom(start));
    }

    private CallSyntax ParseCall(EsqlToken name)
    {
        Advance();
        var arguments = new List<ExpressionSyntax>();
        MapSyntax? options = null;
        var hasStar = false;
        var height = 0;
        if (_current.Kind == EsqlTokenKind.Star)
        {
            Advance();
            hasStar = true;
        }
        else if (_current.Kind != EsqlTokenKind.CloseParenthesis)
        {
            do
            {
                if (_current.Kind == EsqlTokenKind.OpenBrace)
                {
                    options = ParseMap();
                    break;
                }

                arguments.Add(ParseExpression());
                height = Math.Max(height, _height);
            } while (Take(EsqlTokenKind.Comma));
        }

        Expect(EsqlTokenKind.CloseParenthesis, "`)`");
        SetHeight(height + 1);
        return new(name.Text, name.Span, arguments, hasStar, options, SpanFrom(name.Span.Start));
    }

    private MapSyntax ParseMap()
    {
        var start = _current.Span.Start;
        Expect(EsqlTokenKind.OpenBrace, "`{`");
        var entries = new List<MapEntrySyntax>();
        if (_current.Kind != EsqlTokenKind.CloseBrace)
        {
            do
            {
                var entryStart = _current.Span.Start;
                var name = _current.Text;
                if (!Expect(EsqlTokenKind.String, "the name of an option in double quotes"))
                    break;
                if (!Expect(EsqlTokenKind.Colon, "`:`"))
                    break;
                if (ParseLiteral("a literal") is { } value)
                    entries.Add(new(name, value, SpanFrom(entryStart)));
            } while (Take(EsqlTokenKind.Comma));
        }

        Expect(EsqlTokenKind.CloseBrace, "`}`");
        return new(entries, SpanFrom(start));
    }

    /// <summary>A constant: string, number with its sign, boolean, null, array, time span.</summary>
    private LiteralSyntax? ParseLiteral(string what)
    {
        var start = _current.Span.Start;
        switch (_current.Kind)
        {
            case EsqlTokenKind.String:
                var text = _current.Text;
                Advance();
                return new(Value.FromText(text), DataType.Keyword, SpanFrom(start));
            case EsqlTokenKind.Integer:
            case EsqlTokenKind.Decimal:
                return ParseNumber(start, isNegative: false);
            case EsqlTokenKind.Plus:
            case EsqlTokenKind.Minus:
                var isNegative = _current.Kind == EsqlTokenKind.Minus;
                Advance();
                if (_current.Kind is EsqlTokenKind.Integer or EsqlTokenKind.Decimal)
                    return ParseNumber(start, isNegative);
                FailExpected("a number");
                return null;
            case EsqlTokenKind.OpenBracket:
                return ParseArray();
            case EsqlTokenKind.Identifier when _current.IsWord("true") || _current.IsWord("false"):
                var isTrue = _current.IsWord("true");
                Advance();
                return new(Value.FromBoolean(isTrue), DataType.Boolean, SpanFrom(start));
            case EsqlTokenKind.Identifier when _current.IsWord("null"):
                Advance();
                return new(Value.Null, DataType.Null, SpanFrom(start));
            default:
                FailExpected(what);
                return null;
        }
    }

    private LiteralSyntax ParseNumber(int start, bool isNegative)
    {
        var token = _current;
        Advance();
        _height = 1;
        if (token.Kind == EsqlTokenKind.Integer && _current.Kind == EsqlTokenKind.Identifier)
        {
            if (SpanText.Units.Contains(_current.Text, StringComparer.OrdinalIgnoreCase))
                return ParseSpan(token, start, isNegative);
            if (_current.Span.Start == token.Span.End)
            {
                var nearest = Diagnostics.NearestName.Find(_current.Text, SpanText.Units);
                var help = nearest is null ? "units are s, m, h, d, w, mo, q, y" : $"did you mean `{nearest}`?";
                Fail(EsqlDiagnostics.UnknownUnit, _current.Span, help, _current.Text);
            }
        }

        var (value, type) = NumberLiterals.Parse(token.Text, token.Kind == EsqlTokenKind.Decimal, isNegative);
        if (type == DataType.Double && !double.IsFinite(value.AsDouble))
            Fail(EsqlDiagnostics.BadLiteral, token.Span, null, "the number is too large");
        return new(value, type, SpanFrom(start));
    }

    private LiteralSyntax ParseSpan(EsqlToken number, int start, bool isNegative)
    {
        var unit = _current.Text;
        var hasCount = long.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        if (!hasCount || !SpanText.TryCreate(isNegative ? -count : count, unit, out var value, out var type))
        {
            var span = TextSpan.Cover(number.Span, _current.Span);
            Fail(EsqlDiagnostics.BadLiteral, span, null, "the time span is too large");
            return new(Value.Null, DataType.Null, span);
        }

        Advance();
        return new(value, type, SpanFrom(start));
    }

    private LiteralSyntax? ParseArray()
    {
        var start = _current.Span.Start;
        Advance();
        var values = new List<LiteralSyntax>();
        do
        {
            var itemStart = _current.Span.Start;
            var item = _current.Kind == EsqlTokenKind.OpenBracket ? null : ParseLiteral("a literal");
            if (item is null || item.Value.IsNull || item.Type.IsSpan())
            {
                Fail(
                    EsqlDiagnostics.BadLiteral,
                    item?.Span ?? new(itemStart, 1),
                    null,
                    "an array holds numbers, strings or booleans"
                );
                return null;
            }

            values.Add(item);
        } while (Take(EsqlTokenKind.Comma));
        if (!Expect(EsqlTokenKind.CloseBracket, "`]`"))
            return null;
        if (NumberLiterals.Unify(values) is not { } unified)
        {
            Fail(EsqlDiagnostics.BadLiteral, SpanFrom(start), null, "an array holds values of one kind");
            return null;
        }

        return new(Value.FromMany(unified.Values), unified.Type, SpanFrom(start));
    }

    private bool Enter()
    {
        if (++_depth <= DepthMax)
            return true;
        Fail(EsqlDiagnostics.TooDeep, _current.Span, "split the expression with EVAL", DepthMax);
        return false;
    }

    private void Leave() => _depth--;

    private void SetHeight(int height)
    {
        _height = height;
        if (height > DepthMax)
            Fail(EsqlDiagnostics.TooDeep, _current.Span, "split the expression with EVAL", DepthMax);
    }
}
