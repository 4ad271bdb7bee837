using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The SHA-3 family (FIPS 202), which the platform has only with some libraries.</summary>
internal static class Sha3
{
    private const int StateBytes = 200;
    private const byte Suffix = 0x06;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001,
        0x0000000000008082,
        0x800000000000808a,
        0x8000000080008000,
        0x000000000000808b,
        0x0000000080000001,
        0x8000000080008081,
        0x8000000000008009,
        0x000000000000008a,
        0x0000000000000088,
        0x0000000080008009,
        0x000000008000000a,
        0x000000008000808b,
        0x800000000000008b,
        0x8000000000008089,
        0x8000000000008003,
        0x8000000000008002,
        0x8000000000000080,
        0x000000000000800a,
        0x800000008000000a,
        0x8000000080008081,
        0x8000000000008080,
        0x0000000080000001,
        0x8000000080008008,
    ];

    private static readonly int[] Rotations =
    [
        1,
        3,
        6,
        10,
        15,
        21,
        28,
        36,
        45,
        55,
        2,
        14,
        27,
        41,
        56,
        8,
        25,
        43,
        62,
        18,
        39,
        61,
        20,
        44,
    ];

    private static readonly int[] Lanes =
    [
        10,
        7,
        11,
        17,
        18,
        3,
        5,
        16,
        8,
        21,
        24,
        4,
        15,
        23,
        19,
        13,
        12,
        2,
        20,
        14,
        22,
        9,
        6,
        1,
    ];

    /// <summary>The digest of some bytes.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="digestBytes">28, 32, 48 or 64.</param>
    public static byte[] Compute(ReadOnlySpan<byte> bytes, int digestBytes)
    {
        var rate = StateBytes - 2 * digestBytes;
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        var last = new byte[rate];
        for (; bytes.Length >= rate; bytes = bytes[rate..])
            Absorb(state, bytes[..rate]);
        bytes.CopyTo(last);
        last[bytes.Length] = Suffix;
        last[^1] |= 0x80;
        Absorb(state, last);
        var digest = new byte[StateBytes];
        for (var i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(i * 8), state[i]);
        return digest[..digestBytes];
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i * 8 < block.Length; i++)
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        Permute(state);
    }

    private static void Permute(Span<ulong> state)
    {
        Span<ulong> column = stackalloc ulong[5];
        foreach (var constant in RoundConstants)
        {
            for (var x = 0; x < 5; x++)
                column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            for (var x = 0; x < 5; x++)
            {
                var parity = column[(x + 4) % 5] ^ BitOperations.RotateLeft(column[(x + 1) % 5], 1);
                for (var y = 0; y < 25; y += 5)
                    state[y + x] ^= parity;
            }

            var moved = state[1];
            for (var i = 0; i < Lanes.Length; i++)
            {
                (moved, state[Lanes[i]]) = (state[Lanes[i]], BitOperations.RotateLeft(moved, Rotations[i]));
            }

            for (var y = 0; y < 25; y += 5)
            {
                state.Slice(y, 5).CopyTo(column);
                for (var x = 0; x < 5; x++)
                    state[y + x] ^= ~column[(x + 1) % 5] & column[(x + 2) % 5];
            }

            state[0] ^= constant;
        }
    }
}
