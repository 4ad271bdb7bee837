using System.Buffers;
using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Live;

/// <summary>Packs the records of events that wait: nearly all of them are let go without anybody having looked at them.</summary>
/// <remarks>What an event says is the same before and after. One thread at a time.</remarks>
internal sealed class RecordPacker
{
    private const int PackBytes = 64 << 10;

    private readonly List<StoredEvent> _events = [];
    private long _bytes;

    /// <summary>Takes an event that is going to wait, whichever rules keep it.</summary>
    public void Add(StoredEvent kept)
    {
        if (!kept.BeginPacking())
            return;
        if (_bytes + kept.RecordBytes > PackBytes)
            Flush();
        _events.Add(kept);
        _bytes += kept.RecordBytes;
        if (_bytes > PackBytes)
            Flush();
    }

    /// <summary>Takes the events of some candidates.</summary>
    public void Add(List<Sequence.SequenceCandidate> candidates)
    {
        foreach (var candidate in candidates)
            Add(candidate.Event);
    }

    private void Flush()
    {
        if (_events.Count == 0)
            return;
        var records = ArrayPool<byte>.Shared.Rent((int)_bytes);
        var position = 0;
        foreach (var kept in _events)
        {
            kept.Record.CopyTo(records, position);
            position += kept.RecordBytes;
        }

        if (RecordPack.Of(records.AsSpan(0, position)) is { } pack)
        {
            position = 0;
            foreach (var kept in _events)
            {
                kept.PackInto(pack, position);
                position += kept.RecordBytes;
            }
        }

        ArrayPool<byte>.Shared.Return(records);
        _events.Clear();
        _bytes = 0;
    }
}
