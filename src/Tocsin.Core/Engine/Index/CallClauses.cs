using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Languages.Functions.Conditional;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.ManyValues;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Strings;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>Finds clauses of calls: operators of ES|QL, and functions that need a value to give one.</summary>
/// <param name="columns">What computed cells hold, by cell.</param>
/// <param name="budget">Bounds the search.</param>
internal sealed class CallClauses(IReadOnlyDictionary<int, BoundExpression> columns, SearchBudget budget)
{
    /// <summary>A field, perhaps changed in ways that keep what is looked for.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="FoldsAll">Whether the case of all letters was changed.</param>
    /// <param name="IsCut">Whether blanks at the ends were taken away, so that a value only holds the text.</param>
    private readonly record struct Operand(BoundField Field, bool FoldsAll, bool IsCut);

    /// <summary>What holds where a call is true.</summary>
    public Clause[] WhenTrue(BoundCall call)
    {
        var arguments = call.Children;
        var special = call.Function switch
        {
            Equal => OfEqual(arguments[0], arguments[1]) ?? OfEqual(arguments[1], arguments[0]),
            In => OfIn(arguments),
            PatternOperator operation => OfPatterns(operation, arguments),
            StartsWith => OfAffix(arguments, AffixKind.StartsWith),
            EndsWith => OfAffix(arguments, AffixKind.EndsWith),
            Contains => OfAffix(arguments, AffixKind.Contains),
            MvContains => OfEqual(arguments[0], arguments[1]),
            Greater => OfLocated(arguments),
            _ => null,
        };
        return special ?? WhenPresent(call);
    }

    /// <summary>What holds where a call is false.</summary>
    public Clause[] WhenFalse(BoundCall call) =>
        call.Function is NotEqual
            ? OfEqual(call.Children[0], call.Children[1])
                ?? OfEqual(call.Children[1], call.Children[0])
                ?? WhenPresent(call)
            : WhenPresent(call);

    /// <summary>What holds where a matcher passes a computed value.</summary>
    public Clause[] OfMatch(BoundMatch match) =>
        FieldOf(match.Operand) is { } operand
            ? Of(operand, f => MatcherClauses.Of(f, match.Matcher))
            : WhenPresent(match.Operand);

    /// <summary>What holds where an expression has a value.</summary>
    public Clause[] WhenPresent(BoundExpression node)
    {
        if (!budget.TryEnter())
            return ClauseList.None;
        var found = FindPresent(node);
        budget.Leave();
        return found;
    }

    private Clause[] FindPresent(BoundExpression node)
    {
        switch (node)
        {
            case BoundField field:
                return MatcherClauses.Present(field);
            case BoundChosen chosen:
                return MatcherClauses.Present(chosen.Field);
            case BoundColumn column when columns.TryGetValue(column.Index, out var held):
                return WhenPresent(held);
            case BoundByKind byKind:
                return WhenPresent(byKind.Children[0].Children[0]);
            case BoundLiteral literal:
                return literal.Value.IsNull ? ClauseList.Never : ClauseList.None;
            case BoundCall { Function: Coalesce } call:
                return ClauseList.Any([.. call.Children.Select(WhenPresent)]);
            case BoundCall { Function: PatternOperator or In } call:
                return WhenPresent(call.Children[0]);
            case BoundCall { Function: { Nulls: NullPolicy.GivesNull } and not ILazyFunction } call:
                return ClauseList.All([.. call.Children.Select(WhenPresent)]);
            default:
                return ClauseList.None;
        }
    }

    private Clause[]? OfEqual(BoundExpression operand, BoundExpression constant)
    {
        if (constant is not BoundLiteral { Value: { IsNull: false, IsMany: false } value })
            return null;
        return FieldOf(operand) is { } field && AtomsOf(field, value) is { } atoms
            ? Of(field, _ => ClauseList.One(atoms))
            : null;
    }

