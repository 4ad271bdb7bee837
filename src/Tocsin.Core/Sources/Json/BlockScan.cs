using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tocsin.Core.Sources.Json;

/// <summary>64 bytes of a text: where a sign stands in them, one bit a byte.</summary>
internal readonly ref struct BlockScan
{
    /// <summary>How many bytes a block has.</summary>
    public const int Bytes = 64;

    private readonly Vector512<byte> _whole;
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    /// <summary>Takes a block; the caller knows that all of it can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BlockScan(ref byte text, int position)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            _whole = Vector512.LoadUnsafe(ref text, (nuint)position);
        }
        else
        {
            _low = Vector256.LoadUnsafe(ref text, (nuint)position);
            _high = Vector256.LoadUnsafe(ref text, (nuint)position + 32);
        }
    }

    /// <summary>The quotes, escaped or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Quotes() => Of((byte)'"');

    /// <summary>The backslashes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Slashes() => Of((byte)'\\');

    /// <summary>The braces and brackets that open: the two differ in one bit only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Opening() => OfFolded((byte)'{');

    /// <summary>The braces and brackets that close.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Closing() => OfFolded((byte)'}');

    /// <summary>The blanks and all other bytes that come before the printable ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Blanks()
    {
        const byte Last = 0x20;
        if (Vector512.IsHardwareAccelerated)
            return Vector512.LessThanOrEqual(_whole, Vector512.Create(Last)).ExtractMostSignificantBits();
        var last = Vector256.Create(Last);
        return Vector256.LessThanOrEqual(_low, last).ExtractMostSignificantBits()
            | (ulong)Vector256.LessThanOrEqual(_high, last).ExtractMostSignificantBits() << 32;
    }

    /// <summary>The bytes that a backslash escapes: those behind runs of an odd number of them.</summary>
    /// <param name="slashes">The backslashes of a block.</param>
    /// <param name="carry">Whether the block before ends with such a run, one or zero; becomes whether this one does.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Escaped(ulong slashes, ref ulong carry)
    {
        const ulong Even = 0x5555_5555_5555_5555;
        slashes &= ~carry;
        var follows = slashes << 1 | carry;
        var oddStarts = slashes & ~Even & ~follows;
        var sum = oddStarts + slashes;
        carry = sum < slashes ? 1UL : 0;
        return (Even ^ sum << 1) & follows;
    }

    /// <summary>Bit i is the parity of bits 0 to i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RunningParity(ulong bits)
    {
        // PERF: a product without carries by all ones is the running parity, in one instruction instead of twelve.
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        if (System.Runtime.Intrinsics.Arm.Aes.IsSupported)
            return System
                .Runtime.Intrinsics.Arm.Aes.PolynomialMultiplyWideningLower(
                    Vector64.CreateScalar(bits),
                    Vector64<ulong>.AllBitsSet
                )
                .ToScalar();
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ bits << 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Of(byte sign)
    {
        if (Vector512.IsHardwareAccelerated)
            return Vector512.Equals(_whole, Vector512.Create(sign)).ExtractMostSignificantBits();
        var signs = Vector256.Create(sign);
        return Vector256.Equals(_low, signs).ExtractMostSignificantBits()
            | (ulong)Vector256.Equals(_high, signs).ExtractMostSignificantBits() << 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong OfFolded(byte sign)
    {
        const byte Fold = 0x20;
        if (Vector512.IsHardwareAccelerated)
            return Vector512
                .Equals(_whole | Vector512.Create(Fold), Vector512.Create(sign))
                .ExtractMostSignificantBits();
        var signs = Vector256.Create(sign);
        var fold = Vector256.Create(Fold);
        return Vector256.Equals(_low | fold, signs).ExtractMostSignificantBits()
            | (ulong)Vector256.Equals(_high | fold, signs).ExtractMostSignificantBits() << 32;
    }
}
