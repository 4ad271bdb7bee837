using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values on one side of a bound: numbers by value, text by bytes, instants by time, addresses by address, versions by version.</summary>
/// <remarks>A value of another family never passes, nor does a number that is not a number. Booleans and points have no order.</remarks>
internal sealed class RangeMatcher(RangeOperator op, Value bound) : ValueMatcher
{
    private readonly Family _family = FamilyOf(bound);

    private enum Family
    {
        None,
        Number,
        Text,
        Instant,
        Address,
        Version,
        Duration,
    }

    /// <summary>On which side of the bound.</summary>
    public RangeOperator Operator { get; } = op;

    /// <summary>The bound; never null or many.</summary>
    public Value Bound { get; } = bound.ToOwned();

    public override string Key =>
        Operator switch
        {
            RangeOperator.Less => "< ",
            RangeOperator.LessOrEqual => "<= ",
            RangeOperator.Greater => "> ",
            _ => ">= ",
        } + MatcherKey.Of(Bound);

    public override bool Matches(in Value value)
    {
        if (_family == Family.None || FamilyOf(value) != _family)
            return false;
        var order = ValueComparer.CompareValues(value, Bound);
        return Operator switch
        {
            RangeOperator.Less => order < 0,
            RangeOperator.LessOrEqual => order <= 0,
            RangeOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static Family FamilyOf(in Value value) =>
        value.Kind switch
        {
            ValueKind.Integer or ValueKind.Long or ValueKind.UnsignedLong => Family.Number,
            ValueKind.Double => double.IsNaN(value.AsDouble) ? Family.None : Family.Number,
            ValueKind.String => Family.Text,
            ValueKind.Date or ValueKind.DateNanos => Family.Instant,
            ValueKind.Ip => Family.Address,
            ValueKind.Version => Family.Version,
            ValueKind.TimeDuration => Family.Duration,
            _ => Family.None,
        };
}
