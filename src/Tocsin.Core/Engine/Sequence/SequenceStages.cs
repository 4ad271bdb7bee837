namespace Tocsin.Core.Engine.Sequence;

/// <summary>A sequence laid out for its machine: stages are the items that must occur, with their repeats.</summary>
/// <param name="Groups">The items that must occur, in order, each with its stages.</param>
/// <param name="Count">How many stages there are.</param>
/// <param name="MissingBefore">For each stage the missing items directly before it; those of stage 0 are the leading ones.</param>
/// <param name="Trailing">The missing items behind the last stage.</param>
/// <param name="Missing">All missing items, in order.</param>
/// <param name="Layout">For each place of the result its stage, or -1 for a missing event.</param>
internal sealed record SequenceStages(
    IReadOnlyList<StageGroup> Groups,
    int Count,
    int[][] MissingBefore,
    int[] Trailing,
    int[] Missing,
    int[] Layout
)
{
    /// <summary>The missing items that come before everything.</summary>
    public int[] Leading => MissingBefore[0];

    /// <summary>Lays out the items of a sequence.</summary>
    public static SequenceStages Of(IReadOnlyList<JoinItem> items)
    {
        var groups = new List<StageGroup>();
        var missingBefore = new List<int[]>();
        var layout = new List<int>();
        var gathered = new List<int>();
        var missing = new List<int>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].IsMissing)
            {
                gathered.Add(i);
                missing.Add(i);
                layout.AddRange(Enumerable.Repeat(-1, items[i].Runs));
                continue;
            }

            groups.Add(new(i, missingBefore.Count, missingBefore.Count + items[i].Runs - 1));
            for (var run = 0; run < items[i].Runs; run++)
            {
                layout.Add(missingBefore.Count);
                missingBefore.Add([.. gathered]);
                gathered.Clear();
            }
        }

        return new(groups, missingBefore.Count, [.. missingBefore], [.. gathered], [.. missing], [.. layout]);
    }
}

/// <summary>The stages of one item.</summary>
/// <param name="Item">The item's place in the query.</param>
/// <param name="First">Its first stage.</param>
/// <param name="Last">Its last stage.</param>
internal readonly record struct StageGroup(int Item, int First, int Last);
