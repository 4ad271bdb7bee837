using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Expressions, one method a level of precedence, loosest first (EQL specification, 3.1).</summary>
internal sealed partial class EqlParser
{
    private ExpressionSyntax ReadExpression() => ReadLogic(EqlTokenKind.Or);

    /// <summary><c>or</c> over <c>and</c> over <c>not</c>; a chain is one node.</summary>
    private ExpressionSyntax ReadLogic(EqlTokenKind op)
    {
        var start = Current.Span.Start;
        var first = op == EqlTokenKind.Or ? ReadLogic(EqlTokenKind.And) : ReadNot();
        if (!At(op))
            return first;
        var operands = new List<ExpressionSyntax> { first };
        while (TryTake(op))
            operands.Add(op == EqlTokenKind.Or ? ReadLogic(EqlTokenKind.And) : ReadNot());
        return new LogicSyntax(op == EqlTokenKind.And, operands, SpanFrom(start));
    }

    private ExpressionSyntax ReadNot()
    {
        if (!At(EqlTokenKind.Not))
            return ReadComparison();
        if (!TryDescend(out var broken))
            return broken;
        var start = Take().Span.Start;
        var operand = ReadNot();
        _depth--;
        return new NotSyntax(operand, SpanFrom(start));
    }

    private ExpressionSyntax ReadComparison()
    {
        var start = Current.Span.Start;
        var left = ReadSum();
        if (At(EqlTokenKind.Assign))
        {
            Fail(EqlDiagnostics.NoSuchOperator, Current.Span, "write `==`", "=");
            Take();
            return new ComparisonSyntax(new(EqlTokenKind.Equal, left.Span, "=="), left, ReadSum(), SpanFrom(start));
        }

        if (!IsComparison(Current.Kind))
            return left;
        var op = Take();
        var right = ReadSum();
        if (IsComparison(Current.Kind))
        {
            Fail(EqlDiagnostics.ChainedComparison, Current.Span, "write two comparisons joined by `and`");
            while (IsComparison(Current.Kind))
            {
                Take();
                ReadSum();
            }

            return new BrokenSyntax(SpanFrom(start));
        }

        return new ComparisonSyntax(op, left, right, SpanFrom(start));
    }

    private static bool IsComparison(EqlTokenKind kind) =>
        kind
            is EqlTokenKind.Equal
                or EqlTokenKind.NotEqual
                or EqlTokenKind.Less
                or EqlTokenKind.LessOrEqual
                or EqlTokenKind.Greater
                or EqlTokenKind.GreaterOrEqual;

    private ExpressionSyntax ReadSum()
    {
        var start = Current.Span.Start;
        var left = ReadProduct();
        var levels = 0;
        while (Current.Kind is EqlTokenKind.Plus or EqlTokenKind.Minus)
        {
            if (!TryDescend(out var broken))
            {
                left = broken;
                break;
            }

            levels++;
            var op = Take();
            left = new ArithmeticSyntax(op, left, ReadProduct(), SpanFrom(start));
        }

        _depth -= levels;
        return left;
    }

    private ExpressionSyntax ReadProduct()
    {
        var start = Current.Span.Start;
        var left = ReadSign();
        var levels = 0;
        while (Current.Kind is EqlTokenKind.Star or EqlTokenKind.Slash or EqlTokenKind.Percent)
        {
            if (!TryDescend(out var broken))
            {
                left = broken;
                break;
            }

            levels++;
            var op = Take();
            left = new ArithmeticSyntax(op, left, ReadSign(), SpanFrom(start));
        }

        _depth -= levels;
        return left;
    }

    private ExpressionSyntax ReadSign()
    {
        if (Current.Kind is not (EqlTokenKind.Minus or EqlTokenKind.Plus))
            return ReadTest();
        if (!TryDescend(out var broken))
            return broken;
        var sign = Take();
        var operand = ReadSign();
        _depth--;
        return new SignSyntax(sign.Kind == EqlTokenKind.Minus, operand, SpanFrom(sign.Span.Start));
    }

