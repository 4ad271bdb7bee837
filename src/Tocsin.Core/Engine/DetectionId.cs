using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine;

/// <summary>Makes alert ids: a hash over what the alert is about, and nothing else.</summary>
/// <remarks>
/// The same equalities as the reference's ids (<c>detection-engine.md</c>, D20 to D41), not the same bits. Parts are written with
/// their lengths, so that no two lists of parts run together.
/// </remarks>
internal ref struct DetectionId
{
    private const int IdBytes = 20;
    private const int LengthBytes = 4;

    private byte[] _parts;
    private int _length;

    /// <summary>Begins an id for a rule.</summary>
    public static DetectionId For(string ruleId)
    {
        var id = new DetectionId { _parts = ArrayPool<byte>.Shared.Rent(256) };
        id.Add(ruleId);
        return id;
    }

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        var room = LengthBytes + Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_parts.Length - _length < room)
            Grow(room);
        var length = Encoding.UTF8.GetBytes(text, _parts.AsSpan(_length + LengthBytes));
        BinaryPrimitives.WriteInt32LittleEndian(_parts.AsSpan(_length), length);
        _length += LengthBytes + length;
    }

    /// <summary>Adds values, with their kinds.</summary>
    public void Add(scoped ReadOnlySpan<Value> values)
    {
        foreach (var value in values)
            Add($"{value.Kind}:{ValueText.Format(value)}");
    }

    /// <summary>The id: 40 hexadecimal digits. Nothing can be added any more.</summary>
    public string Finish()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_parts.AsSpan(0, _length), hash);
        ArrayPool<byte>.Shared.Return(_parts);
        _parts = [];
        return Convert.ToHexStringLower(hash[..IdBytes]);
    }

    private void Grow(int room)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + room, _parts.Length * 2));
        _parts.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_parts);
        _parts = larger;
    }
}
