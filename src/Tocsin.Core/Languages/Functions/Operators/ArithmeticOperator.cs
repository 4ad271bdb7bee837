using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>An operator over two numbers: promotes them and picks the body for the common type (ES|QL specification, 4.6, 4.10, 9).</summary>
internal abstract class ArithmeticOperator : ScalarFunction
{
    protected abstract Value OfIntegers(CallContext call, int left, int right);

    protected abstract Value OfLongs(CallContext call, long left, long right);

    protected abstract Value OfUnsignedLongs(CallContext call, ulong left, ulong right);

    protected abstract Value OfDoubles(CallContext call, double left, double right);

    public override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        var left = arguments[0].Type;
        var right = arguments[1].Type;
        error = null;
        for (var i = 0; i < 2 && error is null; i++)
        {
            if (!ArithmeticTypes.IsNumberLike(arguments[i].Type))
                error = Signature.WrongType(Name, i, 2, ExpectedTypes, arguments[i].Type);
        }

        if (error is not null)
            return null;
        if (!ArithmeticTypes.TryPromote(left, right, out var type))
        {
            error = new(
                $"first argument of `{Name}` is {left.ToName()} and second is {right.ToName()}: "
                    + "unsigned_long combines only with unsigned_long"
            );
            return null;
        }

        var binding = new FunctionBinding(KernelFor(type), type);
        if (left != DataType.Dynamic && right != DataType.Dynamic)
            return binding;
        ArgumentInfo[] settled = [Settle(arguments[0], type), Settle(arguments[1], type)];
        return DynamicArguments.Convert(binding, arguments, settled, Nulls);
    }

    /// <summary>What the operator takes, for messages.</summary>
    protected virtual string ExpectedTypes => TypeSet.Numeric.Name;

    private static ArgumentInfo Settle(in ArgumentInfo argument, DataType type) =>
        argument.Type == DataType.Dynamic ? argument with { Type = type } : argument;

    private ScalarKernel KernelFor(DataType type) =>
        type switch
        {
            DataType.Integer => (call, a) => OfIntegers(call, a[0].AsInteger, a[1].AsInteger),
            DataType.Long => (call, a) => OfLongs(call, a[0].AsLong, a[1].AsLong),
            DataType.UnsignedLong => (call, a) => OfUnsignedLongs(call, a[0].AsUnsignedLong, a[1].AsUnsignedLong),
            DataType.Double => (call, a) => OfDoubles(call, a[0].ToDouble(), a[1].ToDouble()),
            _ => static (_, _) => Value.Null,
        };
}
