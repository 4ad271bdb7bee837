using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Security;

/// <summary>Finds out who calls: by token, password or client certificate (intake-protocols, common rules).</summary>
/// <remarks>
/// Secrets are compared in constant time, and every token is compared whatever the outcome so far. A password costs a slow hash; one that
/// was right is remembered under a key that only this process has, and only a few are hashed at a time. Threads: safe.
/// </remarks>
internal sealed class Authenticator : IDisposable
{
    /// <summary>The value of <c>WWW-Authenticate</c>.</summary>
    public const string Challenges = "Basic realm=\"tocsin\", charset=\"UTF-8\", Bearer realm=\"tocsin\", ApiKey";

    /// <summary>The header in which Kinesis Firehose sends its key.</summary>
    public const string FirehoseHeader = "X-Amz-Firehose-Access-Key";

    private const int RememberedMax = 1024;

    private readonly (string Name, byte[] Hash, Caller Caller)[] _tokens;
    private readonly Dictionary<string, (PasswordHash Hash, Caller Caller)> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Caller> _certificates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Caller> _remembered = new(StringComparer.Ordinal);
    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _hashing = new(2);

    /// <param name="options">Who there is; has been checked.</param>
    public Authenticator(AuthOptions options)
    {
        _tokens =
        [
            .. options.Tokens.Select(t =>
                TokenHash.TryParse(t.Hash, out var hash)
                    ? (t.Name, hash, new Caller(t.Name, t.Scopes))
                    : throw new ArgumentException("a token's hash is none", nameof(options))
            ),
        ];
        foreach (var user in options.Users)
        {
            var hash =
                PasswordHash.TryParse(user.PasswordHash)
                ?? throw new ArgumentException("a password's hash is none", nameof(options));
            _users[user.Name] = (hash, new(user.Name, user.Scopes));
        }

        foreach (var certificate in options.Certificates)
            _certificates[certificate.Subject] = new(certificate.Subject, certificate.Scopes);
    }

    /// <summary>The caller of a request; null where they did not show who they are.</summary>
    /// <param name="context">The request.</param>
    /// <param name="tokenParameter">The query parameter that may hold a token; null for none.</param>
    public async ValueTask<Caller?> AuthenticateAsync(HttpContext context, string? tokenParameter)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0)
            return await OfHeaderAsync(header.ToString(), context.RequestAborted).ConfigureAwait(false);
        if (tokenParameter is not null)
        {
            var token = context.Request.Query[tokenParameter].ToString();
            if (token.Length == 0)
                token = context.Request.RouteValues[tokenParameter] as string ?? "";
            if (token.Length > 0)
                return OfToken(null, token);
        }

        if (context.Request.Headers[FirehoseHeader] is { Count: 1 } key)
            return OfToken(null, key.ToString());
        return context.Connection.ClientCertificate is { } certificate ? OfCertificate(certificate) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _hashing.Dispose();

    private async ValueTask<Caller?> OfHeaderAsync(string header, CancellationToken cancellation)
    {
        var blank = header.IndexOf(' ');
        if (blank < 0)
            return null;
        var credentials = header[(blank + 1)..].Trim();
        switch (header[..blank].ToUpperInvariant())
        {
            case "BEARER":
                return OfToken(null, credentials);
            case "APIKEY":
                return Split(credentials) is var (id, key) ? OfToken(id, key) : null;
            case "BASIC":
                if (Split(credentials) is not var (name, password))
                    return null;
                return OfToken(name, password)
                    ?? await OfPasswordAsync(name, password, cancellation).ConfigureAwait(false);
            default:
                return null;
        }
    }

    private Caller? OfToken(string? name, string token)
    {
        var hash = TokenHash.Hash(token);
        Caller? found = null;
        foreach (var known in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash) && (name is null || name == known.Name))
                found = known.Caller;
        }

        return found;
    }

    private async ValueTask<Caller?> OfPasswordAsync(string name, string password, CancellationToken cancellation)
    {
        if (!_users.TryGetValue(name, out var user))
            return null;
        var memory = Convert.ToHexString(
            HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{name}\0{password}"))
        );
        if (_remembered.TryGetValue(memory, out var known))
            return known;
        await _hashing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!await Task.Run(() => user.Hash.Matches(password), cancellation).ConfigureAwait(false))
                return null;
        }
        finally
        {
            _hashing.Release();
        }

        if (_remembered.Count < RememberedMax)
            _remembered[memory] = user.Caller;
        return user.Caller;
    }

    /// <summary>The caller of a certificate, whose chain the listener has checked.</summary>
    private Caller? OfCertificate(X509Certificate2 certificate) =>
        _certificates.GetValueOrDefault(certificate.Subject)
        ?? _certificates.GetValueOrDefault(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));

    /// <summary>Takes the base64 of <c>ID:SECRET</c> apart; null where it is something else, the plain form included.</summary>
    private static (string Id, string Secret)? Split(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':');
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
