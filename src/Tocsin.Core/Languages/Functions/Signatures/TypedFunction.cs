using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Conversion;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>A function with a list of parameters: number and types of arguments are checked before the body is picked.</summary>
/// <remarks>
/// An argument of unknown type (<see cref="DataType.Dynamic"/>) is settled to what the parameter asks for and its values are converted
/// before the body sees them; what does not convert is null.
/// </remarks>
internal abstract class TypedFunction : ScalarFunction
{
    /// <summary>The parameters in order.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The parameters of a call with so many arguments, for functions that leave out the first one.</summary>
    protected virtual IReadOnlyList<Parameter> ParametersFor(int argumentCount) => Parameters;

    /// <summary>Picks the body; number and types have been checked, and no type is one that its parameter does not take.</summary>
    /// <param name="arguments">The arguments; unknown types are settled.</param>
    /// <param name="error">Why there is no body, where the result is null.</param>
    protected abstract FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error);

    public sealed override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        var parameters = ParametersFor(arguments.Length);
        error = Signature.Check(Name, parameters, arguments);
        if (error is not null)
            return null;
        ArgumentInfo[]? settled = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Type != DataType.Dynamic)
                continue;
            var type = Settle(i, arguments);
            if (type == DataType.Dynamic)
                continue;
            settled ??= arguments.ToArray();
            settled[i] = arguments[i] with { Type = type };
        }

        if (settled is null)
            return BindTyped(arguments, ref error);
        var binding = BindTyped(settled, ref error);
        return binding is null ? null : DynamicArguments.Convert(binding, arguments, settled, Nulls);
    }

    /// <summary>The type that an argument of unknown type is read as; <see cref="DataType.Dynamic"/> leaves its values as they come.</summary>
    protected virtual DataType Settle(int index, ReadOnlySpan<ArgumentInfo> arguments) =>
        Signature.ParameterAt(ParametersFor(arguments.Length), index).Types.Settle();

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        Parameters.Count == 0 || !types[index].IsString()
            ? null
            : Signature.ParameterAt(ParametersFor(types.Length), index).Types.LiteralType();
}
