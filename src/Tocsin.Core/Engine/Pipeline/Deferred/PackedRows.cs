using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Rows as bytes. One thread at a time.</summary>
internal sealed class PackedRows
{
    private readonly RowArena _arena = new();
    private List<StoredEvent?>? _stored;
    private long _storedBytes;
    private Func<byte[], byte[]>? _map;
    private IRecordSource? _source;

    /// <summary>About how much memory they hold.</summary>
    public long SizeBytes => _arena.SizeBytes + _storedBytes;

    /// <summary>How much of it rows and keys take, those included that nobody holds any more.</summary>
    public long TakenBytes => _arena.TakenBytes;

    /// <summary>Which values had several values in some row, by place; those from 63 on share the last bit.</summary>
    public ulong ManyValued { get; private set; }

    /// <summary>The header of a row.</summary>
    public ref RowHeader HeaderOf(long row)
    {
        var block = _arena.BlockOf(row, out var offset);
        return ref MemoryMarshal.AsRef<RowHeader>(block.AsSpan(offset));
    }

    /// <summary>Packs a row.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="passes">See <see cref="RowHeader.Passes"/>.</param>
    /// <param name="read">The event.</param>
    /// <param name="timeMillis">The time that the rule goes by.</param>
    /// <param name="keepsRecord">Whether the event may be shown whole.</param>
    /// <returns>Its address.</returns>
    public long Add(ReadOnlySpan<Value> values, ulong passes, Event read, long timeMillis, bool keepsRecord)
    {
        var size = 0;
        for (var i = 0; i < values.Length; i++)
        {
            size += PackedValues.SizeOf(values[i]);
            if (values[i].IsMany)
                ManyValued |= ManyBit(i);
        }

        var id = read.IdUtf8;
        var header = new RowHeader
        {
            Next = RowHeader.None,
            TimeMillis = timeMillis,
            Timestamp = read.Timestamp,
            Ingested = read.Ingested,
            Arrival = read.Arrival,
            Passes = passes,
            StreamId = read.StreamId,
            Flags = read.HasOwnId ? RowFlags.HasOwnId : RowFlags.None,
            ValuesLength = size,
            IdLength = id.Length,
        };
        Span<byte> packedPlace = stackalloc byte[PackedPlace.Bytes];
        scoped ReadOnlySpan<byte> record = [];
        if (keepsRecord && HoldsRaw(read, out var place))
        {
            header.Flags |= read.RawMap is null ? RowFlags.HasRecord : RowFlags.HasRecord | RowFlags.IsMapped;
            record = read.Raw;
            if (place.Source is not null)
            {
                PackedPlace.Write(packedPlace, place);
                record = packedPlace;
                header.Flags |= RowFlags.IsPlaced;
            }

            header.RecordLength = record.Length;
        }
        else if (keepsRecord)
        {
            header.RecordLength = Keep(read.Store());
            header.Flags |= RowFlags.IsStored;
        }

        var address = Take(header, size + header.IdLength + record.Length, out var block, out var position);
        foreach (ref readonly var value in values)
            position = PackedValues.Write(block, position, value);
        id.CopyTo(block.AsSpan(position));
        record.CopyTo(block.AsSpan(position + id.Length));
        return address;
    }

    /// <summary>The bit of a value in <see cref="ManyValued"/>.</summary>
    public static ulong ManyBit(int place) => 1UL << Math.Min(place, 63);

    /// <summary>The row behind a row of the same group, or <see cref="RowHeader.None"/>.</summary>
    public long Next(long row)
    {
        var link = HeaderOf(row).Next;
        return link == RowHeader.None ? RowHeader.None : RowArena.Follow(row, link);
    }

    /// <summary>How many bytes a row takes.</summary>
    public int SizeOf(long row) => RowHeader.Bytes + LengthOf(HeaderOf(row));

    /// <summary>Lets go of what is kept of a row beside its bytes: nobody holds it any more.</summary>
    public void LetGo(long row)
    {
        ref readonly var header = ref HeaderOf(row);
        if (!header.Flags.HasFlag(RowFlags.IsStored) || _stored![header.RecordLength] is not { } stored)
            return;
        _stored[header.RecordLength] = null;
        _storedBytes -= SizeOf(stored);
    }

    /// <summary>Makes one row follow another.</summary>
    public void Link(long row, long next) => HeaderOf(row).Next = RowArena.LinkOf(row, next);

