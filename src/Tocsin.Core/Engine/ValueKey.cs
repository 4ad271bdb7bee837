using Tocsin.Core.Values;

namespace Tocsin.Core.Engine;

/// <summary>Some values as one key of a table: equal when all are equal, in order.</summary>
/// <remarks>Ownership: values that are to be kept must borrow nothing (<see cref="ToOwned"/>).</remarks>
internal readonly struct ValueKey : IEquatable<ValueKey>
{
    private readonly int _hash;

    public ValueKey(Value[] values)
    {
        Values = values;
        var hash = 17;
        foreach (ref readonly var value in values.AsSpan())
            hash = hash * 31 + ValueComparer.Hash(value);
        _hash = hash;
    }

    /// <summary>The values, in order.</summary>
    public Value[] Values { get; }

    /// <summary>About how much memory the key holds.</summary>
    public long SizeBytes
    {
        get
        {
            long size = 48 + 24 * Values.Length;
            foreach (ref readonly var value in Values.AsSpan())
                size += value.Kind == ValueKind.String ? 24 + value.AsBytes.Length : 0;
            return size;
        }
    }

    public static bool operator ==(ValueKey left, ValueKey right) => left.Equals(right);

    public static bool operator !=(ValueKey left, ValueKey right) => !left.Equals(right);

    public bool Equals(ValueKey other)
    {
        if (_hash != other._hash || Values.Length != other.Values.Length)
            return false;
        for (var i = 0; i < Values.Length; i++)
        {
            if (!ValueComparer.AreEqual(Values[i], other.Values[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is ValueKey other && Equals(other);

    /// <summary>The same in every process, so that what rests on it can be repeated.</summary>
    public override int GetHashCode() => _hash;

    /// <summary>The same key over values that borrow nothing.</summary>
    public ValueKey ToOwned() => new([.. Values.Select(v => v.ToOwned())]);

    /// <summary>Compares value by value: an order for output.</summary>
    public int CompareTo(ValueKey other)
    {
        for (var i = 0; i < Math.Min(Values.Length, other.Values.Length); i++)
        {
            var order = ValueComparer.CompareValues(Values[i], other.Values[i]);
            if (order != 0)
                return order;
        }

        return Values.Length.CompareTo(other.Values.Length);
    }
}
