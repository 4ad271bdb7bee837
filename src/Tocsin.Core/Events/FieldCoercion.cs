using System.Buffers.Text;
using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Events;

/// <summary>Reads a JSON scalar as a value of a field's declared type, as an index would.</summary>
/// <remarks>Semantics: data-sources 1.6, EQL specification 1.9. A value that does not fit is dropped, and its field belongs into <c>_ignored</c>.</remarks>
internal static class FieldCoercion
{
    private const long NanosPerMilli = 1_000_000;
    private static readonly Value TrueText = Value.FromText("true");
    private static readonly Value FalseText = Value.FromText("false");

    /// <summary>Reads a scalar.</summary>
    /// <param name="scalar">Not an object or array.</param>
    /// <param name="type">The declared type; with <see cref="DataType.Dynamic"/> the value has the type of its JSON.</param>
    /// <param name="scratch">Where bytes go that are not in the scalar's own buffer.</param>
    /// <param name="value">The value, which borrows the scalar's buffer or the arena; null for a JSON null.</param>
    /// <returns>False where the scalar does not fit the type.</returns>
    public static bool TryConvert(in JsonScalar scalar, DataType type, ByteArena scratch, out Value value)
    {
        value = Value.Null;
        if (scalar.Kind == JsonKind.Null)
            return true;
        if (scalar.Kind is JsonKind.Object or JsonKind.Array)
            return false;
        switch (type)
        {
            case DataType.Keyword:
            case DataType.Text:
            case DataType.GeoShape:
            case DataType.CartesianShape:
            case DataType.Source:
                value = ToText(scalar);
                return true;
            case DataType.Boolean:
                return TryBoolean(scalar, out value);
            case DataType.Integer:
                if (!TryWhole(scalar, out var integer) || integer is < int.MinValue or > int.MaxValue)
                    return false;
                value = Value.FromInteger((int)integer);
                return true;
            case DataType.Long:
                if (!TryWhole(scalar, out var whole))
                    return false;
                value = Value.FromLong(whole);
                return true;
            case DataType.UnsignedLong:
                return TryUnsigned(scalar, out value);
            case DataType.Double:
                if (!TryDouble(scalar, out var number))
                    return false;
                value = Value.FromDouble(number);
                return true;
            case DataType.Date:
                if (!TryInstant(scalar, out var millis, out _))
                    return false;
                value = Value.FromDate(millis);
                return true;
            case DataType.DateNanos:
                return TryDateNanos(scalar, out value);
            case DataType.Ip:
                return TryIp(scalar, scratch, out value);
            case DataType.Version:
                if (scalar.Kind is not (JsonKind.String or JsonKind.Number))
                    return false;
                value = Value.FromVersion(scalar.Text.ToArray());
                return true;
            case DataType.GeoPoint:
            case DataType.CartesianPoint:
                return scalar.Kind == JsonKind.String && PointText.TryParse(scalar.Text, type, out value);
            default:
                return TryDynamic(scalar, out value);
        }
    }

    /// <summary>Reads an instant: ISO 8601, or milliseconds since 1970 as a number or a text of digits.</summary>
    /// <param name="scalar">The scalar.</param>
    /// <param name="millis">Milliseconds since 1970, the fraction cut.</param>
    /// <param name="nanosOfMilli">What the cut lost, 0 to 999,999.</param>
    public static bool TryInstant(in JsonScalar scalar, out long millis, out int nanosOfMilli)
    {
        millis = 0;
        nanosOfMilli = 0;
        if (scalar.Kind == JsonKind.String && Iso8601.TryParse(scalar.Text, out millis, out nanosOfMilli))
            return true;
        nanosOfMilli = 0;
        return scalar.Kind is JsonKind.String or JsonKind.Number && TryWhole(scalar, out millis);
    }

    private static Value ToText(in JsonScalar scalar) =>
        scalar.Kind switch
        {
            JsonKind.True => TrueText,
            JsonKind.False => FalseText,
            _ => Value.FromUtf8(scalar.Buffer, scalar.Offset, scalar.Length),
        };

    private static bool TryDynamic(in JsonScalar scalar, out Value value)
    {
        switch (scalar.Kind)
        {
            case JsonKind.True:
            case JsonKind.False:
                value = Value.FromBoolean(scalar.Kind == JsonKind.True);
                return true;
            case JsonKind.Number:
                if (TryExactLong(scalar.Text, out var whole))
                {
                    value = Value.FromLong(whole);
                    return true;
                }

                var fits = TryDouble(scalar, out var number);
                value = fits ? Value.FromDouble(number) : Value.Null;
                return fits;
            default:
                value = ToText(scalar);
                return true;
        }
    }

    private static bool TryBoolean(in JsonScalar scalar, out Value value)
    {
        var isTrue =
            scalar.Kind == JsonKind.True || (scalar.Kind == JsonKind.String && scalar.Text.SequenceEqual("true"u8));
        var isFalse =
            scalar.Kind == JsonKind.False
            || (scalar.Kind == JsonKind.String && (scalar.Length == 0 || scalar.Text.SequenceEqual("false"u8)));
        value = isTrue || isFalse ? Value.FromBoolean(isTrue) : Value.Null;
        return isTrue || isFalse;
    }

    /// <summary>A whole number; a fraction is cut, as an index does it.</summary>
    private static bool TryWhole(in JsonScalar scalar, out long number)
    {
        number = 0;
        if (scalar.Kind is not (JsonKind.Number or JsonKind.String))
            return false;
        if (TryExactLong(scalar.Text, out number))
            return true;
        if (!TryDouble(scalar, out var rounded) || rounded is < -9.2233720368547758E18 or >= 9.2233720368547758E18)
            return false;
        number = (long)rounded;
        return true;
    }

    private static bool TryExactLong(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out var read) && read == text.Length;

    private static bool TryUnsigned(in JsonScalar scalar, out Value value)
    {
        value = Value.Null;
        if (scalar.Kind is not (JsonKind.Number or JsonKind.String))
            return false;
        if (Utf8Parser.TryParse(scalar.Text, out ulong exact, out var read) && read == scalar.Length)
        {
            value = Value.FromUnsignedLong(exact);
            return true;
        }

        if (!TryDouble(scalar, out var rounded) || rounded is <= -1 or >= 1.8446744073709552E19)
            return false;
        value = Value.FromUnsignedLong((ulong)Math.Truncate(rounded));
        return true;
    }

    private static bool TryDouble(in JsonScalar scalar, out double number)
    {
        number = 0;
        return scalar.Kind is JsonKind.Number or JsonKind.String
            && double.TryParse(
                scalar.Text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out number
            )
            && double.IsFinite(number);
    }

    private static bool TryDateNanos(in JsonScalar scalar, out Value value)
    {
        value = Value.Null;
        if (
            !TryInstant(scalar, out var millis, out var rest)
            || millis is < long.MinValue / NanosPerMilli + 1 or > long.MaxValue / NanosPerMilli - 1
        )
            return false;
        value = Value.FromDateNanos(millis * NanosPerMilli + rest);
        return true;
    }

    private static bool TryIp(in JsonScalar scalar, ByteArena scratch, out Value value)
    {
        value = Value.Null;
        if (scalar.Kind != JsonKind.String)
            return false;
        var offset = scratch.Take(IpText.AddressBytes);
        if (!IpText.TryParse(scalar.Text, scratch.Buffer.AsSpan(offset, IpText.AddressBytes)))
        {
            scratch.Shorten(IpText.AddressBytes);
            return false;
        }

        value = Value.FromIp(scratch.Buffer, offset);
        return true;
    }
}
