namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>RFC 4648 base 64, read strictly: no white space, padding right or left out altogether.</summary>
internal static class Base64Text
{
    /// <summary>The bytes behind a text, which need not be UTF-8; false where it is no base 64.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = [];
        var padding =
            text.Length % 4 != 0 ? 0
            : text.EndsWith("=="u8) ? 2
            : text.EndsWith("="u8) ? 1
            : 0;
        var digits = text[..^padding];
        if (digits.Length % 4 == 1)
            return false;
        bytes = new byte[digits.Length / 4 * 3 + Math.Max(0, digits.Length % 4 - 1)];
        var position = 0;
        var bits = 0;
        var bitCount = 0;
        foreach (var digit in digits)
        {
            var number = DigitOf(digit);
            if (number < 0)
                return false;
            bits = (bits << 6) | number;
            bitCount += 6;
            if (bitCount < 8)
                continue;
            bitCount -= 8;
            bytes[position++] = (byte)(bits >> bitCount);
            bits &= (1 << bitCount) - 1;
        }

        return true;
    }

    private static int DigitOf(byte digit) =>
        digit switch
        {
            >= (byte)'A' and <= (byte)'Z' => digit - 'A',
            >= (byte)'a' and <= (byte)'z' => digit - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => digit - '0' + 52,
            (byte)'+' => 62,
            (byte)'/' => 63,
            _ => -1,
        };
}
