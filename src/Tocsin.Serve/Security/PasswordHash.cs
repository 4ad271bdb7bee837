using System.Globalization;
using System.Security.Cryptography;

namespace Tocsin.Serve.Security;

/// <summary>Passwords, which people choose: hashed slowly and with salt (PBKDF2 with HMAC-SHA-256).</summary>
internal sealed class PasswordHash
{
    private const string Prefix = "pbkdf2-sha256";
    private const int Iterations = 600_000;
    private const int IterationsMin = 100_000;
    private const int IterationsMax = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) =>
        (_iterations, _salt, _hash) = (iterations, salt, hash);

    /// <summary>What is written into the configuration for a password.</summary>
    public static string Format(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}:{Iterations}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}"
        );
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static PasswordHash? TryParse(string text)
    {
        if (
            text.Split(':') is not [Prefix, var count, var salt, var hash]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < IterationsMin or > IterationsMax
        )
            return null;
        try
        {
            var parsed = new PasswordHash(iterations, Convert.FromBase64String(salt), Convert.FromBase64String(hash));
            return parsed._salt.Length >= SaltBytes && parsed._hash.Length == HashBytes ? parsed : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether a password is the one; takes long by design.</summary>
    public bool Matches(string password) =>
        CryptographicOperations.FixedTimeEquals(
            Rfc2898DeriveBytes.Pbkdf2(password, _salt, _iterations, HashAlgorithmName.SHA256, HashBytes),
            _hash
        );
}
