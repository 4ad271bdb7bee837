using System.Buffers;
using System.Text;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The encoding of web forms: letters, digits and <c>-_.*</c> stand for themselves, other bytes are <c>%XX</c> (ES|QL specification, 12.2).</summary>
internal static class FormEncoding
{
    private static readonly SearchValues<byte> Unreserved = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*"u8
    );

    /// <summary>A text encoded.</summary>
    /// <param name="value">The text.</param>
    /// <param name="blank">What stands for a blank: <c>+</c> or <c>%20</c>.</param>
    public static Value Encode(in Value value, ReadOnlySpan<byte> blank)
    {
        var bytes = value.AsBytes;
        if (!bytes.ContainsAnyExcept(Unreserved))
            return value;
        var result = new ArrayBufferWriter<byte>(bytes.Length * 2);
        foreach (var unit in bytes)
        {
            if (Unreserved.Contains(unit))
                result.Write([unit]);
            else if (unit == ' ')
                result.Write(blank);
            else
                result.Write([(byte)'%', HexDigit(unit >> 4), HexDigit(unit & 15)]);
        }

        return Value.FromUtf8(result.WrittenSpan.ToArray());
    }

    /// <summary>A text decoded; null with a warning where an escape is malformed.</summary>
    public static Value Decode(CallContext call, in Value value)
    {
        var bytes = value.AsBytes;
        if (!bytes.ContainsAny((byte)'%', (byte)'+'))
            return value;
        var result = new byte[bytes.Length];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var unit = bytes[i];
            if (unit == '%')
            {
                if (i + 2 >= bytes.Length || !TryHex(bytes[i + 1], bytes[i + 2], out unit))
                    return call.Fail(Malformed(bytes, i));
                i += 2;
            }
            else if (unit == '+')
            {
                unit = (byte)' ';
            }

            result[length++] = unit;
        }

        var decoded = result.AsSpan(0, length);
        // Escapes may give bytes that are no UTF-8; Java replaces them.
        return System.Text.Unicode.Utf8.IsValid(decoded)
            ? Value.FromUtf8(result, 0, length)
            : Value.FromText(Encoding.UTF8.GetString(decoded));
    }

    private static EvaluationFailure Malformed(ReadOnlySpan<byte> bytes, int position) =>
        EvaluationFailure.IllegalArgument(
            position + 2 >= bytes.Length
                ? "URLDecoder: Incomplete trailing escape (%) pattern"
                : "URLDecoder: Illegal hex characters in escape (%) pattern"
        );

    private static byte HexDigit(int number) => (byte)"0123456789ABCDEF"[number];

    private static bool TryHex(byte high, byte low, out byte unit)
    {
        unit = 0;
        if (!char.IsAsciiHexDigit((char)high) || !char.IsAsciiHexDigit((char)low))
            return false;
        unit = (byte)(Digit(high) * 16 + Digit(low));
        return true;

        static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    }
}
