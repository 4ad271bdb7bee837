using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>The English name of a date's day of the week.</summary>
internal sealed class DayName : TypedFunction
{
    public override string Name => "DAY_NAME";

    public override FunctionDoc Doc { get; } =
        new(
            "DAY_NAME(date)",
            "The English name of a date's day of the week.",
            new FunctionExample("DAY_NAME(\"1953-09-02\")", "Wednesday")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("date", TypeSet.Date)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromText(CalendarNames.Days[CivilTime.Of(a[0]).DayOfWeek - 1]), DataType.Keyword);
}
