using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine;

/// <summary>The combinations of the values of some fields of an event: the groups or terms that it belongs to (D30).</summary>
internal static class FieldCombinations
{
    /// <summary>Adds each distinct combination to <paramref name="combinations"/>: one value of each field; none where a field is absent.</summary>
    /// <param name="from">The event.</param>
    /// <param name="slots">The fields, in order; none gives the one empty combination.</param>
    /// <param name="combinations">Receives keys that borrow the event's bytes.</param>
    public static void Collect(Event from, int[] slots, List<ValueKey> combinations)
    {
        var values = slots.Length == 0 ? [] : new Value[slots.Length];
        var isOne = true;
        for (var i = 0; i < slots.Length; i++)
        {
            values[i] = from.Get(slots[i]);
            if (values[i].IsNull)
                return;
            isOne &= !values[i].IsMany;
        }

        if (isOne)
        {
            combinations.Add(new(values));
            return;
        }

        var first = combinations.Count;
        Expand(values, 0, new Value[slots.Length], combinations, first);
    }

    private static void Expand(Value[] values, int field, Value[] chosen, List<ValueKey> combinations, int first)
    {
        if (field == values.Length)
        {
            var key = new ValueKey([.. chosen]);
            for (var i = first; i < combinations.Count; i++)
            {
                if (combinations[i] == key)
                    return;
            }

            combinations.Add(key);
            return;
        }

        for (var i = 0; i < values[field].Count; i++)
        {
            chosen[field] = values[field][i];
            Expand(values, field + 1, chosen, combinations, first);
        }
    }
}
