using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A number rounded to decimals, halves away from zero; a negative number of decimals rounds to tens, hundreds and so on.</summary>
internal sealed class Round : TypedFunction
{
    /// <summary>From here on a double has no fraction.</summary>
    private const double WholeMin = 4_503_599_627_370_496d;

    public override string Name => "ROUND";

    public override FunctionDoc Doc { get; } =
        new(
            "ROUND(number [, decimals])",
            "A number rounded to decimals (default 0), halves away from zero.",
            new FunctionExample("ROUND(-1.5)", "-2.0"),
            new FunctionExample("ROUND(1.2345, 2)", "1.23"),
            new FunctionExample("ROUND(1250, -2)", "1300")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("number", TypeSet.Numeric), new("decimals", TypeSet.Whole, ParameterTraits.Optional)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return type switch
        {
            DataType.Double => new(
                static (call, a) => call.Finite(OfDouble(a[0].AsDouble, a.Length > 1 ? a[1].AsLong : 0)),
                type
            ),
            _ when arguments.Length == 1 => new(static (_, a) => a[0], type),
            DataType.Integer => new(
                static (call, a) =>
                    TryWhole(a[0].AsLong, a[1].AsLong, out var rounded) && rounded == (int)rounded
                        ? Value.FromInteger((int)rounded)
                        : call.Fail(Failures.IntegerOverflow),
                type
            ),
            DataType.Long => new(
                static (call, a) =>
                    TryWhole(a[0].AsLong, a[1].AsLong, out var rounded) && rounded == (long)rounded
                        ? Value.FromLong((long)rounded)
                        : call.Fail(Failures.LongOverflow),
                type
            ),
            DataType.UnsignedLong => new(
                static (call, a) =>
                    TryWhole(a[0].AsUnsignedLong, a[1].AsLong, out var rounded) && rounded <= ulong.MaxValue
                        ? Value.FromUnsignedLong((ulong)rounded)
                        : call.Fail(Failures.UnsignedLongOverflow),
                type
            ),
            _ => new(static (_, _) => Value.Null, type),
        };
    }

    private static double OfDouble(double number, long decimals)
    {
        // As the reference does it: scale, round, scale back. Digits beyond what a double has leave it as it is.
        var scale = Math.Pow(10, Math.Clamp(decimals, -400, 400));
        var scaled = Math.Abs(number) * scale;
        if (double.IsInfinity(scale) || scaled >= WholeMin)
            return number;
        if (scale == 0)
            return 0;
        return Math.Floor(scaled + 0.5) / scale * (number < 0 ? -1 : 1);
    }

    private static bool TryWhole(Int128 number, long decimals, out Int128 rounded)
    {
        rounded = number;
        if (decimals >= 0)
            return true;
        if (decimals < -20)
        {
            rounded = 0;
            return true;
        }

        Int128 unit = 1;
        for (var i = 0L; i > decimals; i--)
            unit *= 10;
        var half = unit / 2 * (number < 0 ? -1 : 1);
        rounded = (number + half) / unit * unit;
        return true;
    }
}
