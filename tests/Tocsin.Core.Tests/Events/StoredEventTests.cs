using System.Text;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Events;

namespace Tocsin.Core.Tests.Events;

public sealed class StoredEventTests
{
    [Theory]
    [InlineData(1, 300)]
    [InlineData(200, 1_500)]
    [InlineData(3, 90_000)]
    [InlineData(5, 10)]
    public void AnEventSaysTheSameOnceItsRecordIsPacked(int count, int bytes)
    {
        var events = Enumerable.Range(0, count).Select(i => Event(i, bytes)).ToList();
        var expected = events.ConvertAll(e => Encoding.UTF8.GetString(Event((int)e.Arrival, bytes).Record));
        var packer = new RecordPacker();
        foreach (var kept in events)
            packer.Add(kept);
        // Enough to fill a pack, so that all before it are packed.
        packer.Add(Event(count, 100_000));

        Assert.Equal(expected, events.ConvertAll(e => Encoding.UTF8.GetString(e.Document)));
        Assert.Equal(expected, events.ConvertAll(e => Encoding.UTF8.GetString(e.Record)));
        Assert.All(events, e => Assert.Equal(e.Record.Length, e.RecordBytes));
    }

    [Fact]
    public void AnEventWithoutAnIdKeepsTheHashOfItsContent()
    {
        var kept = Event(1, 1_000) with { Id = null! };
        var packer = new RecordPacker();
        packer.Add(kept);
        packer.Add(Event(2, 100_000));

        Assert.Equal((Event(1, 1_000) with { Id = null! }).Id, kept.Id);
    }

    [Fact]
    public void APackedRecordCountsForLess()
    {
        var kept = Event(1, 1_000);
        var before = kept.HeldBytes;

        Assert.True(kept.BeginPacking());
        Assert.False(kept.BeginPacking());
        Assert.True(kept.HeldBytes < before / 2);
        Assert.Equal(before, kept.RecordBytes);
    }

    private static StoredEvent Event(int number, int bytes) =>
        new(
            $"id-{number}",
            HasOwnId: true,
            StreamId: 0,
            Timestamp: number,
            Ingested: number,
            Arrival: number,
            Encoding.UTF8.GetBytes(
                $"{{\"number\":{number},\"text\":\"{new string((char)('a' + number % 26), bytes)}\"}}"
            )
        );
}
