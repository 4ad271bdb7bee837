using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>A field of few values: numbers them in the order in which they come. One thread at a time.</summary>
/// <param name="asked">What is asked of the field.</param>
internal sealed class Facet(SlotIndex asked)
{
    /// <summary>The largest number; a field of more values is no facet.</summary>
    public const int NumberMax = 15;

    private const int BytesMax = 256;
    private const int ValuesMax = 8;

    private readonly Value[] _values = new Value[NumberMax];
    private int _last;
    private byte[]? _lastText;

    /// <summary>What is asked of the field.</summary>
    public SlotIndex Asked { get; } = asked;

    /// <summary>How many values were numbered.</summary>
    public int Count { get; private set; }

    /// <summary>The number of an event's value; see <see cref="NumberOf(in Value)"/>.</summary>
    public int NumberOf(Event read) =>
        // PERF: mostly it is the value of the event before.
        _lastText is not null
        && read.IsText(Asked.Slot, _lastText)
            ? _last + 1
            : NumberOf(read.Get(Asked.Slot));

    /// <summary>The number of a value: the same only for values that no condition tells apart.</summary>
    /// <returns>From 1; 0 for no value; -1 where there are too many, or one takes too much room.</returns>
    public int NumberOf(in Value value)
    {
        if (value.IsNull)
            return 0;
        // Where only presence counts, all values are one.
        if (!Asked.ReadsValues)
            return Count = 1;
        if (Count > 0 && IsSame(value, _values[_last]))
            return _last + 1;
        return Find(value);
    }

    private int Find(in Value value)
    {
        for (var i = 0; i < Count; i++)
        {
            if (!IsSame(value, _values[i]))
                continue;
            Remember(i);
            return i + 1;
        }

        if (Count == NumberMax || !IsSmall(value))
            return -1;
        _values[Count] = value.ToOwned();
        Remember(Count++);
        return Count;
    }

    private void Remember(int last)
    {
        _last = last;
        _lastText = _values[last].Kind == ValueKind.String ? _values[last].ToByteArray() : null;
    }

    private static bool IsSmall(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
            case ValueKind.Version:
                return value.AsBytes.Length <= BytesMax;
            case ValueKind.Many:
                var isSmall = value.Count <= ValuesMax;
                for (var i = 0; i < value.Count && isSmall; i++)
                    isSmall = IsSmall(value[i]);
                return isSmall;
            default:
                return true;
        }
    }

    private static bool IsSame(in Value value, in Value known)
    {
        if (value.Kind != known.Kind)
            return false;
        switch (value.Kind)
        {
            case ValueKind.String:
            case ValueKind.Version:
            case ValueKind.Ip:
                return value.AsBytes.SequenceEqual(known.AsBytes);
            case ValueKind.Many:
                return AreSame(value, known);
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                return false;
            default:
                return value.AsLong == known.AsLong;
        }
    }

    private static bool AreSame(in Value values, in Value known)
    {
        if (values.Count != known.Count)
            return false;
        for (var i = 0; i < values.Count; i++)
        {
            if (!IsSame(values[i], known[i]))
                return false;
        }

        return true;
    }
}
