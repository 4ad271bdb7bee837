using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Quotient of numbers; whole numbers divide as such, truncating toward zero.</summary>
internal sealed class Divide : ArithmeticOperator
{
    public override string Name => "/";

    public override FunctionDoc Doc { get; } =
        new(
            "left / right",
            "Divides numbers. Whole numbers divide as whole numbers, truncating toward zero; by zero is null.",
            new FunctionExample("-7 / 2", "-3"),
            new FunctionExample("7 / 2.0", "3.5"),
            new FunctionExample("1.0 / 0", "null")
        );

    protected override Value OfIntegers(CallContext call, int left, int right)
    {
        if (right == 0)
            return call.Fail(Failures.DivisionByZero);
        return left == int.MinValue && right == -1
            ? call.Fail(Failures.IntegerOverflow)
            : Value.FromInteger(left / right);
    }

    protected override Value OfLongs(CallContext call, long left, long right)
    {
        if (right == 0)
            return call.Fail(Failures.DivisionByZero);
        return left == long.MinValue && right == -1 ? call.Fail(Failures.LongOverflow) : Value.FromLong(left / right);
    }

    protected override Value OfUnsignedLongs(CallContext call, ulong left, ulong right) =>
        right == 0 ? call.Fail(Failures.DivisionByZero) : Value.FromUnsignedLong(left / right);

    protected override Value OfDoubles(CallContext call, double left, double right) =>
        right == 0 ? call.Fail(Failures.DivisionByZero) : call.Finite(left / right);
}
