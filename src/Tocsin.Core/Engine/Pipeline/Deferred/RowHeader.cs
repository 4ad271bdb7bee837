using System.Runtime.InteropServices;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>What stands before the values of a packed row. Behind them: the event's id, UTF-8, and its record.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowHeader
{
    /// <summary>The link to the group's next row (<see cref="RowArena.LinkOf"/>), or <see cref="None"/>.</summary>
    public long Next;

    /// <summary>The time that the rule goes by.</summary>
    public long TimeMillis;

    /// <summary>See <see cref="Events.Event.Timestamp"/>.</summary>
    public long Timestamp;

    /// <summary>See <see cref="Events.Event.Ingested"/>.</summary>
    public long Ingested;

    /// <summary>See <see cref="Events.Event.Arrival"/>.</summary>
    public long Arrival;

    /// <summary>Which calls see the row, a bit for each.</summary>
    public ulong Passes;

    /// <summary>See <see cref="Events.Event.StreamId"/>.</summary>
    public int StreamId;

    /// <summary>How the event is kept.</summary>
    public RowFlags Flags;

    /// <summary>The bytes of the values.</summary>
    public int ValuesLength;

    /// <summary>The bytes of the id.</summary>
    public int IdLength;

    /// <summary>The bytes of the record; with <see cref="RowFlags.IsStored"/> the place among the state's stored events.</summary>
    public int RecordLength;

    /// <summary>No address, and no link.</summary>
    public const long None = long.MinValue;

    /// <summary>Its bytes.</summary>
    public static readonly int Bytes = Marshal.SizeOf<RowHeader>();
}

/// <summary>How the event of a packed row is kept.</summary>
[Flags]
internal enum RowFlags
{
    None = 0,

    /// <summary>The id came from the record.</summary>
    HasOwnId = 1,

    /// <summary>The record is there: the event may be among the first of its group.</summary>
    HasRecord = 2,

    /// <summary>The record is mapped by the state's map.</summary>
    IsMapped = 4,

    /// <summary>The event is kept as an object, beside the rows.</summary>
    IsStored = 8,

    /// <summary>With <see cref="HasRecord"/>: not the record is there but where the state's source reads it again (<see cref="PackedPlace"/>).</summary>
    IsPlaced = 16,
}
