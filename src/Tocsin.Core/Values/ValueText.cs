using System.Globalization;
using System.Net;
using System.Text;

namespace Tocsin.Core.Values;

/// <summary>The canonical text of values, as Elasticsearch prints them (ES|QL specification, 12.9 <c>TO_STRING</c>).</summary>
internal static class ValueText
{
    /// <summary>Text of a value; several values in brackets, null as <c>null</c>.</summary>
    public static string Format(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return "null";
            case ValueKind.Boolean:
                return value.AsBoolean ? "true" : "false";
            case ValueKind.Integer:
            case ValueKind.Long:
                return value.AsLong.ToString(CultureInfo.InvariantCulture);
            case ValueKind.UnsignedLong:
                return value.AsUnsignedLong.ToString(CultureInfo.InvariantCulture);
            case ValueKind.Double:
                return FormatDouble(value.AsDouble);
            case ValueKind.String:
            case ValueKind.Version:
                return value.AsText();
            case ValueKind.Date:
                return FormatDate(value.AsLong);
            case ValueKind.DateNanos:
                return FormatDateNanos(value.AsLong);
            case ValueKind.Ip:
                return FormatIp(value.AsBytes);
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                return $"POINT ({FormatDouble(value.X)} {FormatDouble(value.Y)})";
            case ValueKind.TimeDuration:
                return $"{value.AsLong} ms";
            case ValueKind.DatePeriod:
                return $"{value.PeriodMonths} months {value.PeriodDays} days";
            default:
                var text = new StringBuilder("[");
                for (var i = 0; i < value.Count; i++)
                    text.Append(i == 0 ? "" : ", ").Append(Format(value[i]));
                return text.Append(']').ToString();
        }
    }

    /// <summary>A double as Java prints it: <c>1.0</c>, <c>0.5</c>, <c>1.0E7</c> from 10⁷ on and below 10⁻³.</summary>
    public static string FormatDouble(double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
            return double.IsNaN(number) ? "NaN"
                : number > 0 ? "Infinity"
                : "-Infinity";
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var size = Math.Abs(number);
        if (number == 0 || (size >= 1e-3 && size < 1e7))
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";

        var (digits, exponent) = Decompose(shortest);
        var sign = number < 0 ? "-" : "";
        var fraction = digits.Length > 1 ? digits[1..] : "0";
        return $"{sign}{digits[0]}.{fraction}E{exponent}";
    }

    /// <summary>Milliseconds as <c>2024-05-01T10:00:05.000Z</c>; years beyond 9999 as Java prints them.</summary>
    public static string FormatDate(long millis) => Iso8601.Format(millis);

    /// <summary>Nanoseconds as <c>2024-05-01T10:00:05.123456789Z</c>.</summary>
    public static string FormatDateNanos(long nanos) => Iso8601.FormatNanos(nanos);

    /// <summary>An address in its short canonical form; IPv4 as dotted digits.</summary>
    public static string FormatIp(ReadOnlySpan<byte> address)
    {
        var parsed = new IPAddress(address);
        return (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).ToString();
    }

    /// <summary>The significant digits of a decimal that is not zero, and the power of ten of the first of them.</summary>
    private static (string Digits, int Exponent) Decompose(string shortest)
    {
        var end = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = (end < 0 ? shortest : shortest[..end]).TrimStart('-');
        var exponent = end < 0 ? 0 : int.Parse(shortest[(end + 1)..], CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent + whole - 1 - leading);
    }
}
