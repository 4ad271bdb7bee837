using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>One value as a number (ES|QL specification, 4.9, 12.9).</summary>
internal static class NumberConversion
{
    private const double TwoTo63 = 9_223_372_036_854_775_808d;
    private const double TwoTo64 = 18_446_744_073_709_551_616d;

    public static bool TryToInteger(in Value value, out Value result, out EvaluationFailure? failure)
    {
        result = value;
        if (value.Kind == ValueKind.Integer)
        {
            failure = null;
            return true;
        }

        if (!TryToLong(value, out var whole, out failure))
        {
            failure = value.Kind == ValueKind.String ? CannotParse(value, "integer") : OutOfRange(value, "integer");
            return false;
        }

        var number = whole.AsLong;
        if (number is < int.MinValue or > int.MaxValue)
        {
            failure = value.Kind == ValueKind.String ? CannotParse(value, "integer") : OutOfRange(value, "integer");
            return false;
        }

        result = Value.FromInteger((int)number);
        return true;
    }

    public static bool TryToLong(in Value value, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        switch (value.Kind)
        {
            case ValueKind.Long:
                return true;
            case ValueKind.Boolean:
            case ValueKind.Integer:
            case ValueKind.Date:
            case ValueKind.DateNanos:
                result = Value.FromLong(value.AsLong);
                return true;
            case ValueKind.UnsignedLong when value.AsUnsignedLong <= long.MaxValue:
                result = Value.FromLong(value.AsLong);
                return true;
            case ValueKind.String when NumberText.TryParseLong(value.AsBytes, out var whole):
                result = Value.FromLong(whole);
                return true;
        }

        if (TryToNumber(value, out var number))
        {
            var rounded = NumberText.RoundHalfUp(number);
            if (rounded is >= -TwoTo63 and < TwoTo63 && value.Kind != ValueKind.UnsignedLong)
            {
                result = Value.FromLong((long)rounded);
                return true;
            }
        }

        failure = value.Kind == ValueKind.String ? CannotParse(value, "long") : OutOfRange(value, "long");
        return false;
    }

    public static bool TryToUnsignedLong(in Value value, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        switch (value.Kind)
        {
            case ValueKind.UnsignedLong:
                return true;
            case ValueKind.Boolean:
            case ValueKind.Integer:
            case ValueKind.Long:
            case ValueKind.Date:
            case ValueKind.DateNanos:
                if (value.AsLong >= 0)
                {
                    result = Value.FromUnsignedLong((ulong)value.AsLong);
                    return true;
                }

                failure = OutOfRange(value, "unsigned_long");
                return false;
            case ValueKind.String when NumberText.TryParseUnsignedLong(value.AsBytes, out var whole):
                result = Value.FromUnsignedLong(whole);
                return true;
        }

        if (TryToNumber(value, out var number))
        {
            var rounded = NumberText.RoundHalfUp(number);
            if (rounded is >= 0 and < TwoTo64)
            {
                result = Value.FromUnsignedLong((ulong)rounded);
                return true;
            }
        }

        failure =
            value.Kind == ValueKind.String ? CannotParse(value, "unsigned_long") : OutOfRange(value, "unsigned_long");
        return false;
    }

    public static bool TryToDouble(in Value value, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        if (value.Kind == ValueKind.Double)
            return true;
        if (TryToNumber(value, out var number))
        {
            result = Value.FromDouble(number);
            return true;
        }

        failure = CannotParse(value, "double");
        return false;
    }

    /// <summary>A number that does not fit: <c>[501379200000] out of [integer] range</c>.</summary>
    public static EvaluationFailure OutOfRange(in Value value, string type) =>
        EvaluationFailure.InvalidArgument($"[{ValueText.Format(value)}] out of [{type}] range");

    private static bool TryToNumber(in Value value, out double number)
    {
        switch (value.Kind)
        {
            case ValueKind.Boolean:
            case ValueKind.Date:
            case ValueKind.DateNanos:
                number = value.AsLong;
                return true;
            case ValueKind.String:
                return NumberText.TryParseDouble(value.AsBytes, out number);
            default:
                number = value.IsNumber ? value.ToDouble() : 0;
                return value.IsNumber;
        }
    }

    // Elasticsearch reports either the failed conversion or the cause below it, depending on the version: both are said.
    private static EvaluationFailure CannotParse(in Value value, string type)
    {
        var text = ValueText.Format(value);
        var cause = TryToNumber(value, out var number)
            ? $"[{ValueText.FormatDouble(number)}] out of [{type}] range"
            : $"For input string: \"{text}\"";
        return EvaluationFailure.InvalidArgument($"Cannot parse number [{text}]: {cause}");
    }
}
