using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The size of a number without its sign.</summary>
internal sealed class Abs : TypedFunction
{
    public override string Name => "ABS";

    public override FunctionDoc Doc { get; } =
        new(
            "ABS(number)",
            "The size of a number without its sign.",
            new FunctionExample("ABS(-1)", "1"),
            new FunctionExample("ABS(-1.5)", "1.5")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return type switch
        {
            DataType.Integer => new(
                static (call, a) =>
                    a[0].AsInteger == int.MinValue
                        ? call.Fail(Failures.IntegerOverflow)
                        : Value.FromInteger(Math.Abs(a[0].AsInteger)),
                type
            ),
            DataType.Long => new(
                static (call, a) =>
                    a[0].AsLong == long.MinValue
                        ? call.Fail(Failures.LongOverflow)
                        : Value.FromLong(Math.Abs(a[0].AsLong)),
                type
            ),
            DataType.Double => new(static (_, a) => Value.FromDouble(Math.Abs(a[0].AsDouble)), type),
            _ => new(static (_, a) => a[0], type),
        };
    }
}
