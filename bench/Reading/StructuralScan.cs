using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tocsin.Bench.Reading;

/// <summary>
/// The limit that the reader is measured against: finds every quote that opens or closes a string and every structural character
/// outside of strings, 64 bytes a step, and writes down where they are. It understands nothing of what it finds.
/// </summary>
internal sealed class StructuralScan
{
    private const int Step = 64;
    private const int Burst = 4;
    private uint[] _index = new uint[1 << 20];
    private ulong _escapedCarry;
    private ulong _stringCarry;

    /// <summary>Scans a stretch of the input; strings may go on from the one before.</summary>
    /// <returns>How many positions were written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Scan(ReadOnlySpan<byte> text)
    {
        if (_index.Length < text.Length + Step)
            _index = new uint[text.Length + Step];
        ref var first = ref MemoryMarshal.GetReference(text);
        ref var target = ref MemoryMarshal.GetArrayDataReference(_index);
        var count = 0;
        for (var position = 0; position <= text.Length - Step; position += Step)
        {
            var low = Vector256.LoadUnsafe(ref first, (nuint)position);
            var high = Vector256.LoadUnsafe(ref first, (nuint)position + 32);
            var slashes = Is(low, high, '\\');
            var quotes = Is(low, high, '"');
            if ((slashes | _escapedCarry) != 0)
                quotes &= ~Escaped(slashes, ref _escapedCarry);
            var inside = RunningParity(quotes) ^ _stringCarry;
            _stringCarry = (ulong)((long)inside >> 63);
            var folded = Vector256.Create((byte)0x20);
            var signs =
                Is(low | folded, high | folded, '{')
                | Is(low | folded, high | folded, '}')
                | Is(low, high, ':')
                | Is(low, high, ',');
            var found = (signs & ~inside) | quotes;
            var hits = BitOperations.PopCount(found);
            for (var i = 0; i < hits; i += Burst)
            {
                // So many at a time without asking: what is written too much is written over.
                for (var j = 0; j < Burst; j++)
                {
                    Unsafe.Add(ref target, count + i + j) = (uint)(position + BitOperations.TrailingZeroCount(found));
                    found &= found - 1;
                }
            }

            count += hits;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Is(Vector256<byte> low, Vector256<byte> high, char sign) =>
        Vector256.Equals(low, Vector256.Create((byte)sign)).ExtractMostSignificantBits()
        | (ulong)Vector256.Equals(high, Vector256.Create((byte)sign)).ExtractMostSignificantBits() << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RunningParity(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        for (var shift = 1; shift < 64; shift <<= 1)
            bits ^= bits << shift;
        return bits;
    }

    private static ulong Escaped(ulong slashes, ref ulong carry)
    {
        const ulong Even = 0x5555_5555_5555_5555;
        slashes &= ~carry;
        var follows = slashes << 1 | carry;
        var oddStarts = slashes & ~Even & ~follows;
        var sum = oddStarts + slashes;
        carry = sum < slashes ? 1UL : 0;
        return (Even ^ sum << 1) & follows;
    }
}
