using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The sum of all values, of their type; an overflow is null.</summary>
internal sealed class MvSum : ManyValuesFunction
{
    public override string Name => "MV_SUM";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_SUM(number)",
            "The sum of all values, of their type; an overflow is null.",
            new FunctionExample("MV_SUM([3, 5, 6])", "14"),
            new FunctionExample("MV_SUM([2147483647, 1])", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return type switch
        {
            DataType.Integer => new(
                static (call, a) =>
                    Total(a[0]) is var sum && sum == (int)sum
                        ? Value.FromInteger((int)sum)
                        : call.Fail(Failures.IntegerOverflow),
                type
            ),
            DataType.Long => new(
                static (call, a) =>
                    Total(a[0]) is var sum && sum == (long)sum
                        ? Value.FromLong((long)sum)
                        : call.Fail(Failures.LongOverflow),
                type
            ),
            DataType.UnsignedLong => new(
                static (call, a) =>
                    Total(a[0]) is var sum && sum <= ulong.MaxValue
                        ? Value.FromUnsignedLong((ulong)sum)
                        : call.Fail(Failures.UnsignedLongOverflow),
                type
            ),
            DataType.Double => new(static (call, a) => call.Finite(DoubleSum.Of(a[0])), type),
            _ => new(static (_, _) => Value.Null, type),
        };
    }

    private static Int128 Total(in Value values)
    {
        Int128 sum = 0;
        for (var i = 0; i < values.Count; i++)
            sum += values[i].Kind == ValueKind.UnsignedLong ? (Int128)values[i].AsUnsignedLong : values[i].AsLong;
        return sum;
    }
}
