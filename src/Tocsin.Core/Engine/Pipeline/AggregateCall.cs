using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>One key of an aggregation.</summary>
/// <param name="Expression">Its value in an input row.</param>
/// <param name="Cell">Where the group's value goes.</param>
internal sealed record AggregateKey(BoundExpression Expression, int Cell);

/// <summary>One aggregate function of an aggregation.</summary>
/// <param name="Binding">How it is computed.</param>
/// <param name="Arguments">Its arguments; the first <see cref="AggregateBinding.ArgumentCount"/> are evaluated for each row.</param>
/// <param name="Filter">Which rows it sees; null for all.</param>
/// <param name="Cell">Where the result goes.</param>
/// <param name="Source">The query.</param>
/// <param name="Span">Where the call stands in it.</param>
internal sealed record AggregateCall(
    AggregateBinding Binding,
    IReadOnlyList<BoundExpression> Arguments,
    BoundExpression? Filter,
    int Cell,
    SourceText Source,
    TextSpan Span
)
{
    /// <summary>Evaluates the arguments for the row of a context.</summary>
    /// <returns>Whether the row passes the filter; otherwise nothing is evaluated.</returns>
    public bool Evaluate(EvalContext context, Span<Value> arguments)
    {
        if (Filter is not null && Filter.Test(context) != Truth.True)
            return false;
        for (var i = 0; i < Binding.ArgumentCount; i++)
            arguments[i] = EvaluateArgument(context, i);
        return true;
    }

    /// <summary>One of the arguments for the row of a context, which passes the filter.</summary>
    public Value EvaluateArgument(EvalContext context, int index)
    {
        var value = Arguments[index].Evaluate(context);
        return Binding.ReadAs is { } types && index < types.Count && types[index] != DataType.Dynamic
            ? ValueConversion.ConvertLeniently(value, types[index])
            : value;
    }
}
