using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Product of numbers.</summary>
internal sealed class Multiply : ArithmeticOperator
{
    public override string Name => "*";

    public override FunctionDoc Doc { get; } =
        new(
            "left * right",
            "Multiplies numbers; an overflow is null.",
            new FunctionExample("3 * 4", "12"),
            new FunctionExample("9223372036854775807 * 2", "null")
        );

    protected override Value OfIntegers(CallContext call, int left, int right)
    {
        var product = (long)left * right;
        return product == (int)product ? Value.FromInteger((int)product) : call.Fail(Failures.IntegerOverflow);
    }

    protected override Value OfLongs(CallContext call, long left, long right)
    {
        var high = Math.BigMul(left, right, out long low);
        return high == low >> 63 ? Value.FromLong(low) : call.Fail(Failures.LongOverflow);
    }

    protected override Value OfUnsignedLongs(CallContext call, ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out ulong low);
        return high == 0 ? Value.FromUnsignedLong(low) : call.Fail(Failures.UnsignedLongOverflow);
    }

    protected override Value OfDoubles(CallContext call, double left, double right) => call.Finite(left * right);
}
