using System.Buffers.Binary;

namespace Tocsin.Core.Values;

/// <summary>A 64-bit hash of bytes that is the same in every process and version. Not for adversaries: hash tables over event data mix in a seed of their own or fall back on comparison.</summary>
internal static class StableHash
{
    private const ulong Key0 = 0x9E37_79B9_7F4A_7C15;
    private const ulong Key1 = 0xD6E8_FEB8_6659_FD93;

    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes) => Of(bytes, 0);

    /// <summary>The hash of some bytes that also depends on a seed; with a secret one nobody can tell which bytes collide.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var key = Key1 ^ seed;
        var state = Key0 ^ (ulong)bytes.Length * Key1;
        while (bytes.Length >= 16)
        {
            var low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
            state = Mix(state ^ low, high ^ key);
            bytes = bytes[16..];
        }

        ulong first = 0;
        ulong second = 0;
        if (bytes.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            bytes = bytes[8..];
        }

        for (var i = 0; i < bytes.Length; i++)
            second |= (ulong)bytes[i] << (8 * i);
        return Mix(Mix(state ^ first, second ^ key) ^ Key0, Key1);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
