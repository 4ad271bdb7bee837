using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>One group of an aggregation.</summary>
/// <param name="key">Its key values, which borrow nothing.</param>
/// <param name="accumulators">The state of each call.</param>
/// <param name="evidence">Its events, where evidence is kept.</param>
internal sealed class Group(Value[] key, Accumulator[] accumulators, Evidence? evidence)
{
    public Value[] Key { get; } = key;

    public Accumulator[] Accumulators { get; } = accumulators;

    public Evidence? Evidence { get; } = evidence;

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes
    {
        get
        {
            long size = 128 + (Evidence?.SizeBytes ?? 0);
            foreach (ref readonly var value in Key.AsSpan())
                size += 24 + (value.Kind is ValueKind.String or ValueKind.Version ? 32 + value.AsBytes.Length : 0);
            foreach (var accumulator in Accumulators)
                size += accumulator.SizeBytes;
            return size;
        }
    }

    /// <summary>Adds what another group of the same key has gathered; the other stays as it is.</summary>
    public void Merge(Group other)
    {
        for (var i = 0; i < Accumulators.Length; i++)
            Accumulators[i].Merge(other.Accumulators[i]);
        if (other.Evidence is not null)
            Evidence?.Merge(other.Evidence);
    }
}

/// <summary>Groups by key values: a hash table that is asked with borrowed keys without copying them.</summary>
internal sealed class GroupTable
{
    private int[] _buckets = new int[4];
    private int[] _next = new int[4];
    private int[] _hashes = new int[4];

    /// <summary>All groups, in the order of their coming.</summary>
    public List<Group> Groups { get; } = [];

    /// <summary>The hash of a key.</summary>
    public static int Hash(ReadOnlySpan<Value> key)
    {
        var hash = new HashCode();
        foreach (ref readonly var value in key)
            hash.Add(ValueComparer.Hash(value));
        return hash.ToHashCode();
    }

    /// <summary>The group of a key, or null.</summary>
    public Group? Find(ReadOnlySpan<Value> key, int hash) =>
        IndexOf(key, hash) is var index && index >= 0 ? Groups[index] : null;

    /// <summary>The place of a key's group among <see cref="Groups"/>, or -1.</summary>
    public int IndexOf(ReadOnlySpan<Value> key, int hash)
    {
        for (var i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _next[i])
        {
            if (_hashes[i] == hash && Same(Groups[i].Key, key))
                return i;
        }

        return -1;
    }

    /// <summary>The hash of the key of a group, by its place.</summary>
    public int HashAt(int index) => _hashes[index];

    /// <summary>Adds a group whose key is not there.</summary>
    public void Add(Group group, int hash)
    {
        if (Groups.Count == _buckets.Length)
            Grow();
        var index = Groups.Count;
        Groups.Add(group);
        _hashes[index] = hash;
        Link(index);
    }

    private void Grow()
    {
        var size = _buckets.Length * 2;
        _buckets = new int[size];
        Array.Resize(ref _next, size);
        Array.Resize(ref _hashes, size);
        for (var i = 0; i < Groups.Count; i++)
            Link(i);
    }

    private void Link(int index)
    {
        ref var bucket = ref _buckets[_hashes[index] & (_buckets.Length - 1)];
        _next[index] = bucket - 1;
        bucket = index + 1;
    }

    private static bool Same(Value[] x, ReadOnlySpan<Value> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!ValueComparer.AreEqual(x[i], y[i]))
                return false;
        }

        return true;
    }
}
