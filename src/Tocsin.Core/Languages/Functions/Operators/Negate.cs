using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>The unary minus, of numbers and time spans.</summary>
internal sealed class Negate : TypedFunction
{
    public override string Name => "NEG";

    public override FunctionDoc Doc { get; } =
        new(
            "-value",
            "Negates a number or a time span; the smallest whole number has no opposite and gives null.",
            new FunctionExample("-(3)", "-3"),
            new FunctionExample("\"2024-01-31\" + -(1 day)", "2024-01-30T00:00:00.000Z")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.SignedNumeric.Or(TypeSet.Span))];

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) => null;

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return type switch
        {
            DataType.Integer => new(
                static (call, a) =>
                    a[0].AsInteger == int.MinValue
                        ? call.Fail(Failures.IntegerOverflow)
                        : Value.FromInteger(-a[0].AsInteger),
                type
            ),
            DataType.Long => new(
                static (call, a) =>
                    a[0].AsLong == long.MinValue ? call.Fail(Failures.LongOverflow) : Value.FromLong(-a[0].AsLong),
                type
            ),
            DataType.Double => new(static (_, a) => Value.FromDouble(-a[0].AsDouble), type),
            DataType.TimeDuration => new(static (_, a) => Value.FromDuration(-a[0].AsLong), type),
            DataType.DatePeriod => new(static (_, a) => Value.FromPeriod(-a[0].PeriodMonths, -a[0].PeriodDays), type),
            _ => new(static (_, _) => Value.Null, DataType.Null),
        };
    }
}
