using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>The canonical text of a single value (<see cref="ValueText"/>) as bytes, for patterns over values that are no text.</summary>
/// <remarks>Text, versions, booleans, numbers and IPv4 addresses cost no allocation; the rest, which rules do not match with patterns, goes through a string.</remarks>
internal static class ValueBytes
{
    /// <summary>How much space <see cref="Of"/> may need for a value that is no text.</summary>
    public const int ScratchSize = 64;

    /// <summary>The text of a value: a slice of the value, or of <paramref name="scratch"/>.</summary>
    /// <param name="value">Neither null nor many.</param>
    /// <param name="scratch">At least <see cref="ScratchSize"/> bytes.</param>
    public static ReadOnlySpan<byte> Of(in Value value, Span<byte> scratch)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
            case ValueKind.Version:
                return value.AsBytes;
            case ValueKind.Boolean:
                return value.AsBoolean ? "true"u8 : "false"u8;
            case ValueKind.Integer:
            case ValueKind.Long:
                Utf8Formatter.TryFormat(value.AsLong, scratch, out var signedLength);
                return scratch[..signedLength];
            case ValueKind.UnsignedLong:
                Utf8Formatter.TryFormat(value.AsUnsignedLong, scratch, out var unsignedLength);
                return scratch[..unsignedLength];
            case ValueKind.Double:
                return OfDouble(value.AsDouble, scratch);
            case ValueKind.Ip when IsIPv4(value.AsBytes):
                return OfIPv4(value.AsBytes[12..], scratch);
            default:
                return Encoding.UTF8.GetBytes(ValueText.Format(value));
        }
    }

    private static ReadOnlySpan<byte> OfDouble(double number, Span<byte> scratch)
    {
        var size = Math.Abs(number);
        if (number != 0 && !(size >= 1e-3 && size < 1e7))
            return Encoding.UTF8.GetBytes(ValueText.FormatDouble(number));
        number.TryFormat(scratch, out var length, "R", CultureInfo.InvariantCulture);
        if (scratch[..length].Contains((byte)'.'))
            return scratch[..length];
        ".0"u8.CopyTo(scratch[length..]);
        return scratch[..(length + 2)];
    }

    private static ReadOnlySpan<byte> OfIPv4(ReadOnlySpan<byte> octets, Span<byte> scratch)
    {
        var length = 0;
        foreach (var octet in octets)
        {
            if (length > 0)
                scratch[length++] = (byte)'.';
            Utf8Formatter.TryFormat(octet, scratch[length..], out var written);
            length += written;
        }

        return scratch[..length];
    }

    private static bool IsIPv4(ReadOnlySpan<byte> address) =>
        address.IndexOfAnyExcept((byte)0) == 10 && address[10] == 0xFF && address[11] == 0xFF;
}
