using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>A function that picks or rearranges values of one argument; the result has its type.</summary>
internal abstract class PickFunction : ManyValuesFunction
{
    public override IReadOnlyList<Parameter> Parameters { get; } = [new("field", TypeSet.Any)];

    /// <summary>The result for a value that is not null.</summary>
    protected abstract Value Pick(in Value field);

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new((_, a) => Pick(a[0]), arguments[0].Type.ResultType());
}
