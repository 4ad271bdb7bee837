using Tocsin.Core.Languages.Eql.Syntax;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Questions about expressions as written.</summary>
internal static class EqlSyntaxFacts
{
    /// <summary>The direct parts of an expression, in order.</summary>
    public static IEnumerable<ExpressionSyntax> PartsOf(ExpressionSyntax syntax) =>
        syntax switch
        {
            CallSyntax call => call.Arguments,
            SignSyntax sign => [sign.Operand],
            NotSyntax not => [not.Operand],
            LogicSyntax logic => logic.Operands,
            ArithmeticSyntax arithmetic => [arithmetic.Left, arithmetic.Right],
            ComparisonSyntax comparison => [comparison.Left, comparison.Right],
            InSyntax list => [list.Operand, .. list.Items],
            PatternSyntax pattern => [pattern.Operand],
            _ => [],
        };

    /// <summary>Whether something holds for an expression or a part of it.</summary>
    public static bool Any(ExpressionSyntax syntax, Func<ExpressionSyntax, bool> holds) => All(syntax).Any(holds);

    /// <summary>An expression and all its parts, outer before inner, in the order of the query.</summary>
    public static IEnumerable<ExpressionSyntax> All(ExpressionSyntax syntax)
    {
        var rest = new Stack<ExpressionSyntax>([syntax]);
        while (rest.TryPop(out var next))
        {
            yield return next;
            foreach (var part in PartsOf(next).Reverse())
                rest.Push(part);
        }
    }

    /// <summary>The conditions that must all hold for an expression to hold: negations pushed inwards, then split at <c>and</c>.</summary>
    public static IEnumerable<ExpressionSyntax> ConjunctsOf(ExpressionSyntax syntax)
    {
        var positive = PushNegation(syntax, isNegated: false);
        return positive is LogicSyntax { IsAnd: true } and ? and.Operands.SelectMany(ConjunctsOf) : [positive];
    }

    private static ExpressionSyntax PushNegation(ExpressionSyntax syntax, bool isNegated) =>
        syntax switch
        {
            NotSyntax not => PushNegation(not.Operand, !isNegated),
            LogicSyntax logic => new LogicSyntax(
                logic.IsAnd != isNegated,
                [.. logic.Operands.Select(o => PushNegation(o, isNegated))],
                logic.Span
            ),
            _ => isNegated ? new NotSyntax(syntax, syntax.Span) : syntax,
        };
}
