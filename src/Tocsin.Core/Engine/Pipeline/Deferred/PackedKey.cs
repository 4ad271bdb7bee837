using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Packs the values of a key one behind the other, again and again into the same bytes. One thread at a time.</summary>
internal sealed class PackedKey
{
    private byte[] _bytes = new byte[256];

    /// <summary>The bytes of a key; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<Value> key)
    {
        var size = 0;
        foreach (ref readonly var value in key)
            size += PackedValues.SizeOf(value);
        if (size > _bytes.Length)
            _bytes = new byte[size * 2];
        var position = 0;
        foreach (ref readonly var value in key)
            position = PackedValues.Write(_bytes, position, value);
        return _bytes.AsSpan(0, position);
    }
}
