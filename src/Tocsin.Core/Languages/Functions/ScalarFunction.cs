using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions;

/// <summary>The body of a function for given argument types: values in, value out.</summary>
/// <param name="call">Clock, warnings.</param>
/// <param name="arguments">As many as the call has; null and many only as the function's policies let them through.</param>
internal delegate Value ScalarKernel(CallContext call, ReadOnlySpan<Value> arguments);

/// <summary>What the body of a function may ask for and how it reports a failure.</summary>
internal readonly ref struct CallContext(EvalContext context, BoundCall call)
{
    /// <summary>The instant of <c>NOW()</c>.</summary>
    public long NowMillis => context.NowMillis;

    /// <summary>Null, with a warning at the call's place in the query.</summary>
    public Value Fail(EvaluationFailure failure)
    {
        context.Warnings?.Warn(call.Source, call.Span, failure);
        return Value.Null;
    }
}

/// <summary>What a null argument does.</summary>
internal enum NullPolicy
{
    /// <summary>The result is null and the body is not called.</summary>
    GivesNull,

    /// <summary>The body sees it.</summary>
    Passed,
}

/// <summary>What an argument with several values does.</summary>
internal enum ManyValuePolicy
{
    /// <summary>The result is null with a warning (ES|QL specification, 5.4).</summary>
    GivesNull,

    /// <summary>The body is called for each value of the first argument; results that are not null form the value.</summary>
    EachOfFirst,

    /// <summary>The body sees it.</summary>
    Passed,
}

/// <summary>The languages that have a function under its name.</summary>
[Flags]
internal enum QueryLanguages
{
    None = 0,
    Eql = 1,
    Esql = 2,
}

/// <summary>What a call is bound to: the body for its argument types.</summary>
/// <param name="Kernel">The body.</param>
/// <param name="Type">The type of the result.</param>
/// <param name="ReadsOnlyFirst">Whether the body looks at its first argument only, the others being constants that it has taken in: then it is given no others.</param>
internal sealed record FunctionBinding(ScalarKernel Kernel, DataType Type, bool ReadsOnlyFirst = false);

/// <summary>An argument as a function sees it while a query is bound.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Constant">Its value where it is constant; null where it is not (<see cref="IsConstant"/>).</param>
/// <param name="IsConstant">Whether it can be computed without a row.</param>
internal readonly record struct ArgumentInfo(DataType Type, Value Constant, bool IsConstant);

/// <summary>Why a call cannot be bound.</summary>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="ArgumentIndex">The argument that is wrong, or -1 for the call as a whole.</param>
internal sealed record BindingError(string Message, int ArgumentIndex = -1);

/// <summary>A scalar function or operator: its signature, its policies, its documentation and its body. One class, one file, each.</summary>
/// <remarks>Instances are stateless and shared; state of a call (a compiled pattern) lives in the kernel that <see cref="Bind"/> returns.</remarks>
internal abstract class ScalarFunction
{
    /// <summary>The canonical name: <c>TO_LOWER</c>, or <c>+</c> for an operator.</summary>
    public abstract string Name { get; }

    /// <summary>Other names for the same function.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The languages that know it.</summary>
    public virtual QueryLanguages Languages => QueryLanguages.Esql;

    /// <summary>What a null argument does.</summary>
    public virtual NullPolicy Nulls => NullPolicy.GivesNull;

    /// <summary>What an argument with several values does.</summary>
    public virtual ManyValuePolicy ManyValues => ManyValuePolicy.GivesNull;

    /// <summary>Whether equal arguments give equal results; not so for a clock.</summary>
    public virtual bool IsPure => true;

    /// <summary>A field that the function reads without naming it, such as <c>@timestamp</c>: the binder appends it as the last argument. Null for none.</summary>
    public virtual string? ImplicitField => null;

    /// <summary>The signature, what it does, its edges, and runnable examples.</summary>
    public abstract FunctionDoc Doc { get; }

    /// <summary>Checks the arguments and picks the body.</summary>
    /// <param name="arguments">The types, and the values of those that are constant.</param>
    /// <param name="error">Why there is none.</param>
    /// <returns>The body and the type of its result, or null.</returns>
    public abstract FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error);

    /// <summary>The same for a call whose last argument is a map of options: <c>TO_IP(text, {"leading_zeros": "octal"})</c>.</summary>
    /// <param name="arguments">The arguments before the map.</param>
    /// <param name="options">The map's entries; their names are case-sensitive.</param>
    /// <param name="error">Why there is no body; a function without options takes none.</param>
    public virtual FunctionBinding? Bind(
        ReadOnlySpan<ArgumentInfo> arguments,
        IReadOnlyDictionary<string, Value> options,
        out BindingError? error
    )
    {
        if (options.Count == 0)
            return Bind(arguments, out error);
        error = new($"`{Name}` takes no options");
        return null;
    }

    /// <summary>
    /// The type that a string literal at a position is converted to before <see cref="Bind"/> (ES|QL specification, 4.7), given the
    /// types of all arguments; null leaves it a string.
    /// </summary>
    public virtual DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) => null;
}

/// <summary>A function that decides itself which of its arguments are evaluated, so that those it passes over raise no warnings.</summary>
internal interface ILazyFunction
{
    /// <summary>The value of a call; its body is not used.</summary>
    Value Evaluate(EvalContext context, BoundCall call);

    /// <summary>What evaluates a call with these arguments; itself, or something that knows a faster way to the same.</summary>
    ILazyFunction For(IReadOnlyList<BoundExpression> arguments) => this;
}

/// <summary>The documentation of a function; the language pages are generated from it and its examples are tests.</summary>
/// <param name="Signature">As users write it: <c>SUBSTRING(string, start [, length])</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Examples">Runnable.</param>
internal sealed record FunctionDoc(string Signature, string Summary, params FunctionExample[] Examples);

/// <summary>An example that is run as a test.</summary>
/// <param name="Expression">An ES|QL expression without columns, or an EQL expression.</param>
/// <param name="Result">Its value as <see cref="ValueText"/> prints it.</param>
/// <param name="Language">The language it is written in.</param>
internal sealed record FunctionExample(string Expression, string Result, QueryLanguages Language = QueryLanguages.Esql);
