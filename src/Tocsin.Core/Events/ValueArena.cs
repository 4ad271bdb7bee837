using System.Diagnostics;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Events;

/// <summary>Room for the lists of values of one event: handed out in a row, given back all at once.</summary>
/// <remarks>Lists nest like brackets: the one begun last ends first. Lists stay intact until <see cref="Clear"/>. Threads: one at a time.</remarks>
internal sealed class ValueArena
{
    private const int KeptMax = 1 << 16;
    private Value[] _values = new Value[64];
    private int _used;

    /// <summary>Begins a list.</summary>
    /// <returns>What <see cref="End"/> takes.</returns>
    public int Begin() => _used;

    /// <summary>Adds to the list begun last; neither null nor many.</summary>
    public void Add(in Value value)
    {
        Debug.Assert(!value.IsNull && !value.IsMany, "a list holds single values");
        // Lists that were ended keep the old array alive.
        if (_used == _values.Length)
            Array.Resize(ref _values, _used * 2);
        _values[_used++] = value;
    }

    /// <summary>Adds to the list begun last what is not yet in it.</summary>
    public void AddDistinct(int mark, in Value value)
    {
        for (var i = mark; i < _used; i++)
        {
            if (ValueComparer.AreEqual(_values[i], value))
                return;
        }

        Add(value);
    }

    /// <summary>Ends a list: null, its only value, or all of them.</summary>
    public Value End(int mark)
    {
        var count = _used - mark;
        var list = Value.FromMany(_values, mark, count);
        if (count <= 1)
            _used = mark;
        return list;
    }

    /// <summary>The same value or values with texts in lower case.</summary>
    public Value Lower(in Value value, ByteArena bytes)
    {
        var mark = Begin();
        for (var i = 0; i < value.Count; i++)
            Add(value[i].Kind == ValueKind.String ? Lower(value[i].AsBytes, bytes) : value[i]);
        return End(mark);
    }

    /// <summary>Gives back everything.</summary>
    public void Clear()
    {
        _used = 0;
        if (_values.Length > KeptMax)
            _values = new Value[64];
    }

    private static Value Lower(ReadOnlySpan<byte> text, ByteArena bytes)
    {
        if (!Ascii.IsValid(text))
            return Value.FromText(Encoding.UTF8.GetString(text).ToLowerInvariant());
        var offset = bytes.Take(text.Length);
        Ascii.ToLower(text, bytes.Buffer.AsSpan(offset, text.Length), out _);
        return Value.FromUtf8(bytes.Buffer, offset, text.Length);
    }
}
