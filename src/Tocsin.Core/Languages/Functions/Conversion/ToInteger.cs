using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A whole number of 32 bits; fractions are rounded to the nearest, halves up.</summary>
internal sealed class ToInteger : ConversionFunction
{
    public override string Name => "TO_INTEGER";

    public override IReadOnlyList<string> Aliases => ["TO_INT"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_INTEGER(value)",
            "A whole number of 32 bits; fractions are rounded to the nearest, halves up.",
            new FunctionExample("TO_INTEGER(3.9)", "4"),
            new FunctionExample("TO_INTEGER(\"2147483648\")", "null"),
            new FunctionExample("TO_INT([\"1\", \"two\", \"3\"])", "[1, 3]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Numeric.Or(TypeSet.String).Or(TypeSet.Boolean).Or(TypeSet.Date))];

    protected override DataType Target => DataType.Integer;
}
