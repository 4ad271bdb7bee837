using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A span of hours or less from constant text.</summary>
internal sealed class ToTimeDuration : SpanConversionFunction
{
    public override string Name => "TO_TIMEDURATION";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_TIMEDURATION(text)",
            "A span of hours or less from constant text.",
            new FunctionExample(
                "TO_DATETIME(\"2024-01-31\") + TO_TIMEDURATION(\"36 hours\")",
                "2024-02-01T12:00:00.000Z"
            )
        );

    protected override DataType Target => DataType.TimeDuration;
}
