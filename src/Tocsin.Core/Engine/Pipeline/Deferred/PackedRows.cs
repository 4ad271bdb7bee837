using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Rows as bytes. One thread at a time.</summary>
internal sealed class PackedRows(BlockPool pool)
{
    private readonly RowArena _arena = new(pool);
    private List<StoredEvent>? _stored;
    private Func<byte[], byte[]>? _map;

    /// <summary>About how much memory they hold.</summary>
    public long SizeBytes => _arena.SizeBytes;

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
        foreach (ref readonly var value in values)
            size += PackedValues.SizeOf(value);
        var id = read.Id;
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
            IdLength = Encoding.UTF8.GetByteCount(id),
        };
        ReadOnlySpan<byte> record = [];
        if (keepsRecord && HoldsRaw(read))
        {
            record = read.Raw;
            header.RecordLength = record.Length;
            header.Flags |= read.RawMap is null ? RowFlags.HasRecord : RowFlags.HasRecord | RowFlags.IsMapped;
        }
        else if (keepsRecord)
        {
            header.RecordLength = Keep(read.Store());
            header.Flags |= RowFlags.IsStored;
        }

        var address = Take(header, size + header.IdLength + record.Length, out var block, out var position);
        foreach (ref readonly var value in values)
            position = PackedValues.Write(block, position, value);
        position += Encoding.UTF8.GetBytes(id, block.AsSpan(position));
        record.CopyTo(block.AsSpan(position));
        return address;
    }

    /// <summary>Packs values alone: a key.</summary>
    public long AddKey(ReadOnlySpan<Value> values)
    {
        var size = 0;
        foreach (ref readonly var value in values)
            size += PackedValues.SizeOf(value);
        var address = _arena.Take(size, out var block, out var position);
        foreach (ref readonly var value in values)
            position = PackedValues.Write(block, position, value);
        return address;
    }

    /// <summary>Copies a row of other rows.</summary>
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
            header.RecordLength = Keep(from._stored![header.RecordLength]);
        }

        _map ??= from._map;
        var length = header.ValuesLength + header.IdLength;
        if (header.Flags.HasFlag(RowFlags.HasRecord))
            length += header.RecordLength;
        var address = Take(header, length, out var target, out var position);
        block.AsSpan(offset + RowHeader.Bytes, length).CopyTo(target.AsSpan(position));
        return address;
    }

    /// <summary>Reads the first values of a row; they borrow its bytes.</summary>
    public void Read(long row, Span<Value> values)
    {
        var block = _arena.BlockOf(row, out var offset);
        var position = offset + RowHeader.Bytes;
        for (var i = 0; i < values.Length; i++)
            values[i] = PackedValues.Read(block, ref position);
    }

    /// <summary>Reads a key; its values borrow its bytes.</summary>
    public void ReadKey(long address, Span<Value> values)
    {
        var block = _arena.BlockOf(address, out var position);
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
            stored = new(
                id,
                hasOwnId,
                header.StreamId,
                header.Timestamp,
                header.Ingested,
                header.Arrival,
                block.AsSpan(position + header.IdLength, header.RecordLength).ToArray(),
                header.Flags.HasFlag(RowFlags.IsMapped) ? _map : null
            );
        }

        return new(id, header.TimeMillis, header.StreamId, hasOwnId, stored);
    }

    /// <summary>Gives the memory back; nothing may borrow it any more.</summary>
    public void Release() => _arena.Release();

    private long Take(in RowHeader header, int length, out byte[] block, out int position)
    {
        var address = _arena.Take(RowHeader.Bytes + length, out block, out var offset);
        MemoryMarshal.Write(block.AsSpan(offset), header);
        position = offset + RowHeader.Bytes;
        return address;
    }

    private bool HoldsRaw(Event read)
    {
        if (!read.StoresRaw)
            return false;
        var map = read.RawMap;
        if (map is null)
            return true;
        _map ??= map;
        return ReferenceEquals(_map, map);
    }

    private int Keep(StoredEvent stored)
    {
        (_stored ??= []).Add(stored);
        return _stored.Count - 1;
    }
}
