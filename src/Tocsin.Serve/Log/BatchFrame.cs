using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Log;

/// <summary>A batch as bytes: the same in the database and in the blocks of segments, with a checksum over all of it.</summary>
/// <remarks>
/// Little-endian: the length of what follows (4 bytes), the checksum of what follows the checksum (8), offset (8), time of arrival
/// (8), source, peer, the number of records, the length of each, the records. Texts have their length before them; numbers without
/// a size are variable-length.
/// </remarks>
internal static class BatchFrame
{
    private const int SumBytes = 8;
    private const int HeadBytes = 4 + SumBytes + 16;

    /// <summary>Appends the frame of a batch.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="peer">The sender's address; null for files.</param>
    public static void Write(ArrayBufferWriter<byte> target, LogBatch batch, string? peer)
    {
        var start = target.WrittenCount;
        var head = target.GetSpan(HeadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(head[(4 + SumBytes)..], batch.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(head[(12 + SumBytes)..], batch.ArrivedMillis);
        target.Advance(HeadBytes);
        WriteText(target, batch.Source);
        WriteText(target, peer ?? "");
        VarInt.Write(target, (ulong)batch.Lengths.Count);
        for (var i = 0; i < batch.Lengths.Count; i++)
            VarInt.Write(target, (ulong)batch.Lengths[i]);
        target.Write(batch.Records.AsSpan(0, batch.RecordBytes));

        // The buffer may have moved; what was written is reached through it again.
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(target.WrittenMemory[start..]).Span;
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - 4));
        BinaryPrimitives.WriteUInt64LittleEndian(frame[4..], StableHash.Of(frame[(4 + SumBytes)..]));
    }

    /// <summary>How long the frame is that begins here, or -1 where it does not fit.</summary>
    public static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes)
            return -1;
        var length = (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes) + 4;
        return length >= HeadBytes && length <= bytes.Length ? (int)length : -1;
    }

    /// <summary>Reads a frame; false where it is not what was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out LogBatch batch)
    {
        batch = null!;
        if (!TryReadHead(frame, out var head))
            return false;
        var rest = frame[head.LengthsAt..];
        var lengths = new int[head.Count];
        for (var i = 0; i < lengths.Length; i++)
        {
            if (!VarInt.TryRead(ref rest, out var length))
                return false;
            lengths[i] = (int)length;
        }

        batch = new(head.Offset, head.Source, head.ArrivedMillis, rest.ToArray(), lengths);
        return true;
    }

    /// <summary>Checks a frame and reads what stands before its records; false where it is not what was written.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> frame, out FrameHead head)
    {
        head = default;
        if (
            LengthAt(frame) != frame.Length
            || StableHash.Of(frame[(4 + SumBytes)..]) != BinaryPrimitives.ReadUInt64LittleEndian(frame[4..])
        )
            return false;
        var rest = frame[HeadBytes..];
        if (
            !TryText(ref rest, out var source)
            || !TryText(ref rest, out _)
            || !VarInt.TryRead(ref rest, out var count)
            || count > (ulong)rest.Length
        )
            return false;
        head = new()
        {
            Offset = BinaryPrimitives.ReadInt64LittleEndian(frame[(4 + SumBytes)..]),
            ArrivedMillis = BinaryPrimitives.ReadInt64LittleEndian(frame[(12 + SumBytes)..]),
            Source = Encoding.UTF8.GetString(source),
            Count = (int)count,
            LengthsAt = frame.Length - rest.Length,
        };
        long total = 0;
        for (ulong i = 0; i < count; i++)
        {
            if (!VarInt.TryRead(ref rest, out var length) || length > int.MaxValue)
                return false;
            total += (long)length;
        }

        return total == rest.Length;
    }

    private static void WriteText(ArrayBufferWriter<byte> target, string text)
    {
        VarInt.Write(target, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, target);
    }

    private static bool TryText(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!VarInt.TryRead(ref rest, out var length) || length > (ulong)rest.Length)
            return false;
        text = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }
}

/// <summary>What stands before the records of a frame.</summary>
internal readonly struct FrameHead
{
    /// <summary>The batch.</summary>
    public long Offset { get; init; }

    /// <summary>When it arrived.</summary>
    public long ArrivedMillis { get; init; }

    /// <summary>Where it comes from.</summary>
    public string Source { get; init; }

    /// <summary>How many records it has.</summary>
    public int Count { get; init; }

    /// <summary>Where the lengths of the records begin in the frame.</summary>
    public int LengthsAt { get; init; }
}
