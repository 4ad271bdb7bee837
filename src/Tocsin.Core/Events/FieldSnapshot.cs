using Tocsin.Core.Values;

namespace Tocsin.Core.Events;

/// <summary>An event kept with the values of all fields of its table, so that conditions can be asked of it later.</summary>
internal sealed class FieldSnapshot : Event
{
    // Most fields of a table are absent from an event: only those that have values are kept, by ascending slot.
    private readonly int[] _slots;
    private readonly Value[] _values;
    private readonly StoredEvent _stored;

    /// <param name="of">The event; what is kept of it is copied.</param>
    /// <param name="slotCount">How many slots its field table has.</param>
    /// <param name="id">Its id, where several records share their content and so the id that is made from it.</param>
    public FieldSnapshot(Event of, int slotCount, string? id = null)
    {
        _stored = id is null ? of.Store() : of.Store() with { Id = id };
        Timestamp = of.Timestamp;
        Ingested = of.Ingested;
        StreamId = of.StreamId;
        Arrival = of.Arrival;
        var slots = new List<int>();
        var values = new List<Value>();
        for (var slot = 0; slot < slotCount; slot++)
        {
            var value = of.Get(slot);
            if (value.IsNull)
                continue;
            slots.Add(slot);
            values.Add(value.ToOwned());
        }

        _slots = [.. slots];
        _values = [.. values];
    }

    public override string Id => _stored.Id;

    public override bool HasOwnId => _stored.HasOwnId;

    public override bool IsMapped => _stored.MapDocument is not null;

    public override ReadOnlySpan<byte> Raw => _stored.Record;

    public override Value Get(int slot)
    {
        var place = Array.BinarySearch(_slots, slot);
        return place < 0 ? Value.Null : _values[place];
    }

    public override StoredEvent Store() => _stored;

    public override byte[] ToDocument() => _stored.Document;
}
