using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>A scalar function or operator over its arguments.</summary>
/// <remarks>The function says how it treats null and several values (<see cref="ScalarFunction.Nulls"/>, <see cref="ScalarFunction.ManyValues"/>).</remarks>
internal sealed class BoundCall : BoundExpression
{
    private readonly BoundExpression[] _arguments;
    private readonly ScalarKernel _kernel;
    private readonly ILazyFunction? _lazy;

    /// <param name="function">The function.</param>
    /// <param name="kernel">Its body for these argument types.</param>
    /// <param name="arguments">Its arguments, already of types that the kernel takes.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="source">The query, for warnings.</param>
    /// <param name="span">Where the call stands.</param>
    public BoundCall(
        ScalarFunction function,
        ScalarKernel kernel,
        IReadOnlyList<BoundExpression> arguments,
        DataType type,
        SourceText source,
        TextSpan span
    )
        : base(type, span)
    {
        Function = function;
        _kernel = kernel;
        _lazy = function as ILazyFunction;
        _arguments = [.. arguments];
        Source = source;
    }

    public ScalarFunction Function { get; }

    public SourceText Source { get; }

    public override IReadOnlyList<BoundExpression> Children => _arguments;

    public override bool IsConstant => Function.IsPure && _arguments.All(a => a.IsConstant);

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundCall(Function, _kernel, children, Type, Source, Span);

    public override Value Evaluate(EvalContext context)
    {
        if (_lazy is not null)
            return _lazy.Evaluate(context, this);
        var arguments = context.Push(_arguments.Length);
        try
        {
            for (var i = 0; i < _arguments.Length; i++)
            {
                var argument = _arguments[i].Evaluate(context);
                if (argument.IsNull && Function.Nulls == NullPolicy.GivesNull)
                    return Value.Null;
                arguments[i] = argument;
            }

            var call = new CallContext(context, this);
            if (Function.ManyValues == ManyValuePolicy.GivesNull)
            {
                foreach (ref readonly var argument in arguments)
                {
                    if (argument.IsMany)
                        return call.Fail(EvaluationFailure.MultiValue);
                }
            }
            else if (Function.ManyValues == ManyValuePolicy.EachOfFirst && arguments.Length > 0 && arguments[0].IsMany)
            {
                return EvaluateEach(call, arguments);
            }

            return _kernel(call, arguments);
        }
        finally
        {
            context.Pop(_arguments.Length);
        }
    }

    private Value EvaluateEach(CallContext call, Span<Value> arguments)
    {
        var many = arguments[0];
        var results = new List<Value>(many.Count);
        for (var i = 0; i < many.Count; i++)
        {
            arguments[0] = many[i];
            var result = _kernel(call, arguments);
            if (!result.IsNull)
                results.Add(result);
        }

        return Value.FromMany([.. results]);
    }
}
