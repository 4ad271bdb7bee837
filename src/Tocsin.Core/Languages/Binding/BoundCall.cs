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
    private readonly FunctionBinding _binding;
    private readonly ScalarKernel _kernel;
    private readonly ILazyFunction? _lazy;
    private readonly NullPolicy _nulls;
    private readonly ManyValuePolicy _manyValues;
    private readonly bool _readsOnlyFirst;

    /// <param name="function">The function.</param>
    /// <param name="binding">Its body for these argument types, and the type of the result.</param>
    /// <param name="arguments">Its arguments, already of types that the body takes.</param>
    /// <param name="source">The query, for warnings.</param>
    /// <param name="span">Where the call stands.</param>
    public BoundCall(
        ScalarFunction function,
        FunctionBinding binding,
        IReadOnlyList<BoundExpression> arguments,
        SourceText source,
        TextSpan span
    )
        : base(binding.Type, span)
    {
        Function = function;
        _binding = binding;
        _kernel = binding.Kernel;
        _lazy = (function as ILazyFunction)?.For(arguments);
        (_nulls, _manyValues) = (function.Nulls, function.ManyValues);
        _arguments = [.. arguments];
        _readsOnlyFirst = arguments.Count == 1 || binding.ReadsOnlyFirst;
        Source = source;
    }

    public ScalarFunction Function { get; }

    public SourceText Source { get; }

    public override IReadOnlyList<BoundExpression> Children => _arguments;

    public override bool IsConstant => Function.IsPure && _arguments.All(a => a.IsConstant);

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundCall(Function, _binding, children, Source, Span);

    /// <summary>The arguments.</summary>
    public ReadOnlySpan<BoundExpression> Arguments => _arguments;

    public override Value Evaluate(EvalContext context)
    {
        if (_lazy is not null)
            return _lazy.Evaluate(context, this);
        if (!_readsOnlyFirst)
            return EvaluateAll(context);
        // PERF: nearly all calls of conditions compare a field with constants.
        var first = _arguments[0].Evaluate(context);
        if (first.IsNull && _nulls == NullPolicy.GivesNull)
            return Value.Null;
        var call = new CallContext(context, this);
        if (first.IsMany)
        {
            if (_manyValues == ManyValuePolicy.GivesNull)
                return call.Fail(EvaluationFailure.MultiValue);
            if (_manyValues == ManyValuePolicy.EachOfFirst)
                return EvaluateAll(context);
        }

        return _kernel(call, new(in first));
    }

    private Value EvaluateAll(EvalContext context)
    {
        var arguments = context.Push(_arguments.Length);
        try
        {
            for (var i = 0; i < _arguments.Length; i++)
            {
                var argument = _arguments[i].Evaluate(context);
                if (argument.IsNull && _nulls == NullPolicy.GivesNull)
                    return Value.Null;
                arguments[i] = argument;
            }

            var call = new CallContext(context, this);
            if (_manyValues == ManyValuePolicy.GivesNull)
            {
                foreach (ref readonly var argument in arguments)
                {
                    if (argument.IsMany)
                        return call.Fail(EvaluationFailure.MultiValue);
                }
            }
            else if (_manyValues == ManyValuePolicy.EachOfFirst && arguments.Length > 0 && arguments[0].IsMany)
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
