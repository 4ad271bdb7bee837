using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether two values differ; null if one of them is null.</summary>
internal sealed class NotEqual : ComparisonOperator
{
    public override string Name => "!=";

    public override FunctionDoc Doc { get; } =
        new(
            "left != right",
            "Whether two values differ; null if one of them is null.",
            new FunctionExample("1 != 2", "true"),
            new FunctionExample("\"x\" != null", "null")
        );

    protected override bool NeedsOrder => false;

    protected override bool Holds(int order) => order != 0;

    protected override ScalarKernel KernelForStrings() =>
        static (_, a) => Value.FromBoolean(!a[0].AsBytes.SequenceEqual(a[1].AsBytes));

    protected override ScalarKernel KernelForConstant(Value constant) =>
        (_, a) => Value.FromBoolean(!a[0].AsBytes.SequenceEqual(constant.AsBytes));
}
