namespace Tocsin.Core.Tests.Engine.Sequence;

/// <summary>The sequence semantics of the EQL specification (12.3 to 12.8), as plainly as it can be written down.</summary>
/// <remarks>
/// One key at a time, over the whole input. Every rule of the specification is applied where it is stated, by looking at all events: <c>until</c>
/// and missing events are searched for in the list, nothing is forgotten, and nothing is decided early.
/// </remarks>
internal sealed class ReferenceSequenceMatcher(SequenceShape shape, IReadOnlyList<ShapeEvent> events)
{
    /// <summary>The matches in order of their last event: <c>key: ids</c>, with <c>-</c> for missing events.</summary>
    public List<string> Find()
    {
        var matches = new List<(int Last, string Line)>();
        foreach (var key in events.SelectMany(e => e.Keys).Distinct())
        {
            foreach (var match in FindUnder(key))
                matches.Add((match[^1], $"{key}: {Layout(match)}"));
        }

        // The order of matches that end on one event is not specified.
        return [.. matches.OrderBy(m => m.Last).ThenBy(m => m.Line, StringComparer.Ordinal).Select(m => m.Line)];
    }

    private List<int[]> FindUnder(char key)
    {
        var stages = shape.Items.Where(i => !i.IsMissing).SelectMany(i => Enumerable.Repeat(i, i.Runs)).ToList();
        var slots = new int[stages.Count][];
        var complete = new List<int[]>();
        for (var current = 0; current < events.Count; current++)
        {
            for (var stage = stages.Count - 1; stage >= 0; stage--)
            {
                if (!Satisfies(current, stages[stage], key))
                    continue;
                int[] match = [current];
                if (stage > 0)
                {
                    var before = slots[stage - 1];
                    slots[stage - 1] = null!;
                    if (before is null || IsTooLong(before, current) || IsEnded(before, current, key))
                        continue;
                    match = [.. before, current];
                }

                if (stage < stages.Count - 1)
                    slots[stage] = match;
                else if (!IsRejected(match, key))
                    complete.Add(match);
            }
        }

        return complete;
    }

    private bool Satisfies(int place, ShapeItem item, char key) =>
        item.Letters.Contains(events[place].Letter) && events[place].Keys.Contains(key);

    private long TimeOf(int place) => events[place].Millis;

    /// <summary>12.5.</summary>
    private bool IsTooLong(int[] match, int next) => TimeOf(next) - TimeOf(match[0]) > shape.MaxspanMillis;

    /// <summary>12.6.1: an <c>until</c> event at or after the last event and before the next.</summary>
    private bool IsEnded(int[] match, int next, char key) =>
        shape.Until is { } until && Enumerable.Range(match[^1], next - match[^1]).Any(p => Satisfies(p, until, key));

    /// <summary>12.7: whether the missing items forbid a match.</summary>
    private bool IsRejected(int[] match, char key)
    {
        var stage = 0;
        long? leading = null;
        long? trailing = null;
        var hasLeading = false;
        var hasTrailing = false;
        foreach (var item in shape.Items)
        {
            if (!item.IsMissing)
            {
                stage += item.Runs;
                continue;
            }

            var times = Enumerable.Range(0, events.Count).Where(p => Satisfies(p, item, key)).Select(TimeOf).ToList();
            if (stage == 0)
            {
                hasLeading = true;
                var earlier = times.Where(t => t < TimeOf(match[0])).ToList();
                if (earlier.Count > 0)
                    leading = Math.Max(leading ?? long.MinValue, earlier.Max());
            }
            else if (stage == match.Length)
            {
                hasTrailing = true;
                var later = times.Where(t => t > TimeOf(match[^1])).ToList();
                if (later.Count > 0)
                    trailing = Math.Min(trailing ?? long.MaxValue, later.Min());
            }
            else if (times.Exists(t => t > TimeOf(match[stage - 1]) && t < TimeOf(match[stage])))
            {
                return true;
            }
        }

        return (hasLeading, hasTrailing) switch
        {
            (true, true) => trailing - leading <= shape.MaxspanMillis,
            (true, false) => TimeOf(match[^1]) - leading <= shape.MaxspanMillis,
            (false, true) => trailing - TimeOf(match[0]) <= shape.MaxspanMillis,
            _ => false,
        };
    }

    private string Layout(int[] match)
    {
        var stage = 0;
        return string.Join(
            ",",
            shape.Items.SelectMany(i =>
                Enumerable.Range(0, i.Runs).Select(_ => i.IsMissing ? "-" : match[stage++].ToString())
            )
        );
    }
}
