using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Languages.Functions.Eql;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Comparisons and null checks (EQL specification, 5.7, 6.2 to 6.16).</summary>
internal sealed partial class EqlBinder
{
    private BoundExpression? BindComparison(ComparisonSyntax syntax, Use use)
    {
        var op = syntax.Operator.Kind;
        if (use == Use.Condition && op is EqlTokenKind.Equal or EqlTokenKind.NotEqual)
        {
            if (IsBooleanShaped(syntax.Left) && TryReadTruth(syntax.Right, out var wanted))
                return BindPolarity(syntax.Left, wanted == (op == EqlTokenKind.Equal), syntax.Span);
            if (IsBooleanShaped(syntax.Right) && TryReadTruth(syntax.Left, out wanted))
                return BindPolarity(syntax.Right, wanted == (op == EqlTokenKind.Equal), syntax.Span);
        }

        var left = BindValue(syntax.Left);
        var right = BindValue(syntax.Right);
        if (left is null || right is null)
            return null;
        if (right is BoundLiteral literal)
            return left is BoundLiteral constant
                ? FoldComparison(op, constant, literal, syntax.Span)
                : BindComparison(op, left, literal, use, syntax.Span);
        if (left is BoundLiteral mirrored)
            return BindComparison(Mirror(op), right, mirrored, use, syntax.Span);
        Report(
            EqlDiagnostics.FieldWithField,
            syntax.Span,
            "one side must be constant; functions such as `startsWith` take two fields"
        );
        return null;
    }

    /// <summary>6.14: a condition compared with <c>true</c> or <c>false</c> is the condition or its negation.</summary>
    private BoundExpression? BindPolarity(ExpressionSyntax syntax, bool isPositive, TextSpan span)
    {
        var condition = BindCondition(syntax);
        return condition is null || isPositive ? condition : Negate(condition, span);
    }

    private bool TryReadTruth(ExpressionSyntax syntax, out bool truth)
    {
        truth = false;
        if (syntax is not LiteralSyntax && (!IsBooleanShaped(syntax) || MentionsField(syntax)))
            return false;
        if (BindValue(syntax) is not BoundLiteral { Value.Kind: ValueKind.Boolean } literal)
            return false;
        truth = literal.Value.AsBoolean;
        return true;
    }

    /// <summary>Whether an expression can only be a condition; a field is none, it is compared by its values.</summary>
    private static bool IsBooleanShaped(ExpressionSyntax syntax) =>
        syntax is NotSyntax or LogicSyntax or ComparisonSyntax or InSyntax or PatternSyntax
        || (
            syntax is CallSyntax call
            && FunctionRegistry.Eql.Find(call.IgnoresCase ? call.Name + "~" : call.Name)
                is EqlFunction { IsCondition: true }
        );

    private static bool MentionsField(ExpressionSyntax syntax) => EqlSyntaxFacts.Any(syntax, s => s is FieldSyntax);

    private static EqlTokenKind Mirror(EqlTokenKind op) =>
        op switch
        {
            EqlTokenKind.Less => EqlTokenKind.Greater,
            EqlTokenKind.LessOrEqual => EqlTokenKind.GreaterOrEqual,
            EqlTokenKind.Greater => EqlTokenKind.Less,
            EqlTokenKind.GreaterOrEqual => EqlTokenKind.LessOrEqual,
            _ => op,
        };

    private BoundExpression? BindComparison(
        EqlTokenKind op,
        BoundExpression operand,
        BoundLiteral literal,
        Use use,
        TextSpan span
    )
    {
        if (literal.Value.IsNull)
            return BindNullCheck(op, operand, use, span);
        if (use == Use.Condition && operand is BoundField field && TryReadMovingDate(operand, literal, out var date))
        {
            var within = new BoundDateTest(field, new(literal.Value.AsText(), date, InstantComparisonOf(op)), span);
            return op == EqlTokenKind.NotEqual ? new BoundNot(within, span) : within;
        }

        if (MatcherFor(op, operand, literal, span) is not { } matcher)
            return null;
        var test = Test(operand, matcher, use, span);
        // Over a field `!=` is the negation of the whole test (6.4); over a computed value it is decided within the choice (6.11).
        return Finish(operand, op == EqlTokenKind.NotEqual ? new BoundNot(test, span) : test, use);
    }

    /// <summary>Date math from <c>now</c>: what it is changes from run to run.</summary>
    private static bool TryReadMovingDate(BoundExpression operand, BoundLiteral literal, out DateMath date)
    {
        date = null!;
        return operand.Type.IsDate()
            && literal.Type.IsString()
            && DateMath.TryParse(literal.Value.AsText(), out date)
            && date.UsesNow;
    }

    private static InstantComparison InstantComparisonOf(EqlTokenKind op) =>
        op switch
        {
            EqlTokenKind.Less => InstantComparison.Before,
            EqlTokenKind.LessOrEqual => InstantComparison.BeforeOrWithin,
            EqlTokenKind.Greater => InstantComparison.After,
            EqlTokenKind.GreaterOrEqual => InstantComparison.AfterOrWithin,
            _ => InstantComparison.Within,
        };

    /// <summary>6.13, 6.15: whether there is no value, or some choice that gives none.</summary>
    private BoundExpression BindNullCheck(EqlTokenKind op, BoundExpression operand, Use use, TextSpan span)
    {
        if (op is not (EqlTokenKind.Equal or EqlTokenKind.NotEqual))
            return BoundLiteral.FromTruth(Truth.Unknown, span);
        if (use == Use.Condition && operand is BoundField field)
        {
            var exists = new BoundFieldTest(field, AnyMatcher.Instance, span);
            return op == EqlTokenKind.NotEqual ? exists : new BoundNot(exists, span);
        }

        var isNull = Finish(operand, new BoundIsNull(operand, span), use);
        return op == EqlTokenKind.Equal ? isNull : new BoundNot(isNull, span);
    }

    /// <summary>A test of the values of a field, or of a computed value within a choice.</summary>
    private static BoundExpression Test(BoundExpression operand, ValueMatcher matcher, Use use, TextSpan span) =>
        use == Use.Condition && operand is BoundField field
            ? new BoundFieldTest(field, matcher, span)
            : new BoundMatch(operand, matcher, span);

    /// <summary>Puts a test of a computed value under the choice of its fields' values.</summary>
    private BoundExpression Finish(BoundExpression operand, BoundExpression test, Use use) =>
        use == Use.Condition && operand is not BoundField ? BoundChoice.Over(test, _source) : test;

    private BoundLiteral? FoldComparison(EqlTokenKind op, BoundLiteral left, BoundLiteral right, TextSpan span)
    {
        var isEquality = op is EqlTokenKind.Equal or EqlTokenKind.NotEqual;
        if (left.Value.IsNull || right.Value.IsNull)
        {
            var areEqual = left.Value.IsNull && right.Value.IsNull;
            return BoundLiteral.FromTruth(
                !isEquality ? Truth.Unknown
                    : areEqual == (op == EqlTokenKind.Equal) ? Truth.True
                    : Truth.False,
                span
            );
        }

        if (MatcherFor(op, left, right, span) is not { } matcher)
            return null;
        var isTrue = matcher.Matches(left.Value) != (op == EqlTokenKind.NotEqual);
        return BoundLiteral.FromTruth(isTrue ? Truth.True : Truth.False, span);
    }
}
