using System.Globalization;
using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Events;

/// <summary>Reads points as point fields accept them as text: <c>POINT (lon lat)</c> in any case, or <c>lat,lon</c>.</summary>
internal static class PointText
{
    private const NumberStyles Styles =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a point.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="type"><see cref="DataType.GeoPoint"/> or <see cref="DataType.CartesianPoint"/>.</param>
    /// <param name="value">The point; null where the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, DataType type, out Value value)
    {
        value = Value.Null;
        text = text.Trim(" \t"u8);
        if (text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "POINT"u8))
        {
            var inner = text[5..].Trim((byte)' ');
            if (inner.Length < 2 || inner[0] != '(' || inner[^1] != ')')
                return false;
            inner = inner[1..^1].Trim((byte)' ');
            var blank = inner.IndexOf((byte)' ');
            return blank > 0 && TryMake(inner[..blank], inner[(blank + 1)..].TrimStart((byte)' '), type, out value);
        }

        var comma = text.IndexOf((byte)',');
        if (comma < 0)
            return false;
        var first = text[..comma].Trim((byte)' ');
        var second = text[(comma + 1)..].Trim((byte)' ');
        return type == DataType.GeoPoint
            ? TryMake(second, first, type, out value)
            : TryMake(first, second, type, out value);
    }

    /// <summary>Makes a point from the texts of its coordinates; a geographic one must lie on earth.</summary>
    public static bool TryMake(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, DataType type, out Value value)
    {
        value = Value.Null;
        if (
            !double.TryParse(x, Styles, CultureInfo.InvariantCulture, out var first)
            || !double.TryParse(y, Styles, CultureInfo.InvariantCulture, out var second)
            || !double.IsFinite(first)
            || !double.IsFinite(second)
        )
            return false;
        if (type == DataType.GeoPoint && (Math.Abs(first) > 180 || Math.Abs(second) > 90))
            return false;
        value = type == DataType.GeoPoint ? Value.FromGeoPoint(first, second) : Value.FromCartesianPoint(first, second);
        return true;
    }
}
