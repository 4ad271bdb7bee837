using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Core.Sources.Json;

/// <summary>Finds where JSON values end, without building anything.</summary>
/// <remarks>
/// <para>Functions take a text and the position of a value's first byte and return the position behind it, or a negative number:
/// <see cref="Incomplete"/>, <see cref="Broken"/>, <see cref="TooDeep"/>. Nothing recurses.</para>
/// <para>What is checked: strings end, scalars are spelled right, braces and brackets of a skipped object or array are balanced and of the right kind.
/// What stands between them inside a skipped object or array is not: commas, colons, and how scalars are spelled there.</para>
/// </remarks>
internal static class JsonScan
{
    /// <summary>The text ends before the value does.</summary>
    public const int Incomplete = -1;

    /// <summary>There is no JSON value.</summary>
    public const int Broken = -2;

    /// <summary>Objects and arrays nest deeper than <see cref="DepthMax"/>.</summary>
    public const int TooDeep = -3;

    /// <summary>How deep objects and arrays may nest.</summary>
    public const int DepthMax = 1000;

    private const int BitsPerWord = 64;
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[]"u8);

    /// <summary>The first position from <paramref name="position"/> on that holds no blank.</summary>
    public static int SkipBlanks(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && text[position] <= ' ' && IsBlank(text[position]))
            position++;
        return position;
    }

    /// <summary>Whether a byte is white space between tokens.</summary>
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Skips any value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">At the value's first byte.</param>
    /// <param name="depth">How many objects and arrays are open around it.</param>
    public static int SkipValue(ReadOnlySpan<byte> text, int position, int depth = 0)
    {
        if (position >= text.Length)
            return Incomplete;
        return text[position] switch
        {
            (byte)'"' => SkipString(text, position),
            (byte)'{' or (byte)'[' => SkipContainer(text, position, depth),
            _ => SkipScalar(text, position),
        };
    }

    /// <summary>The first quote or backslash from a position on, or a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindQuoteOrSlash(ReadOnlySpan<byte> text, int position)
    {
        // PERF: nearly all strings end within one vector, and a call costs more than looking at it.
        if (Vector256.IsHardwareAccelerated && position <= text.Length - Vector256<byte>.Count)
        {
            // SAFETY: the condition above keeps the whole vector inside of the text; positions are never negative.
            var block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)position);
            var hits =
                Vector256.Equals(block, Vector256.Create((byte)'"'))
                | Vector256.Equals(block, Vector256.Create((byte)'\\'));
            var bits = hits.ExtractMostSignificantBits();
            if (bits != 0)
                return position + BitOperations.TrailingZeroCount(bits);
            position += Vector256<byte>.Count;
        }

        var found = text[position..].IndexOfAny((byte)'"', (byte)'\\');
        return found < 0 ? Incomplete : position + found;
    }

    /// <summary>Skips a string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">At the opening quote.</param>
    public static int SkipString(ReadOnlySpan<byte> text, int position)
    {
        position++;
        while (position < text.Length)
        {
            position = FindQuoteOrSlash(text, position);
            if (position < 0)
                return Incomplete;
            if (text[position] == '"')
                return position + 1;
            position += 2;
        }

        return Incomplete;
    }

    /// <summary>Skips an object or array.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">At the opening brace or bracket.</param>
    /// <param name="depth">How many objects and arrays are open around it.</param>
    public static int SkipContainer(ReadOnlySpan<byte> text, int position, int depth)
    {
        // One bit a level: set for an object.
        Span<ulong> kinds = stackalloc ulong[DepthMax / BitsPerWord + 1];
        var level = 0;
        while (true)
        {
            var found = text[position..].IndexOfAny(Structural);
            if (found < 0)
                return Incomplete;
            position += found;
            var value = text[position];
            switch (value)
            {
                case (byte)'"':
                    position = SkipString(text, position);
                    if (position < 0)
                        return position;
                    continue;
                case (byte)'{':
                case (byte)'[':
                    if (depth + level >= DepthMax)
                        return TooDeep;
                    var bit = 1UL << (level % BitsPerWord);
                    ref var word = ref kinds[level / BitsPerWord];
                    word = value == '{' ? word | bit : word & ~bit;
                    level++;
                    break;
                default:
                    level--;
                    var isObject = (kinds[level / BitsPerWord] >> (level % BitsPerWord) & 1) != 0;
                    if (isObject != (value == '}'))
                        return Broken;
                    if (level == 0)
                        return position + 1;
                    break;
            }

            position++;
        }
    }

    /// <summary>Skips a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public static int SkipScalar(ReadOnlySpan<byte> text, int position)
    {
        var rest = text[position..];
        return rest[0] switch
        {
            (byte)'t' => SkipLiteral(rest, position, "true"u8),
            (byte)'f' => SkipLiteral(rest, position, "false"u8),
            (byte)'n' => SkipLiteral(rest, position, "null"u8),
            _ => SkipNumber(text, position),
        };
    }

    private static int SkipLiteral(ReadOnlySpan<byte> rest, int position, ReadOnlySpan<byte> literal)
    {
        if (rest.StartsWith(literal))
            return position + literal.Length;
        return literal.StartsWith(rest) ? Incomplete : Broken;
    }

    private static int SkipNumber(ReadOnlySpan<byte> text, int position)
    {
        if (text[position] == '-')
            position++;
        var digits = SkipDigits(text, position);
        if (digits == position || (digits - position > 1 && text[position] == '0'))
            return position == text.Length ? Incomplete : Broken;
        position = digits;
        if (position < text.Length && text[position] == '.')
        {
            digits = SkipDigits(text, position + 1);
            if (digits == position + 1)
                return digits == text.Length ? Incomplete : Broken;
            position = digits;
        }

        if (position < text.Length && text[position] is (byte)'e' or (byte)'E')
        {
            position++;
            if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
                position++;
            digits = SkipDigits(text, position);
            if (digits == position)
                return digits == text.Length ? Incomplete : Broken;
            position = digits;
        }

        return position;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && (uint)(text[position] - '0') <= 9)
            position++;
        return position;
    }
}
