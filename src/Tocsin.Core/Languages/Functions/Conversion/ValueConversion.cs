using System.Diagnostics;
using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Spatial;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>Values converted between types: the one place behind the <c>TO_…</c> functions, casts and literals (ES|QL specification, 4.7, 4.9, 12.9).</summary>
internal static class ValueConversion
{
    /// <summary>The format that texts are read in unless a function says otherwise.</summary>
    public const string DefaultDateFormat = "strict_date_optional_time";

    private const long NanosPerMilli = 1_000_000;

    /// <summary>Converts one value, neither null nor many.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">The wanted type.</param>
    /// <param name="result">The converted value, where the result is true.</param>
    /// <param name="failure">Why it does not convert, where the result is false.</param>
    public static bool TryConvert(in Value value, DataType target, out Value result, out EvaluationFailure? failure)
    {
        Debug.Assert(!value.IsNull && !value.IsMany, "conversions work value by value");
        failure = null;
        result = value;
        switch (target)
        {
            case DataType.Keyword:
            case DataType.Text:
                if (value.Kind != ValueKind.String)
                    result = Value.FromText(ValueText.Format(value));
                return true;
            case DataType.Integer:
                return NumberConversion.TryToInteger(value, out result, out failure);
            case DataType.Long:
                return NumberConversion.TryToLong(value, out result, out failure);
            case DataType.UnsignedLong:
                return NumberConversion.TryToUnsignedLong(value, out result, out failure);
            case DataType.Double:
                return NumberConversion.TryToDouble(value, out result, out failure);
            case DataType.Boolean:
                result = Value.FromBoolean(ToBoolean(value));
                return true;
            case DataType.Date:
                return TryToDate(value, out result, out failure);
            case DataType.DateNanos:
                return TryToDateNanos(value, out result, out failure);
            case DataType.Ip:
                return TryToIp(value, out result, out failure);
            case DataType.Version:
                if (value.Kind != ValueKind.Version)
                    result = Value.FromVersion(ToBytes(value));
                return true;
            case DataType.GeoPoint:
            case DataType.CartesianPoint:
                return WellKnownText.TryToPoint(value, target, out result, out failure);
            case DataType.GeoShape:
            case DataType.CartesianShape:
                return WellKnownText.TryToShape(value, out result, out failure);
            case DataType.DatePeriod:
            case DataType.TimeDuration:
                return TryToSpan(value, target, out result, out failure);
            default:
                return true;
        }
    }

    /// <summary>
    /// A value of unknown type read as a type, each of several values by itself; what does not convert is left out. Unlike
    /// <c>TO_BOOLEAN</c> only the words for truth values are truth values.
    /// </summary>
    public static Value ConvertLeniently(in Value value, DataType target)
    {
        if (value.IsNull)
            return value;
        if (!value.IsMany)
            return ConvertOneLeniently(value, target);
        var results = new List<Value>(value.Count);
        foreach (var element in value.AsMany)
        {
            var result = ConvertOneLeniently(element, target);
            if (!result.IsNull)
                results.Add(result);
        }

        return Value.FromMany([.. results]);
    }

    /// <summary>Whether all values are of the kind that a type has at run time; null is of every kind.</summary>
    public static bool HasType(in Value value, DataType type)
    {
        if (value.IsNull)
            return true;
        var kind = KindOf(type);
        if (!value.IsMany)
            return value.Kind == kind;
        foreach (ref readonly var element in value.AsMany)
        {
            if (element.Kind != kind)
                return false;
        }

        return true;
    }

    /// <summary>The kind that values of a type have.</summary>
    public static ValueKind KindOf(DataType type) =>
        type switch
        {
            DataType.Boolean => ValueKind.Boolean,
            DataType.Integer => ValueKind.Integer,
            DataType.Long => ValueKind.Long,
            DataType.UnsignedLong => ValueKind.UnsignedLong,
            DataType.Double => ValueKind.Double,
            DataType.Date => ValueKind.Date,
            DataType.DateNanos => ValueKind.DateNanos,
            DataType.Ip => ValueKind.Ip,
            DataType.Version => ValueKind.Version,
            DataType.GeoPoint => ValueKind.GeoPoint,
            DataType.CartesianPoint => ValueKind.CartesianPoint,
            DataType.DatePeriod => ValueKind.DatePeriod,
            DataType.TimeDuration => ValueKind.TimeDuration,
            DataType.Null => ValueKind.Null,
            _ => ValueKind.String,
        };

