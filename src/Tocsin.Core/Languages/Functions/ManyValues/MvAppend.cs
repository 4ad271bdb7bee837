using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values of one argument and then those of another.</summary>
internal sealed class MvAppend : ManyValuesFunction
{
    public override string Name => "MV_APPEND";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_APPEND(field1, field2)",
            "The values of one field and then those of another; null if either is null.",
            new FunctionExample("MV_APPEND(\"a\", [\"b\", \"c\"])", "[a, b, c]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("field1", TypeSet.Any), new("field2", TypeSet.Any)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        CommonType.TryFind(Name, arguments, out var type, out error)
            ? new((_, a) => ValueSets.Append(CommonType.Unify(a[0], type), CommonType.Unify(a[1], type)), type)
            : null;
}
