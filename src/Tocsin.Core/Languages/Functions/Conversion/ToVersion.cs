using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A version; any text is one.</summary>
internal sealed class ToVersion : ConversionFunction
{
    public override string Name => "TO_VERSION";

    public override IReadOnlyList<string> Aliases => ["TO_VER"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_VERSION(value)",
            "A version; any text is one.",
            new FunctionExample("TO_VERSION(\"1.2.3\") < TO_VERSION(\"1.11.0\")", "true")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.String.Or(TypeSet.Of("version", DataType.Version)))];

    protected override DataType Target => DataType.Version;
}