    private Clause[]? OfIn(IReadOnlyList<BoundExpression> arguments)
    {
        if (FieldOf(arguments[0]) is not { } field)
            return null;
        var atoms = new List<Atom>();
        for (var i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] is not BoundLiteral { Value.IsMany: false } literal)
                return null;
            if (literal.Value.IsNull)
                continue;
            if (AtomsOf(field, literal.Value) is not { } some)
                return null;
            atoms.AddRange(some);
        }

        return Of(field, _ => ClauseList.One([.. atoms]));
    }

    /// <summary>What equals a constant; null where the types leave that open.</summary>
    private static Atom[]? AtomsOf(Operand operand, in Value constant)
    {
        var (field, type) = (operand.Field, operand.Field.Type);
        if (constant.Kind == ValueKind.String)
        {
            var folded = AsciiCase.Fold(constant.AsBytes);
            if (operand.IsCut)
            {
                var held = MatcherClauses.OfLiteral(field, folded, AffixKind.Contains);
                return [.. held[0].Atoms];
            }

            // A value of a field that nothing declares may be a number, which then is compared as one.
            return type.IsString() ? [Atom.OfText(field, folded)]
                : type == DataType.Dynamic ? [Atom.OfText(field, folded), Atom.Of(AtomKind.NoText, field)]
                : null;
        }

        var isSame =
            (type is DataType.Integer or DataType.Long && constant.Kind is ValueKind.Integer or ValueKind.Long)
            || (type == DataType.Boolean && constant.Kind == ValueKind.Boolean)
            || (type == DataType.Ip && constant.Kind == ValueKind.Ip);
        return isSame ? [Atom.OfConstant(field, constant)] : null;
    }

    private Clause[]? OfPatterns(PatternOperator operation, IReadOnlyList<BoundExpression> arguments)
    {
        if (FieldOf(arguments[0]) is not { } operand)
            return null;
        var parts = new List<Clause[]>();
        for (var i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] is not BoundLiteral literal)
                return null;
            if (literal.Value.IsNull)
                continue;
            if (operation.MatcherOf(literal.Value.AsText()) is not { } matcher)
                return null;
            parts.Add(Of(operand, f => OfPattern(operand, f, matcher)));
        }

        return parts.Count == 0 ? null : ClauseList.Any([.. parts]);
    }

    private static Clause[] OfPattern(Operand operand, BoundField field, TextMatcher matcher)
    {
        // What was at the ends of a text that was cut is not at the ends of the field.
        if (operand.IsCut && matcher is WildcardMatcher { Pattern: var pattern })
            return MatcherClauses.OfLiteral(field, pattern.LongestLiteral, AffixKind.Contains);
        return MatcherClauses.Of(field, matcher);
    }

    private Clause[]? OfAffix(IReadOnlyList<BoundExpression> arguments, AffixKind place)
    {
        if (arguments[1] is not BoundLiteral { Value: { Kind: ValueKind.String } value })
            return null;
        if (FieldOf(arguments[0]) is not { } operand)
            return null;
        var bytes = value.AsBytes.ToArray();
        return Of(operand, f => MatcherClauses.OfLiteral(f, bytes, operand.IsCut ? AffixKind.Contains : place));
    }

    /// <summary><c>LOCATE(field, "text") > 0</c>: the field holds the text.</summary>
    private Clause[]? OfLocated(IReadOnlyList<BoundExpression> arguments)
    {
        if (arguments[1] is not BoundLiteral { Value: { IsNumber: true } least } || least.ToDouble() < 0)
            return null;
        var located =
            arguments[0] is BoundColumn column && columns.TryGetValue(column.Index, out var held) ? held : arguments[0];
        return located is BoundCall { Function: Locate } call ? OfAffix(call.Children, AffixKind.Contains) : null;
    }

    private static Clause[] Of(Operand operand, Func<BoundField, Clause[]> find)
    {
        var found = find(operand.Field);
        return operand.FoldsAll ? MatcherClauses.OrNotAscii(operand.Field, found) : found;
    }

    /// <summary>The field that an expression takes its values from, each value or one of them.</summary>
    private Operand? FieldOf(BoundExpression node)
    {
        if (!budget.TryEnter())
            return null;
        var found = FindField(node);
        budget.Leave();
        return found;
    }

    private Operand? FindField(BoundExpression node) =>
        node switch
        {
            BoundField field => new(field, false, false),
            BoundChosen chosen => new(chosen.Field, false, false),
            BoundColumn column when columns.TryGetValue(column.Index, out var held) => FieldOf(held),
            BoundCall { Function: ToLower or ToUpper } call => FieldOf(call.Children[0]) is { } inner
                ? inner with
                {
                    FoldsAll = true,
                }
                : null,
            BoundCall { Function: Trim or LTrim or RTrim } call => FieldOf(call.Children[0]) is { } inner
                ? inner with
                {
                    IsCut = true,
                }
                : null,
            BoundCall { Function: ToKeyword } call when call.Children[0].Type.IsString() => FieldOf(call.Children[0]),
            BoundCall { Function: MvFirst or MvLast or MvMin or MvMax or MvDedupe or MvSort } call => FieldOf(
                call.Children[0]
            ),
            _ => null,
        };
}
