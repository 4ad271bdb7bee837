using System.Buffers;
using System.Text;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>Positions and lengths in code points over UTF-8 bytes. Bytes that are no UTF-8 count as what they would start.</summary>
internal static class Utf8Text
{
    /// <summary>The longest text that a function builds, in bytes.</summary>
    public const int BytesMax = 1_048_576;

    /// <summary>The empty text.</summary>
    public static readonly Value Empty = Value.FromUtf8([]);

    /// <summary>How many code points a text has.</summary>
    public static int CountCodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            if (!IsContinuation(unit))
                count++;
        }

        return count;
    }

    /// <summary>The offset in bytes of a code point, counted from 0; the end of the text for one behind it.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> text, int codePoint)
    {
        if (codePoint <= 0)
            return 0;
        var count = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsContinuation(text[i]) && ++count == codePoint)
                return i;
        }

        return text.Length;
    }

    /// <summary>
    /// The position from 0 that a start counted from 1 means: 0 is like 1, negative ones count from the end, at least the
    /// beginning (ES|QL specification, 12.2 <c>SUBSTRING</c>).
    /// </summary>
    public static int StartIndex(ReadOnlySpan<byte> text, int start) =>
        start > 0 ? start - 1
        : start < 0 ? Math.Max(0, CountCodePoints(text) + start)
        : 0;

    /// <summary>A text without white space at its ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="atStart">Whether to cut in front.</param>
    /// <param name="atEnd">Whether to cut behind.</param>
    public static Value Trim(in Value text, bool atStart, bool atEnd)
    {
        var bytes = text.AsBytes;
        var from = 0;
        var until = bytes.Length;
        while (
            atStart
            && from < until
            && Rune.DecodeFromUtf8(bytes[from..until], out var first, out var size) == OperationStatus.Done
            && IsWhiteSpace(first)
        )
            from += size;
        while (
            atEnd
            && until > from
            && Rune.DecodeLastFromUtf8(bytes[from..until], out var last, out var size) == OperationStatus.Done
            && IsWhiteSpace(last)
        )
            until -= size;
        return text.Slice(from, until - from);
    }

    /// <summary>A text some number of times, null with a warning for a negative number or a result that is too long.</summary>
    public static Value Repeat(CallContext call, ReadOnlySpan<byte> text, int count)
    {
        if (count < 0)
        {
            return call.Fail(
                EvaluationFailure.IllegalArgument($"Number parameter cannot be negative, found [{count}]")
            );
        }

        if ((long)count * text.Length > BytesMax)
        {
            return call.Fail(
                EvaluationFailure.IllegalArgument(
                    $"Creating repeated strings with more than [{BytesMax}] bytes is not supported"
                )
            );
        }

        var result = new byte[count * text.Length];
        for (var i = 0; i < count; i++)
            text.CopyTo(result.AsSpan(i * text.Length));
        return Value.FromUtf8(result);
    }

    private static bool IsContinuation(byte unit) => (unit & 0xC0) == 0x80;

    // As in Java: control characters up to the blank, and spaces that may break.
    private static bool IsWhiteSpace(Rune rune) =>
        rune.Value <= ' ' || (Rune.IsWhiteSpace(rune) && rune.Value is not (0x85 or 0xA0 or 0x2007 or 0x202F));
}
