using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tocsin.Core.Engine.Pipeline.Deferred;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>An event of <see cref="ThresholdRows"/>; what is read borrows its bytes.</summary>
internal readonly struct ThresholdRow
{
    private readonly ThresholdRowHeader _header;

    public ThresholdRow(byte[] bytes, int start, in ThresholdRowHeader header)
    {
        (Bytes, Start, _header) = (bytes, start, header);
        var position = start + ThresholdRowHeader.Bytes;
        Counted = PackedValues.Read(bytes, ref position);
        KeysStart = position;
    }

    /// <summary>The block that it lies in.</summary>
    public byte[] Bytes { get; }

    /// <summary>Where it begins.</summary>
    public int Start { get; }

    /// <summary>What stands before it.</summary>
    [UnscopedRef]
    public ref readonly ThresholdRowHeader Header => ref _header;

    /// <summary>The values of the field whose distinct values are counted.</summary>
    public Value Counted { get; }

    /// <summary>Where the keys begin.</summary>
    public int KeysStart { get; }

    /// <summary>Reads a key and moves the position behind it.</summary>
    public void ReadKey(ref int position, Span<Value> key)
    {
        for (var i = 0; i < key.Length; i++)
            key[i] = PackedValues.Read(Bytes, ref position);
    }
}

/// <summary>What stands before a row.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ThresholdRowHeader
{
    /// <summary>The time that the rule goes by.</summary>
    public long TimeMillis;

    /// <summary>See <see cref="Events.Event.Timestamp"/>.</summary>
    public long Timestamp;

    /// <summary>See <see cref="Events.Event.Ingested"/>.</summary>
    public long Ingested;

    /// <summary>See <see cref="Events.Event.Arrival"/>.</summary>
    public long Arrival;

    /// <summary>See <see cref="Events.Event.StreamId"/>.</summary>
    public int StreamId;

    /// <summary>The place among the events that are kept as objects, or -1.</summary>
    public int Stored;

    /// <summary>How many keys the event has.</summary>
    public int KeyCount;

    /// <summary>The bytes of the values counted and the keys.</summary>
    public int ValueBytes;

    /// <summary>The bytes of the id; none where it is a hash of the record.</summary>
    public int IdBytes;

    /// <summary>The bytes of the record.</summary>
    public int RecordBytes;

    /// <summary>See <see cref="RecordPlace.Position"/>.</summary>
    public long PlacePosition;

    /// <summary>See <see cref="RecordPlace.Length"/>; 0 where the record can not be read again.</summary>
    public int PlaceLength;

    /// <summary>See <see cref="RecordPlace.Print"/>.</summary>
    public uint PlacePrint;

    /// <summary>Whether the id came from the record.</summary>
    public bool HasOwnId;

    /// <summary>Whether the record is another format's.</summary>
    public bool IsMapped;

    /// <summary>The bytes of a header.</summary>
    public static readonly int Bytes = Unsafe.SizeOf<ThresholdRowHeader>();

    /// <summary>The bytes of the row, header and all.</summary>
    public readonly int Length => Bytes + ValueBytes + IdBytes + RecordBytes;
}
