using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Join;

/// <summary>The indicators of one rule, to be found by the values that events are compared with.</summary>
/// <remarks>
/// For each group of <c>threat_mapping</c> a table from the values of its indicator fields to the indicators that have them, so an
/// event costs the same however many indicators there are. Immutable once built; shared between threads.
/// </remarks>
internal sealed class IndicatorTable
{
    private readonly List<Dictionary<ValueKey, List<FieldSnapshot>>> _byGroup = [];

    /// <param name="settings">The rule's mapping.</param>
    /// <param name="indicators">All documents of its indices, whatever their age.</param>
    /// <param name="slotOf">The slot of an indicator's field.</param>
    /// <param name="typeOf">The type of an event's field.</param>
    public IndicatorTable(
        ThreatMatchSettings settings,
        IReadOnlyList<FieldSnapshot> indicators,
        Func<string, int> slotOf,
        Func<string, DataType> typeOf
    )
    {
        var keys = new List<ValueKey>();
        foreach (var group in settings.Groups)
        {
            int[] slots = [.. group.Where(m => !m.Negate).Select(m => slotOf(m.IndicatorField))];
            DataType[] types = [.. group.Where(m => !m.Negate).Select(m => typeOf(m.Field))];
            var table = new Dictionary<ValueKey, List<FieldSnapshot>>();
            foreach (var indicator in indicators)
            {
                keys.Clear();
                FieldCombinations.Collect(indicator, slots, keys);
                foreach (var read in keys)
                {
                    var key = IndicatorValues.ToTypes(read, types);
                    if (!table.TryGetValue(key, out var found))
                        table[key] = found = [];
                    found.Add(indicator);
                }
            }

            _byGroup.Add(table);
        }
    }

    /// <summary>The values that indicators have under a group; those of an entry that is not negated stand at its place among such entries.</summary>
    public IReadOnlyCollection<ValueKey> KeysOf(int group) => _byGroup[group].Keys;

    /// <summary>The indicators whose fields have the values of a key; none gives an empty list.</summary>
    /// <param name="group">The place of the group in the rule's mapping.</param>
    /// <param name="key">The event's values, in the order of the group's entries that are not negated.</param>
    public IReadOnlyList<FieldSnapshot> Find(int group, ValueKey key) =>
        _byGroup[group].TryGetValue(key, out var found) ? found : [];
}
