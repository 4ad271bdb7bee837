using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Core.Sources;

/// <summary>A number that differs for records that differ, nearly always: made of eight words of a record, not of all its bytes.</summary>
/// <remarks>It guards against files that are cut off or written anew while they are read, not against those who mean to deceive.</remarks>
internal static class RecordPrint
{
    private const int Words = 8;

    /// <summary>The print of a record.</summary>
    public static uint Of(ReadOnlySpan<byte> record)
    {
        var print = (ulong)record.Length;
        if (record.Length < sizeof(ulong))
        {
            foreach (var value in record)
                print = Mix(print, value);
            return Fold(print);
        }

        var last = record.Length - sizeof(ulong);
        for (var i = 0; i < Words; i++)
            print = Mix(print, BinaryPrimitives.ReadUInt64LittleEndian(record[(int)((long)last * i / (Words - 1))..]));
        return Fold(print);
    }

    private static ulong Mix(ulong print, ulong word) =>
        (BitOperations.RotateLeft(print, 23) ^ word) * 0x9E37_79B9_7F4A_7C15;

    private static uint Fold(ulong print) => (uint)(print >> 32);
}
