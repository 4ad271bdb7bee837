using Tocsin.Core.Engine.Sequence;

namespace Tocsin.Core.Engine.Explain;

/// <summary>The stages of a sequence, or the filters of a sample.</summary>
internal static class SequenceTree
{
    /// <summary>A line for each item, with its keys and its condition; <c>until</c> last.</summary>
    /// <param name="program">The sequence or sample.</param>
    /// <param name="pathOf">The field of a slot.</param>
    public static IReadOnlyList<ExplainedNode> Of(JoinProgram program, Func<int, string> pathOf)
    {
        var nodes = new List<ExplainedNode>();
        for (var i = 0; i < program.Items.Length; i++)
        {
            var item = program.Items[i];
            var isUntil = program is SequenceProgram { UntilItem: { } until } && until == i;
            var title = isUntil ? "until" : FormattableString.Invariant($"{i + 1}.");
            if (item.IsMissing)
                title += " no event";
            else if (!isUntil)
                title += item.Runs > 1 ? FormattableString.Invariant($" {item.Runs} events") : " an event";
            if (item.Keys.Length > 0)
                title += $" with {string.Join(", ", item.Keys.Select(k => Key(k, pathOf)))}";
            nodes.Add(new(title, [ConditionTree.Of(item.Condition)]));
        }

        return nodes;
    }

    private static string Key(JoinKey key, Func<int, string> pathOf) =>
        key.Slot < 0 ? "null"
        : key.IsOptional ? $"{pathOf(key.Slot)} (or without)"
        : pathOf(key.Slot);
}
