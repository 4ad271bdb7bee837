using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Tests.Security;

/// <summary>Encryption and client certificates.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-tls-").FullName;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _stranger;

    public TlsTests()
    {
        _authority = Authority("CN=authority");
        _stranger = Authority("CN=stranger");
        File.WriteAllText(In("ca.pem"), _authority.ExportCertificatePem());
        using var server = Signed(_authority, "CN=localhost", isClient: false);
        File.WriteAllText(In("server.pem"), server.ExportCertificatePem());
        File.WriteAllText(In("server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ACertificateStandsForItsHolder()
    {
        await using var server = await StartAsync(ClientCertificates.Optional);

        Assert.Equal(
            HttpStatusCode.OK,
            await AskAsync(server, Signed(_authority, "CN=kube-apiserver", isClient: true))
        );
        Assert.Equal(
            HttpStatusCode.OK,
            await AskAsync(server, Signed(_authority, "CN=agent, O=cluster-a", isClient: true))
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await AskAsync(server, Signed(_authority, "CN=other", isClient: true))
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, null));
    }

    [Fact]
    public async Task ACertificateThatNobodyTrustedSignedEndsTheConnection()
    {
        await using var server = await StartAsync(ClientCertificates.Required);

        await Assert.ThrowsAnyAsync<Exception>(() =>
            AskAsync(server, Signed(_stranger, "CN=kube-apiserver", isClient: true))
        );
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(server, null));
        await Assert.ThrowsAnyAsync<Exception>(() =>
            AskAsync(server, Signed(_authority, "CN=kube-apiserver", isClient: false))
        );
    }

    [Fact]
    public async Task Http2IsSpokenOverTls()
    {
        await using var server = await StartAsync(ClientCertificates.Optional);
        using var client = Client(Signed(_authority, "CN=kube-apiserver", isClient: true));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{server.Port}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpVersion.Version20, response.Version);
    }

    [Fact]
    public void ANewCertificateIsReadWhenItsFileChanges()
    {
        var time = new ManualTime();
        var options = new TlsOptions { CertificateFile = In("server.pem"), KeyFile = In("server.key") };
        using var certificate = new ServerCertificate(options, time);
        var first = certificate.Current.TargetCertificate.Thumbprint;
        using var renewed = Signed(_authority, "CN=localhost", isClient: false);
        File.WriteAllText(In("server.pem"), renewed.ExportCertificatePem());
        File.SetLastWriteTimeUtc(In("server.pem"), DateTime.UtcNow.AddMinutes(1));

        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(first, certificate.Current.TargetCertificate.Thumbprint);
        File.WriteAllText(In("server.key"), renewed.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.SetLastWriteTimeUtc(In("server.key"), DateTime.UtcNow.AddMinutes(2));
        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(renewed.Thumbprint, certificate.Current.TargetCertificate.Thumbprint);
    }

    private Task<TestServer> StartAsync(ClientCertificates asked) =>
        TestServer.StartAsync(
            new ServeOptions
            {
                Auth = new()
                {
                    Certificates =
                    [
                        new() { Subject = "kube-apiserver", Scopes = [Scope.Ingest] },
                        new() { Subject = "CN=agent, O=cluster-a", Scopes = [Scope.Ingest] },
                    ],
                },
                Listeners =
                [
                    new()
                    {
                        Address = "127.0.0.1:0",
                        Auth = ListenerAuth.Required,
                        Tls = new()
                        {
                            CertificateFile = In("server.pem"),
                            KeyFile = In("server.key"),
                            ClientCertificates = asked,
                            ClientAuthorityFile = In("ca.pem"),
                        },
                    },
                ],
            }
        );

    private static async Task<HttpStatusCode> AskAsync(TestServer server, X509Certificate2? certificate)
    {
        using var client = Client(certificate);
        using var response = await client.GetAsync(
            new Uri($"https://127.0.0.1:{server.Port}/"),
            TestContext.Current.CancellationToken
        );
        return response.StatusCode;
    }

    private static HttpClient Client(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == "CN=authority";
        if (certificate is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        return new(handler);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static X509Certificate2 Authority(string name)
    {
        var request = new CertificateRequest(
            name,
            ECDsa.Create(ECCurve.NamedCurves.nistP256),
            HashAlgorithmName.SHA256
        );
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Signed(X509Certificate2 authority, string name, bool isClient)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var usage = isClient ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1";
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(usage)], critical: false));
        using var signed = request.Create(
            authority,
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(8)
        );
        return signed.CopyWithPrivateKey(key);
    }
}
