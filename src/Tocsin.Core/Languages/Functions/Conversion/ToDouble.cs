using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A number with a fraction.</summary>
internal sealed class ToDouble : ConversionFunction
{
    public override string Name => "TO_DOUBLE";

    public override IReadOnlyList<string> Aliases => ["TO_DBL"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_DOUBLE(value)",
            "A number with a fraction.",
            new FunctionExample("TO_DOUBLE(\"5.20128E11\")", "5.20128E11"),
            new FunctionExample("TO_DOUBLE(7)", "7.0")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Numeric.Or(TypeSet.String).Or(TypeSet.Boolean).Or(TypeSet.Date))];

    protected override DataType Target => DataType.Double;
}