    /// <summary>A primary and the test that binds to it, if there is one.</summary>
    private ExpressionSyntax ReadTest()
    {
        var start = Current.Span.Start;
        var operand = ReadPrimary();
        switch (Current.Kind)
        {
            case EqlTokenKind.In:
            case EqlTokenKind.InIgnoreCase:
                return ReadIn(operand, isNegated: false, start);
            case EqlTokenKind.Not when Next.Kind is EqlTokenKind.In or EqlTokenKind.InIgnoreCase:
                Take();
                return ReadIn(operand, isNegated: true, start);
            case EqlTokenKind.Not when IsPatternOperator(Next.Kind):
                Fail(
                    EqlDiagnostics.NotBeforePattern,
                    Current.Span,
                    $"write `not` before the value: `not {_source.Slice(operand.Span)} {Next.Text} …`",
                    Next.Text
                );
                Take();
                return new NotSyntax(ReadPattern(operand, start), SpanFrom(start));
            default:
                return IsPatternOperator(Current.Kind) ? ReadPattern(operand, start) : operand;
        }
    }

    private static bool IsPatternOperator(EqlTokenKind kind) =>
        kind
            is EqlTokenKind.Colon
                or EqlTokenKind.Like
                or EqlTokenKind.LikeIgnoreCase
                or EqlTokenKind.Regex
                or EqlTokenKind.RegexIgnoreCase;

    private InSyntax ReadIn(ExpressionSyntax operand, bool isNegated, int start)
    {
        var op = Take();
        var items = new List<ExpressionSyntax>();
        if (Expect(EqlTokenKind.OpenParenthesis, "`(`", "a list stands in parentheses: `in (\"a\", \"b\")`"))
            ReadList(items);
        return new(operand, isNegated, op.Kind == EqlTokenKind.InIgnoreCase, items, SpanFrom(start));
    }

    private PatternSyntax ReadPattern(ExpressionSyntax operand, int start)
    {
        var op = Take();
        var items = new List<ExpressionSyntax>();
        if (TryTake(EqlTokenKind.OpenParenthesis))
            ReadList(items);
        else
            items.Add(ReadPrimary());
        var patterns = new List<LiteralSyntax>();
        foreach (var item in items)
        {
            if (item is LiteralSyntax literal)
                patterns.Add(literal);
            else if (item is not BrokenSyntax)
                _diagnostics.Add(
                    new(
                        EqlDiagnostics.PatternNotLiteral,
                        _source,
                        item.Span,
                        [op.Text],
                        Help: "`startsWith`, `endsWith` and `stringContains` take fields on both sides"
                    )
                );
        }

        return new(operand, op, patterns, SpanFrom(start));
    }

    /// <summary>The items of a list and its closing parenthesis; the opening one has been taken. Empty lists are reported.</summary>
    private void ReadList(List<ExpressionSyntax> items)
    {
        if (At(EqlTokenKind.CloseParenthesis))
            Fail(EqlDiagnostics.EmptyList, Current.Span, null);
        else
            ReadItems(items);
        Close();
    }

    private void ReadItems(List<ExpressionSyntax> items)
    {
        do items.Add(ReadExpression());
        while (TryTake(EqlTokenKind.Comma));
    }

    private void Close()
    {
        if (At(EqlTokenKind.CloseParenthesis))
        {
            Take();
            return;
        }

        FailExpected("`)`");
        SkipToClosing(EqlTokenKind.CloseParenthesis);
        TryTake(EqlTokenKind.CloseParenthesis);
    }

