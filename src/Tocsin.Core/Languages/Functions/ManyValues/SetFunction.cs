using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>A function of two cells seen as sets (ES|QL specification, 12.4).</summary>
internal abstract class SetFunction : TypedFunction
{
    public sealed override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("field1", TypeSet.Any), new("field2", TypeSet.Any)];

    /// <summary>The type of the result; null for the common type of the arguments.</summary>
    protected virtual DataType? FixedType => null;

    /// <summary>The result; null is the empty set unless the function says otherwise.</summary>
    protected abstract Value Combine(in Value first, in Value second);

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        Comparison.LiteralTypeAmong(index, types);

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        CommonType.TryFind(Name, arguments, out var type, out error)
            ? new((_, a) => Combine(CommonType.Unify(a[0], type), CommonType.Unify(a[1], type)), FixedType ?? type)
            : null;
}
