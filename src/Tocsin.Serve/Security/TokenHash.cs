using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Serve.Security;

/// <summary>Tokens and their hashes. A token is 256 random bits, so one round of SHA-256 is enough: there is nothing to guess.</summary>
internal static class TokenHash
{
    /// <summary>What hashes begin with.</summary>
    public const string Prefix = "sha256:";

    private const string TokenPrefix = "tocsin_";
    private const int TokenBytes = 32;

    /// <summary>A new token.</summary>
    public static string NewToken() =>
        TokenPrefix
        + Convert
            .ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');

    /// <summary>What is written into the configuration.</summary>
    public static string Format(string token) => Prefix + Convert.ToHexStringLower(Hash(token));

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static bool TryParse(string text, out byte[] hash)
    {
        hash = [];
        const int Digits = SHA256.HashSizeInBytes * 2;
        var hex = text.AsSpan();
        if (!hex.StartsWith(Prefix, StringComparison.Ordinal) || hex.Length != Prefix.Length + Digits)
            return false;
        hex = hex[Prefix.Length..];
        foreach (var c in hex)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        hash = Convert.FromHexString(hex);
        return true;
    }

    /// <summary>The hash of a token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
