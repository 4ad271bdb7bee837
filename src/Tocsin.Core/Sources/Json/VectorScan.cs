using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Core.Sources.Json;

/// <summary>Skips objects and arrays a vector at a time; gives the same answers as <see cref="JsonScan.SkipContainer"/>.</summary>
/// <remarks>
/// Of each 32 bytes four masks are made: quotes, backslashes, opening and closing signs. Which quotes are escaped follows from the runs of
/// backslashes, what is inside of a string from the running parity of the other quotes, and only the signs outside of strings are
/// looked at one by one. What this cannot do (the end of the buffer, deep nesting, malformed text) is left to the plain version.
/// </remarks>
internal static class VectorScan
{
    private const int LevelsMax = 64;

    /// <summary>Whether the machine has what it takes.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    /// <summary>Skips an object or array; see <see cref="JsonScan.SkipContainer"/>.</summary>
    /// <param name="buffer">The buffer that the text begins; bytes behind the text are looked at, but count for nothing.</param>
    /// <param name="text">The text: the first bytes of the buffer.</param>
    /// <param name="position">At the opening brace or bracket.</param>
    /// <param name="depth">How many objects and arrays are open around it.</param>
    public static int SkipContainer(byte[] buffer, ReadOnlySpan<byte> text, int position, int depth)
    {
        var end = IsSupported ? TrySkip(buffer, position, Math.Min(LevelsMax, JsonScan.DepthMax - depth)) : -1;
        return end >= 0 && end <= text.Length ? end : JsonScan.SkipContainer(text, position, depth);
    }

    private static int TrySkip(byte[] buffer, int position, int levelsMax)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(buffer);
        ulong kinds = 0;
        var level = 0;
        uint escapedCarry = 0;
        uint stringCarry = 0;
        for (; position <= buffer.Length - Vector256<byte>.Count; position += Vector256<byte>.Count)
        {
            // SAFETY: the loop's condition keeps the whole vector inside of the buffer; positions are never negative.
            var block = Vector256.LoadUnsafe(ref first, (nuint)position);
            var slashes = Vector256.Equals(block, Vector256.Create((byte)'\\')).ExtractMostSignificantBits();
            var quotes = Vector256.Equals(block, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            if ((slashes | escapedCarry) != 0)
                quotes &= ~Escaped(slashes, ref escapedCarry);
            var inside = RunningParity(quotes) ^ stringCarry;
            stringCarry = (uint)((int)inside >> 31);
            // Outside of strings a backslash escapes nothing, and is no JSON either.
            if ((slashes & ~inside) != 0)
                return -1;

            // `{` and `[`, `}` and `]` differ in one bit only.
            var folded = block | Vector256.Create((byte)0x20);
            var opening = Vector256.Equals(folded, Vector256.Create((byte)'{')).ExtractMostSignificantBits() & ~inside;
            var closing = Vector256.Equals(folded, Vector256.Create((byte)'}')).ExtractMostSignificantBits() & ~inside;
            for (var signs = opening | closing; signs != 0; signs &= signs - 1)
            {
                var at = BitOperations.TrailingZeroCount(signs);
                var isObject = (Unsafe.Add(ref first, position + at) & 0x20) != 0;
                if ((opening >> at & 1) != 0)
                {
                    if (level == levelsMax)
                        return -1;
                    kinds = kinds << 1 | (isObject ? 1UL : 0);
                    level++;
                    continue;
                }

                if ((kinds & 1) != 0 != isObject)
                    return -1;
                kinds >>= 1;
                if (--level == 0)
                    return position + at + 1;
            }
        }

        return -1;
    }

    /// <summary>The bytes that a backslash escapes: those behind runs of an odd number of them.</summary>
    private static uint Escaped(uint slashes, ref uint carry)
    {
        const uint Even = 0x5555_5555;
        slashes &= ~carry;
        var follows = slashes << 1 | carry;
        var oddStarts = slashes & ~Even & ~follows;
        var sum = (ulong)oddStarts + slashes;
        carry = (uint)(sum >> 32);
        return (Even ^ (uint)sum << 1) & follows;
    }

    /// <summary>Bit i is the parity of bits 0 to i.</summary>
    private static uint RunningParity(uint bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        return bits ^ bits << 16;
    }
}
