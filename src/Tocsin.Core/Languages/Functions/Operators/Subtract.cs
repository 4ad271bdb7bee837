using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Difference of numbers; a date moved back by a span; difference of spans of one kind.</summary>
internal sealed class Subtract : DateArithmeticOperator
{
    public override string Name => "-";

    public override FunctionDoc Doc { get; } =
        new(
            "left - right",
            "Subtracts numbers, moves a date back by a time span, or subtracts time spans of one kind.",
            new FunctionExample("1 - 2", "-1"),
            new FunctionExample("\"2024-03-31\" - 1 month", "2024-02-29T00:00:00.000Z")
        );

    protected override int Sign => -1;

    protected override Value OfIntegers(CallContext call, int left, int right)
    {
        var difference = (long)left - right;
        return difference == (int)difference ? Value.FromInteger((int)difference) : call.Fail(Failures.IntegerOverflow);
    }

    protected override Value OfLongs(CallContext call, long left, long right)
    {
        var difference = unchecked(left - right);
        return ((left ^ right) & (left ^ difference)) < 0
            ? call.Fail(Failures.LongOverflow)
            : Value.FromLong(difference);
    }

    protected override Value OfUnsignedLongs(CallContext call, ulong left, ulong right) =>
        right > left ? call.Fail(Failures.UnsignedLongOverflow) : Value.FromUnsignedLong(left - right);

    protected override Value OfDoubles(CallContext call, double left, double right) => call.Finite(left - right);
}
