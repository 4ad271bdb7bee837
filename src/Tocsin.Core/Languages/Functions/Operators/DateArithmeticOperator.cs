using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.Dates;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Plus and minus, which also take dates and time spans (ES|QL specification, 9, 16.4).</summary>
internal abstract class DateArithmeticOperator : ArithmeticOperator
{
    /// <summary>1 to move forwards, -1 to move backwards.</summary>
    protected abstract int Sign { get; }

    protected override string ExpectedTypes => "numeric, date or a time span";

    public override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        var left = arguments[0].Type;
        var right = arguments[1].Type;
        if (!IsTemporal(left) && !IsTemporal(right))
            return base.Bind(arguments, out error);
        error = null;
        if (left.IsSpan() && right.IsSpan() && left == right)
            return new(AddSpans, left);
        if (CanMove(left) && right.IsSpan())
            return new(MoveFirst, TypeOfMoved(left));
        if (Sign > 0 && left.IsSpan() && CanMove(right))
            return new(MoveSecond, TypeOfMoved(right));
        // A date plus what is only null is null of the date's type.
        if ((left == DataType.Null && right.IsDate()) || (left.IsDate() && right == DataType.Null))
            return new(static (_, _) => Value.Null, left == DataType.Null ? right : left);
        error = new(
            $"`{Name}` takes numbers, a date and a time span, or time spans of one kind, "
                + $"found {left.ToName()} and {right.ToName()}"
        );
        return null;
    }

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        types.Length == 2 && types[index].IsString() && types[1 - index].IsSpan() ? DataType.Date : null;

    private static bool IsTemporal(DataType type) => type.IsDate() || type.IsSpan();

    private static bool CanMove(DataType type) => type.IsDate() || type is DataType.Null or DataType.Dynamic;

    private static DataType TypeOfMoved(DataType type) => type == DataType.DateNanos ? type : DataType.Date;

    private Value MoveFirst(CallContext call, ReadOnlySpan<Value> arguments) => Move(call, arguments[0], arguments[1]);

    private Value MoveSecond(CallContext call, ReadOnlySpan<Value> arguments) => Move(call, arguments[1], arguments[0]);

    private Value Move(CallContext call, in Value instant, in Value span)
    {
        var date = instant;
        if (date.Kind is not (ValueKind.Date or ValueKind.DateNanos))
            date = ValueConversion.ConvertLeniently(date, DataType.Date);
        if (date.IsNull)
            return date;
        return DateMath.TryMove(date, span, Sign, out var moved) ? moved : call.Fail(Failures.LongOverflow);
    }

    private Value AddSpans(CallContext call, ReadOnlySpan<Value> arguments) =>
        DateMath.TryAddSpans(arguments[0], arguments[1], Sign, out var sum) ? sum : call.Fail(Failures.LongOverflow);
}
