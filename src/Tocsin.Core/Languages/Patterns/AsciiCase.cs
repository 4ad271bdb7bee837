using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>Comparison of UTF-8 texts with the case of ASCII letters folded; all other bytes count as they are (EQL specification, 8.7).</summary>
/// <remarks>The second text of each comparison is a literal that <see cref="Fold(ReadOnlySpan{byte})"/> has folded once.</remarks>
internal static class AsciiCase
{
    /// <summary>The byte, an upper-case ASCII letter as lower-case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Fold(byte unit) => (uint)(unit - 'A') < 26 ? (byte)(unit | 0x20) : unit;

    /// <summary>A folded copy.</summary>
    public static byte[] Fold(ReadOnlySpan<byte> text)
    {
        var folded = new byte[text.Length];
        Fold(text, folded);
        return folded;
    }

    /// <summary>A folded copy, or the text itself where there is nothing to fold.</summary>
    public static byte[] FoldOrSame(byte[] text) =>
        text.AsSpan().ContainsAnyInRange((byte)'A', (byte)'Z') ? Fold(text) : text;

    /// <summary>Writes the folded text; the target is at least as long.</summary>
    public static void Fold(ReadOnlySpan<byte> text, Span<byte> target)
    {
        for (var i = 0; i < text.Length; i++)
            target[i] = Fold(text[i]);
    }

    /// <summary>Whether the text is the literal but for case.</summary>
    public static bool EqualsFolded(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded)
    {
        if (text.Length != folded.Length)
            return false;
        ref var left = ref MemoryMarshal.GetReference(text);
        ref var right = ref MemoryMarshal.GetReference(folded);
        nuint i = 0;
        var length = (nuint)text.Length;
        for (; i + (nuint)Vector128<byte>.Count <= length; i += (nuint)Vector128<byte>.Count)
        {
            if (Fold(Vector128.LoadUnsafe(ref left, i)) != Vector128.LoadUnsafe(ref right, i))
                return false;
        }

        for (; i < length; i++)
        {
            if (Fold(Unsafe.Add(ref left, i)) != Unsafe.Add(ref right, i))
                return false;
        }

        return true;
    }

    /// <summary>Whether the text begins with the literal but for case.</summary>
    public static bool StartsWithFolded(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded) =>
        text.Length >= folded.Length && EqualsFolded(text[..folded.Length], folded);

    /// <summary>Whether the text ends with the literal but for case.</summary>
    public static bool EndsWithFolded(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded) =>
        text.Length >= folded.Length && EqualsFolded(text[(text.Length - folded.Length)..], folded);

    /// <summary>Where the literal first occurs but for case; -1 where it does not.</summary>
    /// <remarks>
    /// PERF: 16 places at a time are sieved by the literal's first and last byte; only places where both fit are compared. The worst case is the
    /// product of both lengths.
    /// </remarks>
    public static int IndexOfFolded(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded)
    {
        if (folded.Length == 0)
            return 0;
        var last = text.Length - folded.Length;
        if (last < 0)
            return -1;
        var start = 0;
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var wantedFirst = Vector128.Create(folded[0]);
        var wantedLast = Vector128.Create(folded[^1]);
        var distance = (nuint)(folded.Length - 1);
        for (; start + Vector128<byte>.Count - 1 <= last; start += Vector128<byte>.Count)
        {
            var first = Fold(Vector128.LoadUnsafe(ref bytes, (nuint)start));
            var end = Fold(Vector128.LoadUnsafe(ref bytes, (nuint)start + distance));
            var places = (
                Vector128.Equals(first, wantedFirst) & Vector128.Equals(end, wantedLast)
            ).ExtractMostSignificantBits();
            while (places != 0)
            {
                var place = start + System.Numerics.BitOperations.TrailingZeroCount(places);
                if (EqualsFolded(text.Slice(place, folded.Length), folded))
                    return place;
                places &= places - 1;
            }
        }

        for (; start <= last; start++)
        {
            if (Fold(text[start]) == folded[0] && EqualsFolded(text.Slice(start, folded.Length), folded))
                return start;
        }

        return -1;
    }

    private static Vector128<byte> Fold(Vector128<byte> units)
    {
        var isUpper = Vector128.LessThan(units - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
        return units | (isUpper & Vector128.Create((byte)0x20));
    }
}
