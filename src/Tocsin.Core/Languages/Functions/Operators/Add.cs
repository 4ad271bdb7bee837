using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Sum of numbers; a date moved by a span, in either order; sum of spans of one kind.</summary>
internal sealed class Add : DateArithmeticOperator
{
    public override string Name => "+";

    public override FunctionDoc Doc { get; } =
        new(
            "left + right",
            "Adds numbers, moves a date by a time span, or adds time spans of one kind.",
            new FunctionExample("1 + 2.5", "3.5"),
            new FunctionExample("2147483647 + 1", "null"),
            new FunctionExample("\"2024-01-31\" + 1 month", "2024-02-29T00:00:00.000Z")
        );

    protected override int Sign => 1;

    protected override Value OfIntegers(CallContext call, int left, int right)
    {
        var sum = (long)left + right;
        return sum == (int)sum ? Value.FromInteger((int)sum) : call.Fail(Failures.IntegerOverflow);
    }

    protected override Value OfLongs(CallContext call, long left, long right)
    {
        var sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) < 0 ? call.Fail(Failures.LongOverflow) : Value.FromLong(sum);
    }

    protected override Value OfUnsignedLongs(CallContext call, ulong left, ulong right)
    {
        var sum = unchecked(left + right);
        return sum < left ? call.Fail(Failures.UnsignedLongOverflow) : Value.FromUnsignedLong(sum);
    }

    protected override Value OfDoubles(CallContext call, double left, double right) => call.Finite(left + right);
}
