using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>The text of a value: dates as ISO 8601, addresses in their short form, points as well-known text.</summary>
internal sealed class ToKeyword : ConversionFunction
{
    public override string Name => "TO_STRING";

    public override IReadOnlyList<string> Aliases => ["TO_STR"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_STRING(value)",
            "The text of a value: dates as ISO 8601, addresses in their short form, points as well-known text.",
            new FunctionExample("TO_STRING(1.0E7)", "1.0E7"),
            new FunctionExample("TO_STRING(0.5)", "0.5"),
            new FunctionExample("TO_STR(TO_DATETIME(\"2024-05-01\"))", "2024-05-01T00:00:00.000Z")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("value", TypeSet.Any)];

    protected override DataType Target => DataType.Keyword;
}
