using System.Runtime.CompilerServices;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>Steps over UTF-8 by code point. Where the bytes are no UTF-8, each byte that fits nowhere counts as one.</summary>
internal static class Utf8Steps
{
    /// <summary>How many bytes the code point at <paramref name="position"/> takes; the position is inside the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Forward(ReadOnlySpan<byte> text, int position)
    {
        var lead = text[position];
        return lead < 0x80 ? 1 : ForwardLong(text, position, lead);
    }

    /// <summary>How many bytes the code point before <paramref name="position"/> takes; the position is not 0.</summary>
    public static int Backward(ReadOnlySpan<byte> text, int position)
    {
        var start = position - 1;
        var lowest = Math.Max(0, position - 4);
        while (start > lowest && IsContinuation(text[start]))
            start--;
        return start + Forward(text, start) == position ? position - start : 1;
    }

    /// <summary>How many code points a text has.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (var position = 0; position < text.Length; count++)
            position += Forward(text, position);
        return count;
    }

    private static int ForwardLong(ReadOnlySpan<byte> text, int position, byte lead)
    {
        var length = lead switch
        {
            >= 0xC2 and < 0xE0 => 2,
            >= 0xE0 and < 0xF0 => 3,
            >= 0xF0 and < 0xF5 => 4,
            _ => 1,
        };
        if (position + length > text.Length)
            return 1;
        for (var i = 1; i < length; i++)
        {
            if (!IsContinuation(text[position + i]))
                return 1;
        }

        return length;
    }

    private static bool IsContinuation(byte unit) => (unit & 0xC0) == 0x80;
}
