using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine;

/// <summary>An event of a given time and a single field.</summary>
internal sealed class TestEvent : Event
{
    private readonly string _id;
    private readonly Value _field;

    public TestEvent(string id, long timeMillis, string field, int streamId = 0)
    {
        _id = id;
        _field = Value.FromText(field);
        Timestamp = timeMillis;
        Arrival = timeMillis;
        StreamId = streamId;
    }

    public override string Id => _id;

    public override bool HasOwnId => true;

    public override bool IsMapped => false;

    public override ReadOnlySpan<byte> Raw => ToDocument();

    public override Value Get(int slot) => _field;

    public override byte[] ToDocument() => Encoding.UTF8.GetBytes($$"""{"id":"{{_id}}"}""");
}