    private static Value ConvertOneLeniently(in Value value, DataType target)
    {
        if (target == DataType.Boolean && value.Kind == ValueKind.String)
        {
            return value.AsBytes.SequenceEqual("true"u8) ? Value.True
                : value.AsBytes.SequenceEqual("false"u8) ? Value.False
                : Value.Null;
        }

        return TryConvert(value, target, out var result, out _) ? result : Value.Null;
    }

    private static bool ToBoolean(in Value value) =>
        value.Kind switch
        {
            ValueKind.Boolean => value.AsBoolean,
            ValueKind.String => Ascii.EqualsIgnoreCase(value.AsBytes, "true"u8),
            _ => value.IsNumber && value.ToDouble() != 0,
        };

    private static bool TryToDate(in Value value, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        switch (value.Kind)
        {
            case ValueKind.Date:
                return true;
            case ValueKind.DateNanos:
                var (millis, rest) = Math.DivRem(value.AsLong, NanosPerMilli);
                result = Value.FromDate(rest < 0 ? millis - 1 : millis);
                return true;
            case ValueKind.String:
                if (Iso8601.TryParse(value.AsBytes, out var parsed, out _))
                {
                    result = Value.FromDate(parsed);
                    return true;
                }

                failure = UnreadableDate(value, DefaultDateFormat);
                return false;
            default:
                if (!NumberConversion.TryToLong(value, out var number, out failure))
                    return false;
                result = Value.FromDate(number.AsLong);
                return true;
        }
    }

    private static bool TryToDateNanos(in Value value, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        switch (value.Kind)
        {
            case ValueKind.DateNanos:
                return true;
            case ValueKind.Date:
                return TryToNanos(value, value.AsLong, 0, out result, out failure);
            case ValueKind.String:
                if (Iso8601.TryParse(value.AsBytes, out var millis, out var nanosOfMilli))
                    return TryToNanos(value, millis, nanosOfMilli, out result, out failure);
                failure = UnreadableDate(value, "strict_date_optional_time_nanos");
                return false;
            default:
                if (!NumberConversion.TryToLong(value, out var number, out failure))
                    return false;
                result = Value.FromDateNanos(number.AsLong);
                if (number.AsLong >= 0)
                    return true;
                failure = EvaluationFailure.IllegalArgument(
                    "Nanosecond dates before 1970-01-01T00:00:00.000Z are not supported."
                );
                return false;
        }
    }

    private static bool TryToNanos(
        in Value value,
        long millis,
        int nanosOfMilli,
        out Value result,
        out EvaluationFailure? failure
    )
    {
        var nanos = (Int128)millis * NanosPerMilli + nanosOfMilli;
        var fits = nanos >= 0 && nanos <= long.MaxValue;
        result = fits ? Value.FromDateNanos((long)nanos) : Value.Null;
        failure = fits
            ? null
            : EvaluationFailure.IllegalArgument(
                $"date [{ValueText.Format(value)}] is outside of what nanoseconds can hold, 1970 to 2262"
            );
        return fits;
    }

    private static bool TryToIp(in Value value, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        if (value.Kind == ValueKind.Ip)
            return true;
        var address = new byte[IpText.AddressBytes];
        if (value.Kind == ValueKind.String && IpText.TryParse(value.AsBytes, address))
        {
            result = Value.FromIp(address);
            return true;
        }

        failure = UnreadableIp(value);
        return false;
    }

    private static bool TryToSpan(in Value value, DataType target, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        if (value.Kind == KindOf(target))
            return true;
        if (
            value.Kind == ValueKind.String
            && SpanText.TryParse(value.AsText(), out result, out var type)
            && type == target
        )
            return true;
        failure = EvaluationFailure.InvalidArgument(
            $"Cannot convert string [{ValueText.Format(value)}] to [{target.ToName()}]"
        );
        return false;
    }

    /// <summary>A text that is no date in a format.</summary>
    public static EvaluationFailure UnreadableDate(in Value value, string format) =>
        EvaluationFailure.IllegalArgument(
            $"failed to parse date field [{ValueText.Format(value)}] with format [{format}]"
        );

    /// <summary>A text that is no address.</summary>
    public static EvaluationFailure UnreadableIp(in Value value) =>
        EvaluationFailure.IllegalArgument($"'{ValueText.Format(value)}' is not an IP string literal.");

    private static byte[] ToBytes(in Value value) =>
        value.Kind == ValueKind.String ? value.AsBytes.ToArray() : Encoding.UTF8.GetBytes(ValueText.Format(value));
}
