using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The size of one number with the sign of another.</summary>
internal sealed class CopySign : TypedFunction
{
    public override string Name => "COPY_SIGN";

    public override FunctionDoc Doc { get; } =
        new(
            "COPY_SIGN(magnitude, sign)",
            "The size of one number with the sign of another.",
            new FunctionExample("COPY_SIGN(10.0, -5)", "-10.0"),
            new FunctionExample("COPY_SIGN(-3, 1)", "3")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("magnitude", TypeSet.SignedNumeric), new("sign", TypeSet.SignedNumeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return type switch
        {
            DataType.Integer => new(
                static (call, a) =>
                {
                    var number = IsNegative(a[1]) ? -Math.Abs((long)a[0].AsInteger) : Math.Abs((long)a[0].AsInteger);
                    return number == (int)number ? Value.FromInteger((int)number) : call.Fail(Failures.IntegerOverflow);
                },
                type
            ),
            DataType.Long => new(
                static (call, a) =>
                {
                    var number = a[0].AsLong;
                    if (number < 0 == IsNegative(a[1]))
                        return a[0];
                    return number == long.MinValue ? call.Fail(Failures.LongOverflow) : Value.FromLong(-number);
                },
                type
            ),
            DataType.Double => new(
                static (_, a) => Value.FromDouble(Math.CopySign(a[0].AsDouble, IsNegative(a[1]) ? -1 : 1)),
                type
            ),
            _ => new(static (_, _) => Value.Null, type),
        };
    }

    private static bool IsNegative(in Value value) => double.IsNegative(value.ToDouble());
}
