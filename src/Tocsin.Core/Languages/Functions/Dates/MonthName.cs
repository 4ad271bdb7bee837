using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>The English name of a date's month.</summary>
internal sealed class MonthName : TypedFunction
{
    public override string Name => "MONTH_NAME";

    public override FunctionDoc Doc { get; } =
        new(
            "MONTH_NAME(date)",
            "The English name of a date's month.",
            new FunctionExample("MONTH_NAME(\"1953-09-02\")", "September")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("date", TypeSet.Date)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromText(CalendarNames.Months[CivilTime.Of(a[0]).Month - 1]), DataType.Keyword);
}
