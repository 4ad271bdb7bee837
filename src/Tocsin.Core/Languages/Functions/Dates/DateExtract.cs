using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A part of a date as a number (ES|QL specification, 12.5).</summary>
internal sealed class DateExtract : TypedFunction
{
    public override string Name => "DATE_EXTRACT";

    public override FunctionDoc Doc { get; } =
        new(
            "DATE_EXTRACT(part, date)",
            "A part of a date as a number. Parts have the names of Java's ChronoField: year, month_of_year, day_of_month, "
                + "day_of_week (Monday is 1), hour_of_day and so on.",
            new FunctionExample("DATE_EXTRACT(\"day_of_week\", \"2024-02-29\")", "4"),
            new FunctionExample("DATE_EXTRACT(\"YEAR\", \"2024-02-29\")", "2024")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("part", TypeSet.String), new("date", TypeSet.Date)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[0].TryGetConstant(out var name))
            return new(ByName, DataType.Long);
        if (DateParts.Find(name.AsText()) is { } part)
            return new((_, a) => Value.FromLong(part(CivilTime.Of(a[1]))), DataType.Long);
        error = new(DateParts.DescribeUnknown(name.AsText()), 0);
        return null;
    }

    private static Value ByName(CallContext call, ReadOnlySpan<Value> arguments) =>
        DateParts.Find(arguments[0].AsText()) is { } part
            ? Value.FromLong(part(CivilTime.Of(arguments[1])))
            : call.Fail(
                EvaluationFailure.IllegalArgument(
                    $"No enum constant java.time.temporal.ChronoField.{arguments[0].AsText()}"
                )
            );
}
