using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether two values are equal; text is compared byte for byte.</summary>
internal sealed class Equal : ComparisonOperator
{
    public override string Name => "==";

    public override FunctionDoc Doc { get; } =
        new(
            "left == right",
            "Whether two values are equal; text is compared byte for byte.",
            new FunctionExample("1 == 1.0", "true"),
            new FunctionExample("\"a\" == \"A\"", "false"),
            new FunctionExample("null == 1", "null")
        );

    protected override bool NeedsOrder => false;

    protected override bool Holds(int order) => order == 0;

    protected override ScalarKernel KernelForStrings() =>
        static (_, a) => Value.FromBoolean(a[0].AsBytes.SequenceEqual(a[1].AsBytes));

    protected override ScalarKernel KernelForConstant(Value constant) =>
        (_, a) => Value.FromBoolean(a[0].AsBytes.SequenceEqual(constant.AsBytes));
}
