using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>Cells seen as lists or sets of values.</summary>
internal static class ValueSets
{
    /// <summary>From how many values on a hash table beats looking at each.</summary>
    private const int HashedCountMin = 16;

    /// <summary>The largest value for a sign of 1, the smallest for -1.</summary>
    public static Value Extreme(in Value values, int sign)
    {
        var best = values[0];
        for (var i = 1; i < values.Count; i++)
        {
            if (ValueComparer.CompareValues(values[i], best) * sign > 0)
                best = values[i];
        }

        return best;
    }

    /// <summary>The values of one cell and then those of another; null has none.</summary>
    public static Value Append(in Value first, in Value second)
    {
        var values = new Value[first.Count + second.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = i < first.Count ? first[i] : second[i - first.Count];
        return Value.FromMany(values);
    }

    /// <summary>Each value once, in the order of first appearance.</summary>
    public static Value Distinct(in Value values)
    {
        if (!values.IsMany)
            return values;
        var result = new List<Value>(values.Count);
        AddNew(values, result, new Membership(Value.Null), isWanted: false);
        return Value.FromMany([.. result]);
    }

    /// <summary>Each value of the first that is, or is not, in the second, once.</summary>
    public static Value Select(in Value values, in Value others, bool areIn)
    {
        var result = new List<Value>(values.Count);
        AddNew(values, result, new Membership(others), areIn);
        return Value.FromMany([.. result]);
    }

    /// <summary>Whether all values of the second are in the first; null is the empty set.</summary>
    public static bool ContainsAll(in Value values, in Value wanted)
    {
        var membership = new Membership(values);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!membership.Has(wanted[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether some value of the second is in the first.</summary>
    public static bool ContainsAny(in Value values, in Value wanted)
    {
        var membership = new Membership(values);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (membership.Has(wanted[i]))
                return true;
        }

        return false;
    }

    private static void AddNew(in Value values, List<Value> result, Membership others, bool isWanted)
    {
        var seen = values.Count >= HashedCountMin ? new HashSet<Value>(ValueComparer.Instance) : null;
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            if (others.Has(value) == isWanted && (seen is null ? !Has(result, value) : seen.Add(value)))
                result.Add(value);
        }
    }

    private static bool Has(List<Value> values, in Value wanted)
    {
        foreach (var value in values)
        {
            if (ValueComparer.AreEqual(value, wanted))
                return true;
        }

        return false;
    }

    /// <summary>Membership in a cell.</summary>
    private readonly struct Membership
    {
        private readonly Value _values;
        private readonly HashSet<Value>? _hashed;

        public Membership(in Value values)
        {
            _values = values;
            if (values.Count >= HashedCountMin)
                _hashed = new(values.AsMany.ToArray(), ValueComparer.Instance);
        }

        public bool Has(in Value wanted)
        {
            if (_hashed is not null)
                return _hashed.Contains(wanted);
            for (var i = 0; i < _values.Count; i++)
            {
                if (ValueComparer.AreEqual(_values[i], wanted))
                    return true;
            }

            return false;
        }
    }
}
