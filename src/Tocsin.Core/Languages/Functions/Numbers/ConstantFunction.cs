using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A constant of mathematics.</summary>
internal abstract class ConstantFunction : TypedFunction
{
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <summary>The constant.</summary>
    protected abstract double Constant { get; }

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var constant = Value.FromDouble(Constant);
        return new((_, _) => constant, DataType.Double);
    }
}
