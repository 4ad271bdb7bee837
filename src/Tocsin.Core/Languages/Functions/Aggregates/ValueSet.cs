using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Different values, owned. Most groups see one or two values of a field: a table is made only for more than a few.</summary>
internal sealed class ValueSet
{
    private const int FewMax = 8;

    private Value[] _few = [];
    private HashSet<Value>? _many;

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>About how much memory is held.</summary>
    public long SizeBytes { get; private set; } = 40;

    /// <summary>Adds a value unless an equal one is there; of equal ones the one stays that <see cref="EqualValues"/> prefers.</summary>
    /// <param name="value">Single and not null; copied if it is kept.</param>
    public void Add(in Value value)
    {
        if (_many is not null)
        {
            AddToMany(value);
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!ValueComparer.AreEqual(_few[i], value))
                continue;
            if (EqualValues.Prefers(value, _few[i]))
                _few[i] = value.ToOwned();
            return;
        }

        if (Count == FewMax)
        {
            _many = new(_few, ValueComparer.Instance);
            _few = [];
            SizeBytes += 400;
            AddToMany(value);
            return;
        }

        if (Count == _few.Length)
        {
            Array.Resize(ref _few, Count == 0 ? 1 : Math.Min(Count * 2, FewMax));
            SizeBytes += 24 * (_few.Length - Count);
        }

        _few[Count++] = value.ToOwned();
        SizeBytes += BytesOf(value);
    }

    /// <summary>Adds all values of another set.</summary>
    public void Add(ValueSet other)
    {
        if (other._many is null)
        {
            for (var i = 0; i < other.Count; i++)
                Add(other._few[i]);
            return;
        }

        foreach (var value in other._many)
            Add(value);
    }

    /// <summary>Whether an equal value is there.</summary>
    public bool Contains(in Value value)
    {
        if (_many is not null)
            return _many.Contains(value);
        for (var i = 0; i < Count; i++)
        {
            if (ValueComparer.AreEqual(_few[i], value))
                return true;
        }

        return false;
    }

    /// <summary>The values in no particular order.</summary>
    public Value[] ToArray() => _many is not null ? [.. _many] : _few.AsSpan(0, Count).ToArray();

    private void AddToMany(in Value value)
    {
        if (_many!.TryGetValue(value, out var known))
        {
            if (!EqualValues.Prefers(value, known))
                return;
            _many.Remove(known);
        }
        else
        {
            Count++;
            SizeBytes += 48 + BytesOf(value);
        }

        _many.Add(value.ToOwned());
    }

    private static long BytesOf(in Value value) =>
        value.Kind is ValueKind.String or ValueKind.Version or ValueKind.Ip ? 32 + value.AsBytes.Length : 0;
}
