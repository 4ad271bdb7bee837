using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A span of days, months or years from constant text.</summary>
internal sealed class ToDatePeriod : SpanConversionFunction
{
    public override string Name => "TO_DATEPERIOD";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_DATEPERIOD(text)",
            "A span of days, months or years from constant text.",
            new FunctionExample("TO_DATETIME(\"2024-01-31\") + TO_DATEPERIOD(\"1 month\")", "2024-02-29T00:00:00.000Z")
        );

    protected override DataType Target => DataType.DatePeriod;
}
