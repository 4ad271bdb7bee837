using System.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary>A function of EQL: its parameters, its body, and the field test that it is over a bare field.</summary>
/// <remarks>
/// Semantics: EQL specification, section 9. Each argument has one value or none; the choice among several values is made
/// outside (specification 6.9). A value whose type only the event tells and that does not fit gives null.
/// </remarks>
internal abstract class EqlFunction : ScalarFunction
{
    public sealed override QueryLanguages Languages => QueryLanguages.Eql;

    public sealed override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    /// <summary>What it takes, in order.</summary>
    public abstract IReadOnlyList<EqlParameter> Parameters { get; }

    /// <summary>How many of the last parameters can be left out.</summary>
    public virtual int OptionalCount => 0;

    /// <summary>Whether the last parameter can be repeated.</summary>
    public virtual bool IsVariadic => false;

    /// <summary>Whether the result is a boolean, whatever the arguments.</summary>
    public virtual bool IsCondition => false;

    /// <summary>The type of the result.</summary>
    public abstract DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments);

    /// <summary>The body for arguments that passed the check of types.</summary>
    protected abstract ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error);

    /// <summary>
    /// The test of single values that the function is where its first argument is a field and the others are constants (EQL
    /// specification, 6.2); null for functions that are no field tests. No constant is null.
    /// </summary>
    public virtual ValueMatcher? ToMatcher(ReadOnlySpan<ArgumentInfo> arguments) => null;

    /// <inheritdoc/>
    public sealed override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments.Length);
        for (var i = 0; i < arguments.Length && error is null; i++)
            error = CheckType(i, arguments[i]);
        if (error is not null)
            return null;
        var kernel = Create(arguments, out error);
        if (kernel is null)
            return null;
        foreach (ref readonly var argument in arguments)
        {
            if (argument.Type == DataType.Dynamic)
                return new(Guard(kernel), ResultType(arguments));
        }

        return new(kernel, ResultType(arguments));
    }

    private EqlParameter ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];

    private BindingError? CheckCount(int count)
    {
        var fewest = Parameters.Count - OptionalCount;
        if (count >= fewest && (IsVariadic || count <= Parameters.Count))
            return null;
        var wanted =
            IsVariadic ? $"at least {fewest}"
            : OptionalCount > 0 ? $"{fewest} to {Parameters.Count}"
            : $"{fewest}";
        return new($"takes {wanted} argument{(wanted is "1" or "at least 1" ? "" : "s")}, this call has {count}");
    }

    private BindingError? CheckType(int index, in ArgumentInfo argument)
    {
        var (isGood, wanted) = ParameterAt(index) switch
        {
            EqlParameter.Any => (true, ""),
            EqlParameter.String => (argument.Type.IsString(), "a string"),
            EqlParameter.Number => (argument.Type.IsNumeric(), "a number"),
            EqlParameter.Integer => (IsWhole(argument), "a whole number"),
            EqlParameter.IntegerLiteral => (argument.IsConstant && IsWhole(argument), "a whole number literal"),
            EqlParameter.BooleanLiteral => (
                argument.IsConstant && argument.Type == DataType.Boolean,
                "`true` or `false`"
            ),
            EqlParameter.StringLiteral => (argument.IsConstant && argument.Type.IsString(), "a string literal"),
            _ => (argument.Type == DataType.Ip, "an address field"),
        };
        var isOpen = argument.Type == DataType.Null || (argument.Type == DataType.Dynamic && !argument.IsConstant);
        var needsLiteral =
            ParameterAt(index)
            is EqlParameter.IntegerLiteral
                or EqlParameter.BooleanLiteral
                or EqlParameter.StringLiteral;
        if (isGood || (isOpen && (!needsLiteral || argument.IsConstant)))
            return null;
        return new($"argument {index + 1} must be {wanted}, this is {argument.Type.ToName()}", index);
    }

    private static bool IsWhole(in ArgumentInfo argument) =>
        argument.Type is DataType.Integer or DataType.Long or DataType.UnsignedLong
        || (argument.Type == DataType.Double && !argument.IsConstant);

    /// <summary>The body behind a check of the values that an event really has.</summary>
    private ScalarKernel Guard(ScalarKernel kernel)
    {
        var parameters = Parameters.ToArray();
        return (call, arguments) =>
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                if (!Fits(parameters[Math.Min(i, parameters.Length - 1)], arguments[i]))
                    return Value.Null;
            }

            return kernel(call, arguments);
        };
    }

    private static bool Fits(EqlParameter parameter, in Value value)
    {
        Debug.Assert(!value.IsMany, "the choice of a value is made outside");
        return value.IsNull
            || parameter switch
            {
                EqlParameter.String or EqlParameter.StringLiteral => value.Kind == ValueKind.String,
                EqlParameter.Number or EqlParameter.Integer or EqlParameter.IntegerLiteral => value.IsNumber,
                EqlParameter.BooleanLiteral => value.Kind == ValueKind.Boolean,
                _ => true,
            };
    }
}
