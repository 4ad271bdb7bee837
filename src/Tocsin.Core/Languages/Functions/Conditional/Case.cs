using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>The value behind the first condition that is true (ES|QL specification, 12.1).</summary>
internal sealed class Case : ScalarFunction, ILazyFunction
{
    public override string Name => "CASE";

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    public override FunctionDoc Doc { get; } =
        new(
            "CASE(condition1, value1, …[, else])",
            "The value behind the first condition that is true, or else the last one, or else null. "
                + "A condition that is null or has several values counts as false. Values must have one type.",
            new FunctionExample("CASE(1 > 2, \"a\", 2 > 1, \"b\", \"c\")", "b"),
            new FunctionExample("CASE(null, 1)", "null")
        );

    public override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        if (arguments.Length < 2)
        {
            error = new("`CASE` takes at least a condition and a value");
            return null;
        }

        var type = DataType.Null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var found = arguments[i].Type.ResultType();
            if (IsCondition(i, arguments.Length))
            {
                if (!TypeSet.Boolean.Accepts(found))
                    error = Signature.WrongType(Name, i, arguments.Length, TypeSet.Boolean.Name, found);
            }
            else if (type is DataType.Null or DataType.Dynamic)
            {
                type = found == DataType.Null ? type : found;
            }
            else if (found is not (DataType.Null or DataType.Dynamic) && found != type)
            {
                error = Signature.WrongType(Name, i, arguments.Length, type.ToName(), found);
            }

            if (error is not null)
                return null;
        }

        return new((call, a) => CommonType.Unify(Pick(call, a), type), type);
    }

    public Value Evaluate(EvalContext context, BoundCall call)
    {
        var arguments = call.Arguments;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!IsCondition(i, arguments.Length))
                return CommonType.Unify(arguments[i].Evaluate(context), call.Type);
            if (IsTrue(new(context, call), arguments[i].Evaluate(context)))
                return CommonType.Unify(arguments[i + 1].Evaluate(context), call.Type);
        }

        return Value.Null;
    }

    public ILazyFunction For(IReadOnlyList<BoundExpression> arguments) =>
        (ILazyFunction?)CaseTable.TryMake(this, arguments) ?? this;

    private static Value Pick(CallContext call, ReadOnlySpan<Value> arguments)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!IsCondition(i, arguments.Length))
                return arguments[i];
            if (IsTrue(call, arguments[i]))
                return arguments[i + 1];
        }

        return Value.Null;
    }

    /// <summary>Whether an argument is a condition: the last one may be the value for all other cases.</summary>
    public static bool IsCondition(int index, int count) => index % 2 == 0 && index + 1 < count;

    /// <summary>Whether the outcome of a condition counts as true.</summary>
    public static bool IsTrue(CallContext call, in Value condition)
    {
        if (condition.IsMany)
            call.Fail(EvaluationFailure.MultiValue);
        return condition.Kind == ValueKind.Boolean && condition.AsBoolean;
    }
}
