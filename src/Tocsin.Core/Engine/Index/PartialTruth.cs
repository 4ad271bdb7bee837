using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Binding;

namespace Tocsin.Core.Engine.Index;

/// <summary>What a condition can be where only some fields of the event are known: a set of truths.</summary>
/// <remarks>Never leaves out what can be; that a test of another field depends on a known one is not seen.</remarks>
/// <param name="context">Holds an event that has the known values.</param>
/// <param name="isKnown">Whether a field is known, by its slot.</param>
internal sealed class PartialTruth(EvalContext context, Func<int, bool> isKnown)
{
    private const int DepthMax = 64;

    [Flags]
    private enum Truths
    {
        None = 0,
        True = 1,
        False = 2,
        Unknown = 4,
        Any = True | False | Unknown,
    }

    /// <summary>Whether a condition can be true.</summary>
    public bool MayBeTrue(BoundExpression condition) => (Of(condition, 0) & Truths.True) != 0;

    /// <summary>What is left of conditions that all hold.</summary>
    public Remainder RestOf(BoundExpression[] conditions)
    {
        if (!Array.TrueForAll(conditions, c => IsOfEvent(c, 0)))
            return new(conditions, null, IsUsable: false);
        var rests = new List<BoundExpression>();
        foreach (var condition in conditions)
        {
            var rest = Rest(condition, 0);
            if (rest is not BoundLiteral literal || literal.Test(context) != Truth.True)
                rests.Add(rest);
        }

        return new(
            conditions,
            rests.Count switch
            {
                0 => null,
                1 => rests[0],
                _ => new AdaptiveLogic([.. rests], Truth.False, rests[0].Span),
            },
            IsUsable: true
        );
    }

    /// <summary>A node that has the same truth as another for all events with the known values, without what these decide.</summary>
    private BoundExpression Rest(BoundExpression node, int depth)
    {
        if (depth > DepthMax)
            return node;
        switch (Of(node, depth))
        {
            case Truths.True:
                return BoundLiteral.FromTruth(Truth.True, node.Span);
            case Truths.False:
                return BoundLiteral.FromTruth(Truth.False, node.Span);
            case Truths.Unknown:
                return BoundLiteral.FromTruth(Truth.Unknown, node.Span);
        }

        switch (node)
        {
            case BoundNot not:
                return not.WithChildren([Rest(not.Operand, depth + 1)]);
            case BoundAnd or BoundOr:
                var (neutral, decisive) = node is BoundAnd ? (Truth.True, Truth.False) : (Truth.False, Truth.True);
                var rests = new List<BoundExpression>();
                foreach (var operand in node.Children)
                {
                    var rest = Rest(operand, depth + 1);
                    if (rest is not BoundLiteral literal || literal.Test(context) != neutral)
                        rests.Add(rest);
                }

                return rests.Count == 1 ? rests[0] : new AdaptiveLogic([.. rests], decisive, node.Span);
            default:
                return node;
        }
    }

    /// <summary>Whether nothing but the event decides a node.</summary>
    private static bool IsOfEvent(BoundExpression node, int depth)
    {
        switch (node)
        {
            case BoundFieldTest or BoundLiteral or BoundField or BoundChosen or BoundObjectExists:
                return true;
            case BoundCall { Function.IsPure: false }:
                return false;
            case BoundAnd
            or BoundOr
            or BoundNot
            or BoundIsNull
            or BoundMatch
            or BoundChoice
            or BoundSingleTruth
            or BoundCall when depth < DepthMax:
                for (var i = 0; i < node.Children.Count; i++)
                {
                    if (!IsOfEvent(node.Children[i], depth + 1))
                        return false;
                }

                return true;
            default:
                return false;
        }
    }

    private Truths Of(BoundExpression node, int depth)
    {
        if (depth > DepthMax)
            return Truths.Any;
        switch (node)
        {
            case BoundFieldTest test:
                return isKnown(test.Field.Slot) ? OfTruth(test.Test(context)) : Truths.True | Truths.False;
            case BoundNot not:
                return Negate(Of(not.Operand, depth + 1));
            case BoundAnd:
                return OfAnd(node, depth);
            case BoundOr:
                return OfOr(node, depth);
            default:
                return IsKnown(node, depth) ? OfTruth(node.Test(context)) : Truths.Any;
        }
    }

    /// <summary>Whether a node reads nothing but known fields; one of a kind that is not known here never does.</summary>
    private bool IsKnown(BoundExpression node, int depth)
    {
        switch (node)
        {
            case BoundLiteral:
                return true;
            case BoundField field:
                return isKnown(field.Slot);
            case BoundCall { Function.IsPure: false }:
                return false;
            case BoundCall or BoundIsNull or BoundSingleTruth when depth < DepthMax:
                for (var i = 0; i < node.Children.Count; i++)
                {
                    if (!IsKnown(node.Children[i], depth + 1))
                        return false;
                }

                return true;
            default:
                return false;
        }
    }

    private Truths OfAnd(BoundExpression node, int depth)
    {
        var all = Truths.True;
        for (var i = 0; i < node.Children.Count && all != Truths.False; i++)
            all = Smaller(all, Of(node.Children[i], depth + 1));
        return all;
    }

    private Truths OfOr(BoundExpression node, int depth)
    {
        var none = Truths.True;
        for (var i = 0; i < node.Children.Count && none != Truths.False; i++)
            none = Smaller(none, Negate(Of(node.Children[i], depth + 1)));
        return Negate(none);
    }

    /// <summary>What the smaller one of two can be, where false is smaller than unknown, and that smaller than true.</summary>
    private static Truths Smaller(Truths left, Truths right)
    {
        var smaller = (left | right) & Truths.False | left & right & Truths.True;
        var mayBeUnknown = ((left | right) & Truths.Unknown) != 0 && left != Truths.False && right != Truths.False;
        return mayBeUnknown ? smaller | Truths.Unknown : smaller;
    }

    private static Truths Negate(Truths truths) =>
        (truths & Truths.Unknown)
        | ((truths & Truths.True) != 0 ? Truths.False : 0)
        | ((truths & Truths.False) != 0 ? Truths.True : 0);

    private static Truths OfTruth(Truth truth) =>
        truth switch
        {
            Truth.True => Truths.True,
            Truth.False => Truths.False,
            _ => Truths.Unknown,
        };
}
