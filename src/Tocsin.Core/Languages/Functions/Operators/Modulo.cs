using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Remainder of a truncating division; it takes the sign of the dividend.</summary>
internal sealed class Modulo : ArithmeticOperator
{
    public override string Name => "%";

    public override FunctionDoc Doc { get; } =
        new(
            "left % right",
            "Remainder of a division, with the sign of the dividend; by zero is null.",
            new FunctionExample("-7 % 2", "-1"),
            new FunctionExample("7.5 % 2", "1.5")
        );

    protected override Value OfIntegers(CallContext call, int left, int right)
    {
        if (right == 0)
            return call.Fail(Failures.DivisionByZero);
        return Value.FromInteger(right == -1 ? 0 : left % right);
    }

    protected override Value OfLongs(CallContext call, long left, long right)
    {
        if (right == 0)
            return call.Fail(Failures.DivisionByZero);
        return Value.FromLong(right == -1 ? 0 : left % right);
    }

    protected override Value OfUnsignedLongs(CallContext call, ulong left, ulong right) =>
        right == 0 ? call.Fail(Failures.DivisionByZero) : Value.FromUnsignedLong(left % right);

    protected override Value OfDoubles(CallContext call, double left, double right) =>
        right == 0 ? call.Fail(Failures.DivisionByZero) : call.Finite(left % right);
}
