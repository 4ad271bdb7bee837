using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>An aggregate over one numeric expression and, perhaps, a constant.</summary>
internal abstract class NumericAggregate : AggregateFunction
{
    /// <summary>How many arguments there may be.</summary>
    protected virtual int ArgumentCount => 1;

    public sealed override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, ArgumentCount, ArgumentCount);
        if (error is not null)
            return null;
        var type = arguments[0].Type;
        if (!type.IsNumeric() && type is not (DataType.Null or DataType.Dynamic))
        {
            error = WrongType(0, "numeric", type);
            return null;
        }

        return BindNumeric(type, arguments, ref error) is { } binding
            ? binding with
            {
                ReadAs = type == DataType.Dynamic && binding.Type != DataType.Dynamic ? [DataType.Double] : null,
            }
            : null;
    }

    /// <summary>Picks the state for a numeric type, <see cref="DataType.Null"/> or <see cref="DataType.Dynamic"/>; values of the last are read as doubles unless the result is dynamic too.</summary>
    protected abstract AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    );
}
