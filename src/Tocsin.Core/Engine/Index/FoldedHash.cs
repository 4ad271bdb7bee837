using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tocsin.Core.Engine.Index;

/// <summary>A hash of text that is the same whatever the case of ASCII letters.</summary>
/// <remarks>
/// Sets a bit of every byte, which makes letters of one case of the other; that it also makes some other bytes alike costs no more than a comparison. Not
/// stable between machines of different byte order: never stored.
/// </remarks>
internal static class FoldedHash
{
    private const ulong CaseBits = 0x2020_2020_2020_2020;
    private const ulong Key0 = 0x9E37_79B9_7F4A_7C15;
    private const ulong Key1 = 0xD6E8_FEB8_6659_FD93;

    /// <summary>The hash.</summary>
    public static uint Of(ReadOnlySpan<byte> text)
    {
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var length = text.Length;
        var state = (ulong)length * Key0;
        if (length >= 8)
        {
            var last = length - 8;
            for (var i = 0; i < last; i += 8)
                state = Mix(state ^ Read8(ref bytes, i), Key0);
            return Finish(state, Read8(ref bytes, last));
        }

        if (length >= 4)
        {
            var low = Unsafe.ReadUnaligned<uint>(ref bytes);
            var high = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, length - 4));
            return Finish(state, (low | (ulong)high << 32) | CaseBits);
        }

        ulong rest = 0;
        for (var i = 0; i < length; i++)
            rest = rest << 8 | Unsafe.Add(ref bytes, i);
        return Finish(state, rest | CaseBits);
    }

    private static ulong Read8(ref byte bytes, int offset) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, offset)) | CaseBits;

    private static uint Finish(ulong state, ulong last)
    {
        var mixed = Mix(state ^ last, Key1);
        return (uint)(mixed ^ mixed >> 32);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
