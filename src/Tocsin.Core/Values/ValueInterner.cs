namespace Tocsin.Core.Values;

/// <summary>Keeps one copy of the short texts that come again and again, so that holding them in many places costs nothing.</summary>
/// <remarks>
/// A table of fixed size in which a text displaces another of the same place: memory is bounded whatever the input. Holds are
/// dropped, never wrong: an interned value equals what was given. One thread at a time.
/// </remarks>
internal sealed class ValueInterner
{
    private const int Places = 4096;
    private const int LengthMax = 64;

    private readonly Value[] _texts = new Value[Places];

    /// <summary>The same value, its short texts held by the table.</summary>
    public Value Intern(in Value value)
    {
        if (value.Kind == ValueKind.String)
            return InternText(value);
        if (!value.IsMany)
            return value;
        var count = value.Count;
        // Arguments of one call to the next are held at the same time: each list gets an array of its own.
        var interned = new Value[count];
        for (var i = 0; i < count; i++)
            interned[i] = value[i].Kind == ValueKind.String ? InternText(value[i]) : value[i];
        return Value.FromMany(interned);
    }

    private Value InternText(in Value value)
    {
        var text = value.AsBytes;
        if (text.Length > LengthMax)
            return value;
        ref var held = ref _texts[(int)(StableHash.Of(text) & (Places - 1))];
        if (held.Kind != ValueKind.String || !held.AsBytes.SequenceEqual(text))
            held = value.ToOwned();
        return held;
    }
}
