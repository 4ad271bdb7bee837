using Tocsin.Core.Engine;
using Tocsin.Core.Events;

namespace Tocsin.Core.Tests.Engine;

/// <summary>Evidence is the same however it is merged.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void OnlyTheFirstEventsAreKeptWholeHoweverItIsMerged()
    {
        var inOrder = Merge([1, 2, 3], [4, 5, 6]);
        var reversed = Merge([4, 5, 6], [1, 2, 3]);
        var mixed = Merge([1, 3, 5], [2, 4, 6]);

        Assert.All(
            [inOrder, reversed, mixed],
            e => Assert.Equal([true, true, true, false, false, false], e.Items.Select(i => i.Event is not null))
        );
        Assert.Equal(inOrder.Items.Select(i => i.Id), mixed.Items.Select(i => i.Id));
        Assert.Equal(inOrder.SizeBytes, reversed.SizeBytes);
        Assert.Equal(inOrder.SizeBytes, mixed.SizeBytes);
    }

    [Fact]
    public void AnEventThatIsAddedApartCountsAsEvidenceOfItAlone()
    {
        var (merged, apart) = (new Evidence(), new Evidence());
        foreach (var time in (int[])[5, 3, 9, 3, 1, 7])
        {
            merged.Merge(Of([time]));
            apart.AddApart(Event(time), time);
        }

        Assert.Equal(Written(merged), Written(apart));
        // Windows that overlap count what lies behind the last event: by the stretches that were counted apart.
        foreach (var later in (Evidence[])[merged, apart])
        {
            var earlier = Of([1, 2, 3]);
            earlier.MergeOverlapping(later);
            Assert.Equal(6, earlier.Count);
        }
    }

    private static (long, long, long, long, string) Written(Evidence evidence) =>
        (
            evidence.Count,
            evidence.FirstMillis,
            evidence.LastMillis,
            evidence.SizeBytes,
            string.Join(' ', evidence.Items.Select(i => $"{i.Id}/{i.TimeMillis}/{i.Event is not null}"))
        );

    private static Evidence Merge(int[] first, int[] second)
    {
        var merged = Of(first);
        merged.Merge(Of(second));
        return merged;
    }

    private static Evidence Of(int[] times)
    {
        var evidence = new Evidence();
        foreach (var time in times)
            evidence.Add(Event(time), time);
        return evidence;
    }

    private static StoredEvent Event(int time) =>
        new($"e{time}", true, 0, time, Core.Events.Event.NoTime, time, new byte[10]);
}
