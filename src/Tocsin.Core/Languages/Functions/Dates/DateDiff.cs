using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>How many whole units lie between two dates (ES|QL specification, 12.5, 16.6).</summary>
internal sealed class DateDiff : TypedFunction
{
    public override string Name => "DATE_DIFF";

    public override FunctionDoc Doc { get; } =
        new(
            "DATE_DIFF(unit, start, end)",
            "How many whole units have elapsed from a start to an end; negative if the end comes first. "
                + "Units are year, quarter, month, week, day, hour, minute, second, millisecond, microsecond, nanosecond and their short forms; m is month.",
            new FunctionExample("DATE_DIFF(\"minutes\", \"2024-01-01T00:00:00Z\", \"2024-01-01T01:30:59Z\")", "90"),
            new FunctionExample("DATE_DIFF(\"month\", \"2024-01-31\", \"2024-02-29\")", "0"),
            new FunctionExample("DATE_DIFF(\"dd\", \"2024-01-02\", \"2024-01-01\")", "-1")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("unit", TypeSet.String), new("start", TypeSet.Date), new("end", TypeSet.Date)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[0].TryGetConstant(out var name))
            return new(ByUnitName, DataType.Integer);
        if (DateUnits.TryFind(name.AsText(), out var unit))
            return new((call, a) => Count(call, unit, a[1], a[2]), DataType.Integer);
        error = new(DateUnits.DescribeUnknown(name.AsText()), 0);
        return null;
    }

    private static Value ByUnitName(CallContext call, ReadOnlySpan<Value> arguments) =>
        DateUnits.TryFind(arguments[0].AsText(), out var unit)
            ? Count(call, unit, arguments[1], arguments[2])
            : call.Fail(
                EvaluationFailure.IllegalArgument($"A value of [{arguments[0].AsText()}] is not a valid date unit")
            );

    private static Value Count(CallContext call, DateUnit unit, in Value start, in Value end)
    {
        var count = DateUnits.Between(unit, start, end);
        return count == (int)count
            ? Value.FromInteger((int)count)
            : call.Fail(EvaluationFailure.InvalidArgument($"[{count}] out of [integer] range"));
    }
}
