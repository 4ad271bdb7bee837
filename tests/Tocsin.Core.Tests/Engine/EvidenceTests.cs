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
            evidence.Add(new StoredEvent($"e{time}", true, 0, time, Event.NoTime, time, new byte[10]), time);
        return evidence;
    }
}
