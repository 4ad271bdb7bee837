using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Core.Engine.Pipeline.Deferred;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>Events of a threshold rule in the order of their coming, as bytes. One thread at a time.</summary>
/// <remarks>
/// A row is a header, the values counted, the keys, the id where it is not a hash of the record, and the record: unless that can be read again and the id is
/// known.
/// </remarks>
internal sealed class ThresholdRows
{
    private const int FirstBlockBytes = 4 * 1024;
    private const int BlockBytes = 128 * 1024;

    private readonly List<(byte[] Bytes, int Used)> _blocks = [];
    private List<StoredEvent>? _stored;
    private Func<byte[], byte[]>? _map;
    private IRecordSource? _source;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>How many bytes they take.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="read">The event; it is copied.</param>
    /// <param name="timeMillis">The time that the rule goes by.</param>
    /// <param name="counted">The values of the field whose distinct values are counted, or null.</param>
    /// <param name="keys">Its keys, one behind the other.</param>
    /// <param name="keyCount">How many keys.</param>
    public void Add(Event read, long timeMillis, in Value counted, ReadOnlySpan<Value> keys, int keyCount)
    {
        var isRaw = read.StoresRaw && (_map is null || read.RawMap is null || ReferenceEquals(_map, read.RawMap));
        var place = isRaw ? read.Place : default;
        isRaw &= _source is null || place.Source is null || ReferenceEquals(_source, place.Source);
        var id = isRaw && !read.HasContentId ? read.IdUtf8 : [];
        var record = isRaw && (place.Source is null || read.HasContentId) ? read.Raw : [];
        var valueBytes = PackedValues.SizeOf(counted);
        foreach (ref readonly var value in keys)
            valueBytes += PackedValues.SizeOf(value);
        var header = new ThresholdRowHeader
        {
            TimeMillis = timeMillis,
            Timestamp = read.Timestamp,
            Ingested = read.Ingested,
            Arrival = read.Arrival,
            StreamId = read.StreamId,
            HasOwnId = read.HasOwnId,
            IsMapped = read.RawMap is not null,
            Stored = isRaw ? -1 : Keep(read.Store()),
            KeyCount = keyCount,
            ValueBytes = valueBytes,
            IdBytes = id.Length,
            RecordBytes = record.Length,
            PlacePosition = place.Position,
            PlaceLength = place.Source is null ? 0 : place.Length,
            PlacePrint = place.Print,
        };
        if (isRaw)
        {
            _map ??= read.RawMap;
            _source ??= place.Source;
        }

        var target = Take(ThresholdRowHeader.Bytes + valueBytes + id.Length + record.Length);
        MemoryMarshal.Write(target, header);
        var position = PackedValues.Write(target, ThresholdRowHeader.Bytes, counted);
        foreach (ref readonly var value in keys)
            position = PackedValues.Write(target, position, value);
        id.CopyTo(target[position..]);
        record.CopyTo(target[(position + id.Length)..]);
    }

    /// <summary>Takes all away; nothing may borrow from it any more.</summary>
    public void Clear()
    {
        foreach (var (bytes, _) in _blocks)
            ArrayPool<byte>.Shared.Return(bytes);
        _blocks.Clear();
        _stored?.Clear();
        SizeBytes = 0;
    }

    /// <summary>The rows, in order; valid until the next change.</summary>
    public IEnumerator<ThresholdRow> GetEnumerator()
    {
        foreach (var (bytes, used) in _blocks)
        {
            for (var start = 0; start < used; )
            {
                var header = MemoryMarshal.Read<ThresholdRowHeader>(bytes.AsSpan(start));
                yield return new(bytes, start, header);
                start += header.Length;
            }
        }
    }

    /// <summary>The event of a row, as evidence.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isWhole">Whether the event is wanted whole.</param>
    public EvidenceItem EventOf(in ThresholdRow row, bool isWhole)
    {
        ref readonly var header = ref row.Header;
        if (header.Stored >= 0)
        {
            var kept = _stored![header.Stored];
            return new(kept.Id, header.TimeMillis, kept.StreamId, kept.HasOwnId, isWhole ? kept : null);
        }

        var record = row.Bytes.AsSpan(row.Start + header.Length - header.RecordBytes, header.RecordBytes);
        var id =
            header.IdBytes == 0
                ? ContentId.Of(record, variant: null)
                : Encoding.UTF8.GetString(
                    row.Bytes,
                    row.Start + ThresholdRowHeader.Bytes + header.ValueBytes,
                    header.IdBytes
                );
        var isPlaced = header.PlaceLength > 0;
        var stored = isWhole
            ? new StoredEvent(
                id,
                header.HasOwnId,
                header.StreamId,
                header.Timestamp,
                header.Ingested,
                header.Arrival,
                isPlaced ? null : record.ToArray(),
                header.IsMapped ? _map : null
            )
            {
                Place = isPlaced ? new(_source, header.PlacePosition, header.PlaceLength, header.PlacePrint) : default,
            }
            : null;
        return new(id, header.TimeMillis, header.StreamId, header.HasOwnId, stored);
    }

    private int Keep(StoredEvent stored)
    {
        (_stored ??= []).Add(stored);
        return _stored.Count - 1;
    }

    private Span<byte> Take(int length)
    {
        if (_blocks.Count == 0 || _blocks[^1].Bytes.Length - _blocks[^1].Used < length)
            _blocks.Add(
                (ArrayPool<byte>.Shared.Rent(Math.Max(length, _blocks.Count == 0 ? FirstBlockBytes : BlockBytes)), 0)
            );
        var (bytes, used) = _blocks[^1];
        _blocks[^1] = (bytes, used + length);
        SizeBytes += length;
        return bytes.AsSpan(used, length);
    }
}
