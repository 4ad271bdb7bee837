using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A date rounded down to the beginning of the span it lies in (ES|QL specification, 16.5).</summary>
internal sealed class DateTrunc : TypedFunction
{
    public override string Name => "DATE_TRUNC";

    public override FunctionDoc Doc { get; } =
        new(
            "DATE_TRUNC(span, date)",
            "A date rounded down to the beginning of the span it lies in. Weeks begin on Monday.",
            new FunctionExample("DATE_TRUNC(1 year, \"1991-06-26\")", "1991-01-01T00:00:00.000Z"),
            new FunctionExample("DATE_TRUNC(5m, \"2024-05-01T10:07:30\")", "2024-05-01T10:05:00.000Z"),
            new FunctionExample("DATE_TRUNC(\"1 week\", \"2024-05-01\")", "2024-04-29T00:00:00.000Z")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("span", SpanArgument.Types, ParameterTraits.Constant), new("date", TypeSet.Date)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = SpanArgument.TypeOfRounded(arguments[1].Type);
        var rounding = SpanArgument.ToRounding(Name, 0, arguments[0], out error);
        if (error is not null)
            return null;
        return rounding is null ? new(static (_, _) => Value.Null, type) : new((_, a) => rounding.Round(a[1]), type);
    }
}
