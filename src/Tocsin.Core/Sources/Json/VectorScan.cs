using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Core.Sources.Json;

/// <summary>Skips objects and arrays a block at a time; gives the same answers as <see cref="JsonScan.SkipContainer"/>.</summary>
/// <remarks>
/// Of each 64 bytes four masks are made: quotes, backslashes, opening and closing signs. Which quotes are escaped follows from the runs of
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
        var limit = Math.Min(text.Length, buffer.Length - BlockScan.Bytes + 1);
        var end = IsSupported
            ? Skip(ref MemoryMarshal.GetArrayDataReference(buffer), position, limit, JsonScan.DepthMax - depth)
            : -1;
        return end >= 0 && end <= text.Length ? end : JsonScan.SkipContainer(text, position, depth);
    }

    /// <summary>Whether something may stand between the tokens of a text; false only where <see cref="JsonText.Minify"/> would change nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool MayHaveBlanks(ReadOnlySpan<byte> json)
    {
        if (!IsSupported || json.Length < BlockScan.Bytes)
            return true;
        ulong escapedCarry = 0;
        ulong stringCarry = 0;
        for (var position = 0; position < json.Length; position += BlockScan.Bytes)
        {
            // The last block begins earlier, and what was looked at before is shifted out: what is shifted in is no sign.
            var overlap = Math.Max(0, position + BlockScan.Bytes - json.Length);
            var block = new BlockScan(ref MemoryMarshal.GetReference(json), position - overlap);
            var slashes = block.Slashes() >> overlap;
            var quotes = block.Quotes() >> overlap;
            if ((slashes | escapedCarry) != 0)
                quotes &= ~BlockScan.Escaped(slashes, ref escapedCarry);
            var inside = BlockScan.RunningParity(quotes) ^ stringCarry;
            stringCarry = (ulong)((long)inside >> 63);
            // Outside of strings a backslash escapes nothing, so what follows may have been taken wrong.
            if (((block.Blanks() >> overlap | slashes) & ~inside) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Skips an object or array.</summary>
    /// <param name="text">The buffer's first byte.</param>
    /// <param name="position">At the opening brace or bracket.</param>
    /// <param name="limit">Before which position blocks may begin; all of them can be read.</param>
    /// <param name="levelsMax">How deep it may nest.</param>
    /// <returns>The position behind it; a negative number where something else has to look.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Skip(ref byte text, int position, int limit, int levelsMax)
    {
        levelsMax = Math.Min(levelsMax, LevelsMax);
        ulong kinds = 0;
        var level = 0;
        ulong escapedCarry = 0;
        ulong stringCarry = 0;
        for (; position < limit; position += BlockScan.Bytes)
        {
            // SAFETY: the caller says that a block before the limit can be read.
            var block = new BlockScan(ref text, position);
            var slashes = block.Slashes();
            var quotes = block.Quotes();
            if ((slashes | escapedCarry) != 0)
                quotes &= ~BlockScan.Escaped(slashes, ref escapedCarry);
            var inside = BlockScan.RunningParity(quotes) ^ stringCarry;
            stringCarry = (ulong)((long)inside >> 63);
            // Outside of strings a backslash escapes nothing, and is no JSON either.
            if ((slashes & ~inside) != 0)
                return -1;

            var opening = block.Opening() & ~inside;
            var signs = opening | (block.Closing() & ~inside);
            for (; signs != 0; signs &= signs - 1)
            {
                var at = BitOperations.TrailingZeroCount(signs);
                var isObject = Unsafe.Add(ref text, position + at) >> 5 & 1;
                if ((opening >> at & 1) != 0)
                {
                    if (level >= levelsMax)
                        return -1;
                    kinds = kinds << 1 | (uint)isObject;
                    level++;
                    continue;
                }

                if ((int)(kinds & 1) != isObject)
                    return -1;
                kinds >>= 1;
                if (--level == 0)
                    return position + at + 1;
            }
        }

        return -1;
    }
}
