using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Security;

/// <summary>The certificates of all listeners; each is read again when its files change.</summary>
internal sealed class ServerCertificates(TimeProvider time) : IDisposable
{
    private readonly List<ServerCertificate> _all = [];

    /// <summary>The certificate of a listener.</summary>
    public ServerCertificate Of(TlsOptions options)
    {
        var certificate = new ServerCertificate(options, time);
        _all.Add(certificate);
        return certificate;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _all)
            certificate.Dispose();
    }
}

/// <summary>A listener's certificate, and whom it trusts.</summary>
/// <remarks>Files are looked at every few seconds at most; while new ones cannot be read, the old certificate goes on. Threads: safe.</remarks>
internal sealed class ServerCertificate : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private SslStreamCertificateContext _current;
    private X509Certificate2Collection _authorities = [];
    private DateTime _written;
    private long _lookedAt;

    /// <summary>Reads the files; throws where they cannot be.</summary>
    public ServerCertificate(TlsOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _written = LastWritten();
        _lookedAt = time.GetTimestamp();
        (_current, _authorities) = Read(options);
    }

    /// <summary>The certificate to show, with those between it and the root.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                ReadAgain();
                return _current;
            }
        }
    }

    /// <summary>Reads a listener's files. Throws <see cref="IOException"/> or <see cref="System.Security.Cryptography.CryptographicException"/>.</summary>
    public static (SslStreamCertificateContext Certificate, X509Certificate2Collection Authorities) Read(
        TlsOptions options
    )
    {
        var authorities = new X509Certificate2Collection();
        if (options.ClientAuthorityFile is not null)
            authorities.ImportFromPemFile(options.ClientAuthorityFile);
        var between = new X509Certificate2Collection();
        between.ImportFromPemFile(options.CertificateFile);
        var certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
        // The first of the file is the certificate itself.
        if (between.Count > 0)
            between.RemoveAt(0);
        return (SslStreamCertificateContext.Create(certificate, between, offline: true), authorities);
    }

    /// <summary>Whether a failure says that the files cannot be used: not opened, not PEM, or a key of another certificate.</summary>
    public static bool IsUnreadable(Exception failure) =>
        failure
            is IOException
                or UnauthorizedAccessException
                or System.Security.Cryptography.CryptographicException
                or ArgumentException;

    /// <summary>Whether one of the listener's own authorities has signed a caller's certificate, for use by clients, and it is valid now.</summary>
    public bool Trusts(X509Certificate2 shown)
    {
        using var chain = new X509Chain();
        lock (_lock)
        {
            ReadAgain();
            chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetLocalNow().DateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2"));
        return chain.Build(shown);
    }

    /// <inheritdoc/>
    public void Dispose() => _current.TargetCertificate.Dispose();

    private void ReadAgain()
    {
        if (_time.GetElapsedTime(_lookedAt) < LookEvery)
            return;
        _lookedAt = _time.GetTimestamp();
        try
        {
            var written = LastWritten();
            if (written == _written)
                return;
            // The old one may be in the middle of a handshake; it is left to the collector.
            (_current, _authorities) = Read(_options);
            _written = written;
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            // A renewal under way: certificate and key do not fit yet.
        }
    }

    private DateTime LastWritten()
    {
        var files = new[] { _options.CertificateFile, _options.KeyFile, _options.ClientAuthorityFile };
        return files.Where(f => f is not null).Max(f => File.GetLastWriteTimeUtc(f!));
    }
}