    private ExpressionSyntax ReadPrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case EqlTokenKind.String:
            case EqlTokenKind.Integer:
            case EqlTokenKind.Decimal:
            case EqlTokenKind.True:
            case EqlTokenKind.False:
            case EqlTokenKind.Null:
                return new LiteralSyntax(Take());
            case EqlTokenKind.Name when Next.Kind == EqlTokenKind.Of:
                return ReadRelationship();
            case EqlTokenKind.Name when Next.Kind == EqlTokenKind.OpenParenthesis || IsTildeNext():
                return ReadCall();
            case EqlTokenKind.Name:
            case EqlTokenKind.QuotedName:
                return ReadField(isOptional: false, token.Span.Start);
            case EqlTokenKind.Question:
                return ReadOptional();
            case EqlTokenKind.OpenParenthesis:
                return ReadParenthesised();
            default:
                return ReadBroken();
        }
    }

    private bool IsTildeNext() => Next.Kind == EqlTokenKind.Tilde;

    private ExpressionSyntax ReadParenthesised()
    {
        if (!TryDescend(out var broken))
            return broken;
        Take();
        var inner = ReadExpression();
        _depth--;
        Close();
        return inner;
    }

    private BrokenSyntax ReadBroken()
    {
        var token = Current;
        // A keyword that can only be meant as a field is taken as one, so that the rest is read.
        if (token.IsKeyword && (Next.Kind == EqlTokenKind.Dot || IsComparison(Next.Kind)))
        {
            FailKeyword();
            while (Current.IsKeyword || Current.Kind is EqlTokenKind.Dot or EqlTokenKind.Name)
                Take();
            return new(token.Span);
        }

        FailExpected("a value, a field or a condition");
        return new(token.Span);
    }

    private void FailKeyword() =>
        Fail(
            EqlDiagnostics.KeywordAsName,
            Current.Span,
            $"put it in backticks where it is part of a field's name: `` `{Current.Text}` ``",
            Current.Text
        );

    private BrokenSyntax ReadRelationship()
    {
        var name = Take();
        Fail(EqlDiagnostics.Relationship, name.Span, null, name.Text);
        Take();
        if (TryTake(EqlTokenKind.OpenBracket))
        {
            SkipToClosing(EqlTokenKind.CloseBracket);
            TryTake(EqlTokenKind.CloseBracket);
        }

        return new BrokenSyntax(SpanFrom(name.Span.Start));
    }

    private ExpressionSyntax ReadCall()
    {
        if (!TryDescend(out var broken))
            return broken;
        var name = Take();
        var ignoresCase = false;
        if (At(EqlTokenKind.Tilde))
        {
            if (Current.Span.Start != name.Span.End)
                Fail(EqlDiagnostics.DetachedTilde, Current.Span, $"write `{name.Text}~`");
            Take();
            ignoresCase = true;
        }

        var nameSpan = SpanFrom(name.Span.Start);
        var arguments = new List<ExpressionSyntax>();
        if (Expect(EqlTokenKind.OpenParenthesis, "`(`"))
        {
            if (!At(EqlTokenKind.CloseParenthesis))
                ReadItems(arguments);
            Close();
        }

        _depth--;
        return new CallSyntax(name.Text, ignoresCase, nameSpan, arguments, SpanFrom(name.Span.Start));
    }

    private ExpressionSyntax ReadOptional()
    {
        var start = Take().Span.Start;
        if (At(EqlTokenKind.Name) && Next.Kind is EqlTokenKind.OpenParenthesis or EqlTokenKind.Tilde)
        {
            Fail(EqlDiagnostics.OptionalNonField, TextSpan.FromBounds(start, Current.Span.End), null);
            return ReadCall();
        }

        if (At(EqlTokenKind.Name) || At(EqlTokenKind.QuotedName))
            return ReadField(isOptional: true, start);
        if (Current.IsKeyword)
            return ReadField(isOptional: true, start);
        Fail(EqlDiagnostics.OptionalNonField, TextSpan.FromBounds(start, Current.Span.End), null);
        return ReadPrimary();
    }

    /// <summary>Names joined by dots. Inside backticks a dot separates like any other.</summary>
    private ExpressionSyntax ReadField(bool isOptional, int start)
    {
        var path = new System.Text.StringBuilder();
        while (true)
        {
            if (At(EqlTokenKind.Name) || At(EqlTokenKind.QuotedName))
            {
                path.Append(Take().Text);
            }
            else if (Current.IsKeyword)
            {
                FailKeyword();
                path.Append(Take().Text);
            }
            else
            {
                FailExpected("a part of a field's name", "parts that begin with a digit stand in backticks");
                return new BrokenSyntax(SpanFrom(start));
            }

            if (!TryTake(EqlTokenKind.Dot))
                break;
            path.Append('.');
        }

        if (At(EqlTokenKind.OpenBracket) && Next.Kind == EqlTokenKind.Integer)
        {
            Fail(EqlDiagnostics.ArrayIndex, Current.Span, "a condition holds if any of the values satisfies it");
            Take();
            SkipToClosing(EqlTokenKind.CloseBracket);
            TryTake(EqlTokenKind.CloseBracket);
            return new BrokenSyntax(SpanFrom(start));
        }

        return new FieldSyntax(path.ToString(), isOptional, SpanFrom(start));
    }
}