    /// <summary>Keeps a key.</summary>
    /// <param name="key">Its values, packed one behind the other.</param>
    /// <returns>Its address.</returns>
    public long AddKey(ReadOnlySpan<byte> key)
    {
        var address = _arena.Take(sizeof(int) + key.Length, out var block, out var position);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(position), key.Length);
        key.CopyTo(block.AsSpan(position + sizeof(int)));
        return address;
    }

    /// <summary>A key as it was kept.</summary>
    public ReadOnlySpan<byte> KeyOf(long address)
    {
        var block = _arena.BlockOf(address, out var position);
        return block.AsSpan(position + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(position)));
    }

    /// <summary>Takes over all rows and keys of another, which is empty afterwards.</summary>
    /// <returns>What to add to the other's addresses.</returns>
    public long Adopt(PackedRows other)
    {
        TakeKnowledge(other);
        return _arena.Adopt(other._arena);
    }

    /// <summary>Takes over what is known of the rows of others, those that are no longer held too.</summary>
    public void TakeKnowledge(PackedRows others)
    {
        ManyValued |= others.ManyValued;
        _map ??= others._map;
        _source ??= others._source;
        if (others._source is not null && !ReferenceEquals(_source, others._source))
            throw new InvalidOperationException("rows of two sources cannot be joined");
    }

    /// <summary>Whether another can take over the rows as they are: nothing of them is kept beside.</summary>
    public bool CanBeAdopted => _stored is null;

    /// <summary>Copies a row of other rows, of which <see cref="TakeKnowledge"/> was told.</summary>
    /// <param name="from">The others.</param>
    /// <param name="row">The row's address there.</param>
    /// <param name="keepsRecord">Whether the event may still be shown whole.</param>
    public long Copy(PackedRows from, long row, bool keepsRecord)
    {
        var block = from._arena.BlockOf(row, out var offset);
        var header = MemoryMarshal.AsRef<RowHeader>(block.AsSpan(offset));
        header.Next = RowHeader.None;
        if (!keepsRecord)
        {
            header.Flags &= RowFlags.HasOwnId;
            header.RecordLength = 0;
        }
        else if (header.Flags.HasFlag(RowFlags.IsStored))
        {
            header.RecordLength = Keep(from._stored![header.RecordLength]!);
        }

        var length = LengthOf(header);
        var address = Take(header, length, out var target, out var position);
        block.AsSpan(offset + RowHeader.Bytes, length).CopyTo(target.AsSpan(position));
        return address;
    }

    /// <summary>The block that holds a row, and where in it the values begin.</summary>
    public byte[] ValuesOf(long row, out int position)
    {
        var block = _arena.BlockOf(row, out var offset);
        position = offset + RowHeader.Bytes;
        return block;
    }

    /// <summary>Reads a key; its values borrow its bytes.</summary>
    public void ReadKey(long address, Span<Value> values)
    {
        var block = _arena.BlockOf(address, out var position);
        position += sizeof(int);
        for (var i = 0; i < values.Length; i++)
            values[i] = PackedValues.Read(block, ref position);
    }

    /// <summary>The event of a row, as evidence.</summary>
    public EvidenceItem EventOf(long row)
    {
        var block = _arena.BlockOf(row, out var offset);
        ref readonly var header = ref HeaderOf(row);
        var position = offset + RowHeader.Bytes + header.ValuesLength;
        var id = Encoding.UTF8.GetString(block, position, header.IdLength);
        var hasOwnId = header.Flags.HasFlag(RowFlags.HasOwnId);
        StoredEvent? stored = null;
        if (header.Flags.HasFlag(RowFlags.IsStored))
            stored = _stored![header.RecordLength];
        else if (header.Flags.HasFlag(RowFlags.HasRecord))
        {
            var record = block.AsSpan(position + header.IdLength, header.RecordLength);
            var isPlaced = header.Flags.HasFlag(RowFlags.IsPlaced);
            stored = new(
                id,
                hasOwnId,
                header.StreamId,
                header.Timestamp,
                header.Ingested,
                header.Arrival,
                isPlaced ? null : record.ToArray(),
                header.Flags.HasFlag(RowFlags.IsMapped) ? _map : null
            )
            {
                Place = isPlaced ? PackedPlace.Read(record, _source!) : default,
            };
        }

        return new(id, header.TimeMillis, header.StreamId, hasOwnId, stored);
    }

    /// <summary>Gives the memory back and forgets all; nothing may borrow it any more.</summary>
    public void Release()
    {
        _arena.Release();
        (_stored, _storedBytes) = (null, 0);
        (_map, _source, ManyValued) = (null, null, 0);
    }

    private long Take(in RowHeader header, int length, out byte[] block, out int position)
    {
        var address = _arena.Take(RowHeader.Bytes + length, out block, out var offset);
        MemoryMarshal.Write(block.AsSpan(offset), header);
        position = offset + RowHeader.Bytes;
        return address;
    }

    private static int LengthOf(in RowHeader header) =>
        header.ValuesLength + header.IdLength + ((header.Flags & RowFlags.HasRecord) != 0 ? header.RecordLength : 0);

    /// <summary>Whether the record, or the place of it, can be kept among the rows: those of one input all have the same map and source.</summary>
    private bool HoldsRaw(Event read, out RecordPlace place)
    {
        place = default;
        if (!read.StoresRaw)
            return false;
        place = read.Place;
        var (map, source) = (read.RawMap, place.Source);
        if (
            (map is not null && _map is not null && !ReferenceEquals(_map, map))
            || (source is not null && _source is not null && !ReferenceEquals(_source, source))
        )
            return false;
        _map ??= map;
        _source ??= source;
        return true;
    }

    private static long SizeOf(StoredEvent stored) => 120 + stored.HeldBytes;

    private int Keep(StoredEvent stored)
    {
        _storedBytes += SizeOf(stored);
        (_stored ??= []).Add(stored);
        return _stored.Count - 1;
    }
}
