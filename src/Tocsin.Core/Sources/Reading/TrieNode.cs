using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Tocsin.Core.Events;

namespace Tocsin.Core.Sources.Reading;

/// <summary>A place in the tree of wanted paths: one key deep for each level.</summary>
/// <remarks>Belongs to one reader: it grows while fields are discovered. A node without capture, probe and children is never made.</remarks>
internal sealed class TrieNode(byte[] key, string path, int number)
{
    private TrieNode?[] _table = new TrieNode?[2];
    private ulong _filter;
    private int _count;

    /// <summary>Its key in the object around it; no dots, except below <see cref="HasUnderscoredKeys"/>.</summary>
    public byte[] Key { get; } = key;

    /// <summary>Its dotted path in the record.</summary>
    public string Path { get; } = path;

    /// <summary>Its number in the trie, from 0.</summary>
    public int Number { get; } = number;

    /// <summary>Where the scalars found here are collected; -1 where nobody wants them.</summary>
    public int Capture { get; set; } = -1;

    /// <summary>The probe that stands here; -1 for none.</summary>
    public int Probe { get; set; } = -1;

    /// <summary>Whether the table has this place as a field, or it is known never to be one; asked only while fields are discovered.</summary>
    public bool IsListed { get; set; }

    /// <summary>Whether dots in the keys of this object read as underscores, and a key is never several (audit annotations).</summary>
    public bool HasUnderscoredKeys { get; set; }

    /// <summary>What is remembered of the objects that stood here; null where nothing is.</summary>
    public ObjectShape? Shape { get; set; }

    /// <summary>The number of the object that was last seen to have this key.</summary>
    public long SeenIn { get; set; }

    /// <summary>Whether something below is wanted.</summary>
    public bool HasChildren => _count > 0;

    /// <summary>The child for a key; the key holds no escapes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TrieNode? Find(ReadOnlySpan<byte> key)
    {
        var hash = Hash(key);
        return (_filter >> (int)(hash & 63) & 1) == 0 ? null : Probe64(key, hash);
    }

    /// <summary>The place that a key leads to: several levels down if it has dots.</summary>
    /// <param name="key">The key without escapes.</param>
    /// <param name="scratch">Room for a changed key.</param>
    public TrieNode? FindPath(ReadOnlySpan<byte> key, ByteArena scratch)
    {
        var dot = key.IndexOf((byte)'.');
        if (HasUnderscoredKeys && dot >= 0)
        {
            var offset = scratch.Take(key.Length);
            var underscored = scratch.Buffer.AsSpan(offset, key.Length);
            key.Replace(underscored, (byte)'.', (byte)'_');
            return Find(underscored);
        }

        var node = Find(key);
        if (node is not null || dot < 0)
            return node;
        node = this;
        while (dot >= 0 && node is not null)
        {
            node = node.Find(key[..dot]);
            key = key[(dot + 1)..];
            dot = key.IndexOf((byte)'.');
        }

        return node?.Find(key);
    }

    /// <summary>Adds a child; there must be none of that key.</summary>
    public void Add(TrieNode child)
    {
        Debug.Assert(Find(child.Key) is null, "a key has one child");
        _count++;
        if (_count * 2 > _table.Length)
        {
            var old = _table;
            _table = new TrieNode?[old.Length * 2];
            foreach (var node in old)
            {
                if (node is not null)
                    Place(node);
            }
        }

        Place(child);
        _filter |= 1UL << (int)(Hash(child.Key) & 63);
    }

    public override string ToString() => $"{Encoding.UTF8.GetString(Key)} ({_count})";

    private TrieNode? Probe64(ReadOnlySpan<byte> key, uint hash)
    {
        var mask = (uint)_table.Length - 1;
        for (var place = hash & mask; _table[place] is { } node; place = (place + 1) & mask)
        {
            if (key.SequenceEqual(node.Key))
                return node;
        }

        return null;
    }

    private void Place(TrieNode child)
    {
        var mask = (uint)_table.Length - 1;
        var place = Hash(child.Key) & mask;
        while (_table[place] is not null)
            place = (place + 1) & mask;
        _table[place] = child;
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
            return 0;
        var mixed = key[0] | (uint)key[^1] << 8 | (uint)key[key.Length / 2] << 16 | (uint)key.Length << 24;
        mixed *= 0x9E37_79B1;
        return mixed >> 15 ^ mixed;
    }
}
