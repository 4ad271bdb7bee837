using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A whole number from 0 to 18446744073709551615.</summary>
internal sealed class ToUnsignedLong : ConversionFunction
{
    public override string Name => "TO_UNSIGNED_LONG";

    public override IReadOnlyList<string> Aliases => ["TO_UL", "TO_ULONG"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_UNSIGNED_LONG(value)",
            "A whole number from 0 to 18446744073709551615.",
            new FunctionExample("TO_UL(\"18446744073709551615\")", "18446744073709551615"),
            new FunctionExample("TO_UNSIGNED_LONG(-1)", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Numeric.Or(TypeSet.String).Or(TypeSet.Boolean).Or(TypeSet.Date))];

    protected override DataType Target => DataType.UnsignedLong;
}
