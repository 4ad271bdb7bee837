using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Explain;

/// <summary>Bound expressions on one line, as people read them.</summary>
/// <remarks>Not a query language: the tests of fields and the operators of all languages in one notation, that of <see cref="ValueMatcher.Key"/>.</remarks>
internal static class ExpressionText
{
    /// <summary>No line is longer: what is deeper is left out.</summary>
    private const int DepthMax = 60;

    /// <summary>One line; fields by name, texts in quotes.</summary>
    public static string Of(BoundExpression expression) => Of(expression, DepthMax);

    /// <summary>A constant: texts in quotes, instants and numbers as they are printed.</summary>
    public static string Of(in Value constant)
    {
        if (constant.IsMany)
        {
            var parts = new List<string>();
            for (var i = 0; i < constant.Count; i++)
                parts.Add(Of(constant[i]));
            return $"[{string.Join(", ", parts)}]";
        }

        return constant.Kind == ValueKind.String ? MatcherKey.Quote(constant.AsBytes) : ValueText.Format(constant);
    }

    private static string Of(BoundExpression expression, int depth)
    {
        if (depth == 0)
            return "…";
        string Part(BoundExpression part) => Of(part, depth - 1);
        return expression switch
        {
            BoundLiteral literal => Of(literal.Value),
            BoundField field => field.Field.Name,
            BoundColumn column => column.Name,
            BoundChosen chosen => chosen.Field.Field.Name,
            BoundFieldTest test => $"{test.Field.Field.Name} {MatcherText.Of(test.Matcher)}",
            BoundMatch match => $"{Part(match.Operand)} {MatcherText.Of(match.Matcher)}",
            BoundDateTest test => $"{test.Field.Field.Name} {Word(test.Range.Comparison)} {test.Range.Text}",
            BoundBefore before => $"now < {ValueText.FormatDate(before.Millis)}",
            BoundAnyField any => any.Description,
            BoundNested nested => $"{nested.Path} has an object with: {Part(nested.Condition)}",
            BoundObjectExists exists => $"{exists.Path} exists",
            BoundIsNull isNull => $"{Part(isNull.Operand)} is null",
            BoundNot not => $"not {InBrackets(not.Operand, depth)}",
            BoundAnd all => string.Join(" and ", all.Children.Select(c => InBrackets(c, depth))),
            BoundOr any => string.Join(" or ", any.Children.Select(c => InBrackets(c, depth))),
            BoundBackingIndex => "backing index of _index",
            BoundCall call => Call(call, depth),
            // What only marks how its one operand is read: a choice of values, a single truth, one type of several.
            { Children: [var only, ..] } => Part(only),
            _ => expression.GetType().Name,
        };
    }

    private static string Word(InstantComparison comparison) =>
        comparison switch
        {
            InstantComparison.Before => "<",
            InstantComparison.BeforeOrWithin => "<=",
            InstantComparison.After => ">",
            InstantComparison.AfterOrWithin => ">=",
            _ => "within",
        };

    private static string InBrackets(BoundExpression operand, int depth) =>
        operand is BoundAnd or BoundOr ? $"({Of(operand, depth - 1)})" : Of(operand, depth - 1);

    private static string Call(BoundCall call, int depth)
    {
        var name = call.Function.Name;
        var arguments = call.Children.Select(a => Of(a, depth - 1)).ToList();
        return (IsOperator(call), arguments.Count, name) switch
        {
            (true, 2, _) => $"{Operand(call, 0, depth)} {name} {Operand(call, 1, depth)}",
            (true, 1, _) => name + Operand(call, 0, depth),
            (_, > 1, "IN") => $"{arguments[0]} in ({string.Join(", ", arguments.Skip(1))})",
            (_, 2, "LIKE" or "RLIKE") => $"{arguments[0]} {name.ToLowerInvariant()} {arguments[1]}",
            _ => $"{name}({string.Join(", ", arguments)})",
        };
    }

    private static string Operand(BoundCall call, int index, int depth)
    {
        var operand = call.Children[index];
        var text = Of(operand, depth - 1);
        return operand is BoundAnd or BoundOr or BoundNot || (operand is BoundCall inner && IsOperator(inner))
            ? $"({text})"
            : text;
    }

    private static bool IsOperator(BoundCall call) => !char.IsLetter(call.Function.Name[0]);
}
