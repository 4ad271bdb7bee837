using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The digest of some bytes.</summary>
internal delegate byte[] Digest(ReadOnlySpan<byte> bytes);

/// <summary>Digest algorithms by the names that Java gives them, in any case.</summary>
[SuppressMessage("Security", "CA5350:Weak cryptography", Justification = "queries compare with digests in events")]
[SuppressMessage("Security", "CA5351:Broken cryptography", Justification = "queries compare with digests in events")]
internal static class Digests
{
    private static readonly Dictionary<string, Digest> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MD5"] = static bytes => MD5.HashData(bytes),
        ["SHA"] = static bytes => SHA1.HashData(bytes),
        ["SHA1"] = static bytes => SHA1.HashData(bytes),
        ["SHA-1"] = static bytes => SHA1.HashData(bytes),
        ["SHA-224"] = Sha2.Sha224,
        ["SHA-256"] = static bytes => SHA256.HashData(bytes),
        ["SHA-384"] = static bytes => SHA384.HashData(bytes),
        ["SHA-512"] = static bytes => SHA512.HashData(bytes),
        ["SHA-512/224"] = Sha2.Sha512Of224,
        ["SHA-512/256"] = Sha2.Sha512Of256,
        ["SHA3-224"] = static bytes => Sha3.Compute(bytes, 28),
        ["SHA3-256"] = static bytes => Sha3.Compute(bytes, 32),
        ["SHA3-384"] = static bytes => Sha3.Compute(bytes, 48),
        ["SHA3-512"] = static bytes => Sha3.Compute(bytes, 64),
    };

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The algorithm of a name, or null.</summary>
    public static Digest? Find(string name) => ByName.GetValueOrDefault(name);
}
