using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Hosting;

/// <summary>Sets the web server up as the configuration says: listeners, certificates, and limits against slow and greedy senders.</summary>
internal static class ListenerSetup
{
    private const int HeaderBytesMax = 32 << 10;
    private const int HeadersMax = 100;
    private const int RequestLineMax = 8 << 10;
    private const int StreamsMax = 100;
    private const double BytesPerSecondMin = 240;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    /// <summary>Applies the options; <paramref name="certificates"/> must outlive the server.</summary>
    public static void Apply(KestrelServerOptions server, ServeOptions options, ServerCertificates certificates)
    {
        server.AddServerHeader = false;
        server.AllowSynchronousIO = false;
        var limits = server.Limits;
        limits.MaxRequestBodySize = Math.Max(options.Intake.BodyLimit.Bytes, options.Intake.OtlpBodyLimit.Bytes);
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = RequestLineMax;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MaxConcurrentConnections = options.Intake.ConnectionLimit;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MinRequestBodyDataRate = new(BytesPerSecondMin, RateGrace);
        limits.MinResponseDataRate = new(BytesPerSecondMin, RateGrace);
        limits.Http2.MaxStreamsPerConnection = StreamsMax;
        foreach (var listener in options.Listeners)
        {
            if (!ListenerAddress.TryParse(listener.Address, out var address))
                throw new ArgumentException($"`{listener.Address}` is no address", nameof(options));
            server.Listen(address, l => Listen(l, listener, certificates));
        }
    }

    private static void Listen(ListenOptions endpoint, ListenerOptions listener, ServerCertificates certificates)
    {
        endpoint.Protocols = HttpProtocols.Http1AndHttp2;
        var feature = new ListenerFeature(listener);
        endpoint.Use(next =>
            connection =>
            {
                connection.Features.Set(feature);
                return next(connection);
            }
        );
        if (listener.Tls is not { } tls)
        {
            // Without TLS there is no negotiation, and HTTP/2 by prior knowledge would keep HTTP/1.1 out.
            endpoint.Protocols = HttpProtocols.Http1;
            return;
        }

        var certificate = certificates.Of(tls);
        endpoint.UseHttps(
            new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HeadersTimeout,
                OnConnection = _ => ValueTask.FromResult(Handshake(tls, certificate)),
            }
        );
    }

    /// <summary>How a connection is encrypted: asked for each, so that a renewed certificate counts from then on.</summary>
    private static SslServerAuthenticationOptions Handshake(TlsOptions tls, ServerCertificate certificate)
    {
        var asks = tls.ClientCertificates != ClientCertificates.None;
        return new()
        {
            ServerCertificateContext = certificate.Current,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            ClientCertificateRequired = asks,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = !asks
                ? null
                : (_, shown, _, _) =>
                    shown is null
                        ? tls.ClientCertificates == ClientCertificates.Optional
                        : shown is X509Certificate2 whole && certificate.Trusts(whole),
        };
    }
}
