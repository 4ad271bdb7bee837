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
    private readonly IncrementalHash _hash;

    private DetectionId(IncrementalHash hash) => _hash = hash;

    /// <summary>Begins an id for a rule.</summary>
    public static DetectionId For(string ruleId)
    {
        var id = new DetectionId(IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        id.Add(ruleId);
        return id;
    }

    /// <summary>Adds a text.</summary>
    public readonly void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds values, with their kinds.</summary>
    public readonly void Add(ReadOnlySpan<Value> values)
    {
        foreach (var value in values)
            Add($"{value.Kind}:{ValueText.Format(value)}");
    }

    /// <summary>The id: 40 hexadecimal digits.</summary>
    public readonly string Finish()
    {
        using (_hash)
            return Convert.ToHexStringLower(_hash.GetHashAndReset().AsSpan(0, 20));
    }

    private readonly void Add(byte[] part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        _hash.AppendData(length);
        _hash.AppendData(part);
    }
}
