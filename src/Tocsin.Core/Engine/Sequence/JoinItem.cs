using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A field of a key tuple.</summary>
/// <param name="Slot">The field's slot, or -1 for an optional field that does not exist: always null.</param>
/// <param name="IsOptional">Whether an event without a value has the key null; otherwise it takes no part.</param>
/// <param name="Field">The field, where it is known.</param>
internal readonly record struct JoinKey(int Slot, bool IsOptional, BoundField? Field = null);

/// <summary>An item of a sequence or sample as written.</summary>
/// <param name="Condition">Which events satisfy it.</param>
/// <param name="Keys">The common keys, then its own. Items with equal keys share the array.</param>
/// <param name="Runs">How often it is repeated.</param>
/// <param name="IsMissing">Whether its events must not occur.</param>
internal sealed record JoinItem(BoundExpression Condition, JoinKey[] Keys, int Runs = 1, bool IsMissing = false)
{
    private static readonly ValueKey[] NoKeys = [new([])];

    /// <summary>
    /// The key tuples of an event under the item's keys: one for each combination of distinct values (EQL specification, 12.4.5); null where
    /// a key that is not optional has no value.
    /// </summary>
    /// <param name="of">The event; the tuples borrow nothing of it.</param>
    /// <param name="interner">Holds the texts that come again and again: many sequences are about a host or a user.</param>
    /// <param name="tuplesMax">How many are made.</param>
    /// <param name="dropped">Grows by how many there would have been beyond.</param>
    public ValueKey[]? TuplesOf(Event of, ValueInterner interner, int tuplesMax, ref long dropped)
    {
        if (Keys.Length == 0)
            return NoKeys;
        var values = new Value[Keys.Length];
        double combinations = 1;
        for (var i = 0; i < Keys.Length; i++)
        {
            values[i] = Keys[i].Slot < 0 ? Value.Null : WithoutRepeats(of.Get(Keys[i].Slot), interner);
            if (values[i].IsNull && !Keys[i].IsOptional)
                return null;
            combinations *= Math.Max(1, values[i].Count);
        }

        if (combinations == 1)
            return [new(values)];
        if (combinations > tuplesMax)
            dropped += (long)Math.Min(long.MaxValue / 2, combinations - tuplesMax);
        var tuples = new ValueKey[(int)Math.Min(combinations, tuplesMax)];
        for (var t = 0; t < tuples.Length; t++)
        {
            // The number of the tuple, read with one digit for each key, the last key fastest.
            var rest = t;
            var tuple = new Value[Keys.Length];
            for (var i = Keys.Length - 1; i >= 0; i--)
            {
                var count = Math.Max(1, values[i].Count);
                tuple[i] = values[i][rest % count];
                rest /= count;
            }

            tuples[t] = new(tuple);
        }

        return tuples;
    }

    private static Value WithoutRepeats(in Value value, ValueInterner interner)
    {
        if (!value.IsMany)
            return interner.Intern(value).ToOwned();
        var seen = new HashSet<Value>(value.Count, ValueComparer.Instance);
        var distinct = new List<Value>(value.Count);
        foreach (var element in value.AsMany)
        {
            if (seen.Add(element))
                distinct.Add(element.ToOwned());
        }

        return Value.FromMany([.. distinct]);
    }
}
