using System.Buffers;
using System.Text;

namespace Tocsin.Serve.Log.Segments;

/// <summary>What a segment says about one of its blocks: enough to know whether to read it.</summary>
internal sealed record SegmentBlock
{
    /// <summary>Stands for every rule: it is not known which of them kept something.</summary>
    public const string AnyRule = "*";

    /// <summary>The first batch.</summary>
    public required long First { get; init; }

    /// <summary>The last batch.</summary>
    public required long Last { get; init; }

    /// <summary>How many records there are.</summary>
    public required long Records { get; init; }

    /// <summary>The earliest event time, milliseconds since 1970; <see cref="long.MaxValue"/> without any, <see cref="long.MinValue"/> where not known.</summary>
    public required long Earliest { get; init; }

    /// <summary>The latest event time; <see cref="long.MinValue"/> without any, <see cref="long.MaxValue"/> where not known.</summary>
    public required long Latest { get; init; }

    /// <summary>When its newest batch arrived.</summary>
    public required long Arrived { get; init; }

    /// <summary>The state keys of the rules that kept something; <see cref="AnyRule"/> among them where that is not known.</summary>
    public required IReadOnlyList<string> StateKeys { get; init; }

    /// <summary>The bytes of its frames.</summary>
    public required int RawBytes { get; init; }

    /// <summary>The bytes that they are compressed to.</summary>
    public required int PackedBytes { get; init; }

    /// <summary>The checksum of the compressed bytes.</summary>
    public required ulong Sum { get; init; }

    /// <summary>Where the compressed bytes begin in the file.</summary>
    public long Position { get; init; }

    /// <summary>Whether replay needs the block.</summary>
    /// <param name="needs">For each rule the earliest event time that it needs.</param>
    public bool Matters(IReadOnlyDictionary<string, long> needs)
    {
        foreach (var key in StateKeys)
        {
            if (key == AnyRule ? needs.Count > 0 : needs.TryGetValue(key, out var since) && since <= Latest)
                return true;
        }

        return false;
    }

    /// <summary>Appends it as bytes.</summary>
    public void Write(ArrayBufferWriter<byte> target)
    {
        VarInt.WriteSigned(target, First);
        VarInt.WriteSigned(target, Last);
        VarInt.WriteSigned(target, Records);
        VarInt.WriteSigned(target, Earliest);
        VarInt.WriteSigned(target, Latest);
        VarInt.WriteSigned(target, Arrived);
        VarInt.WriteSigned(target, RawBytes);
        VarInt.WriteSigned(target, PackedBytes);
        VarInt.WriteSigned(target, (long)Sum);
        VarInt.WriteSigned(target, StateKeys.Count);
        foreach (var key in StateKeys)
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            VarInt.Write(target, (ulong)bytes.Length);
            target.Write(bytes);
        }
    }

    /// <summary>Reads it; null where the bytes are none.</summary>
    public static SegmentBlock? TryRead(ReadOnlySpan<byte> from, long position)
    {
        Span<long> numbers = stackalloc long[10];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!VarInt.TryReadSigned(ref from, out numbers[i]))
                return null;
        }

        if (
            numbers[6] is < 0 or > int.MaxValue
            || numbers[7] is < 0 or > int.MaxValue
            || numbers[9] < 0
            || numbers[9] > from.Length
        )
            return null;
        var keys = new string[numbers[9]];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!VarInt.TryRead(ref from, out var length) || length > (ulong)from.Length)
                return null;
            keys[i] = Encoding.UTF8.GetString(from[..(int)length]);
            from = from[(int)length..];
        }

        return new()
        {
            First = numbers[0],
            Last = numbers[1],
            Records = numbers[2],
            Earliest = numbers[3],
            Latest = numbers[4],
            Arrived = numbers[5],
            RawBytes = (int)numbers[6],
            PackedBytes = (int)numbers[7],
            Sum = (ulong)numbers[8],
            StateKeys = keys,
            Position = position,
        };
    }
}
