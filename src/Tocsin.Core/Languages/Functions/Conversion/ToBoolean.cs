using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A truth value: the text true in any case is true and every other text false; 0 is false and other numbers true.</summary>
internal sealed class ToBoolean : ConversionFunction
{
    public override string Name => "TO_BOOLEAN";

    public override IReadOnlyList<string> Aliases => ["TO_BOOL"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_BOOLEAN(value)",
            "A truth value: the text true in any case is true and every other text false; 0 is false and other numbers true.",
            new FunctionExample("TO_BOOLEAN([\"TRUE\", \"yes\"])", "[true, false]"),
            new FunctionExample("TO_BOOL(2)", "true")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Boolean.Or(TypeSet.Numeric).Or(TypeSet.String))];

    protected override DataType Target => DataType.Boolean;
}
