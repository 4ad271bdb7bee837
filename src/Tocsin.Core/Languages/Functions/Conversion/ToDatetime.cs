using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>An instant, from ISO 8601 text or milliseconds since 1970.</summary>
internal sealed class ToDatetime : ConversionFunction
{
    public override string Name => "TO_DATETIME";

    public override IReadOnlyList<string> Aliases => ["TO_DT"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_DATETIME(value)",
            "An instant, from ISO 8601 text or milliseconds since 1970.",
            new FunctionExample("TO_DATETIME(\"2024-01-01T10:00:00+02:00\")", "2024-01-01T08:00:00.000Z"),
            new FunctionExample("TO_DATETIME(1)", "1970-01-01T00:00:00.001Z"),
            new FunctionExample("TO_DT(\"2024-01-01 10:00:00\")", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Date.Or(TypeSet.Numeric).Or(TypeSet.String))];

    protected override DataType Target => DataType.Date;
}
