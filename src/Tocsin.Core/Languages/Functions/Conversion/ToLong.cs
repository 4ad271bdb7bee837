using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A whole number of 64 bits; fractions are rounded to the nearest, halves up; dates are milliseconds since 1970.</summary>
internal sealed class ToLong : ConversionFunction
{
    public override string Name => "TO_LONG";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_LONG(value)",
            "A whole number of 64 bits; fractions are rounded to the nearest, halves up; dates are milliseconds since 1970.",
            new FunctionExample("TO_LONG(\"2147483648.2\")", "2147483648"),
            new FunctionExample("TO_LONG(true)", "1"),
            new FunctionExample("TO_LONG(TO_DATETIME(\"1970-01-02\"))", "86400000")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Numeric.Or(TypeSet.String).Or(TypeSet.Boolean).Or(TypeSet.Date))];

    protected override DataType Target => DataType.Long;
}
