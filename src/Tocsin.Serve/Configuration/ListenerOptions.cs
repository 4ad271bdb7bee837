namespace Tocsin.Serve.Configuration;

/// <summary>An address that the server listens on.</summary>
internal sealed class ListenerOptions
{
    [Setting(
        "The listener's name. Records that arrive here carry it as their source, and it has a watermark of its own."
    )]
    public string Name { get; init; } = "default";

    [Setting(
        "Address and port. `127.0.0.1:9880` is reached from this machine only, `0.0.0.0:9880` and `[::]:9880` from everywhere. A port of 0 takes any free one."
    )]
    public string Address { get; init; } = "127.0.0.1:9880";

    [Setting("The groups of endpoints that are offered here.")]
    public IReadOnlyList<EndpointGroup> Endpoints { get; init; } = Enum.GetValues<EndpointGroup>();

    [Setting(
        "Who may call: `none` lets anybody (only on a loopback address), `required` asks for a token or a client certificate with the right scope. Default: `none` on loopback, else `required`."
    )]
    public ListenerAuth? Auth { get; init; }

    [Setting(
        "Names by which a listener without authentication may be called, beside addresses and `localhost`; for a proxy on this machine that passes names on. Other names are refused, so that no web page can reach the listener through a browser."
    )]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    [Setting("The certificate of the server. Without it the listener speaks plain HTTP.")]
    public TlsOptions? Tls { get; init; }
}

/// <summary>Who may call a listener.</summary>
internal enum ListenerAuth
{
    /// <summary>Anybody.</summary>
    None,

    /// <summary>Who shows a token or certificate.</summary>
    Required,
}

/// <summary>Whether callers show certificates.</summary>
internal enum ClientCertificates
{
    /// <summary>They are not asked.</summary>
    None,

    /// <summary>Those who have one may show it.</summary>
    Optional,

    /// <summary>There is no connection without one.</summary>
    Required,
}

/// <summary>How a listener is encrypted.</summary>
internal sealed class TlsOptions
{
    [Setting(
        "The server's certificate, PEM, with the certificates between it and the root behind it. Read again when the file changes.",
        IsRequired = true
    )]
    public string CertificateFile { get; init; } = "";

    [Setting("The certificate's key, PEM. Not readable for others.", IsRequired = true)]
    public string KeyFile { get; init; } = "";

    [Setting("Whether callers show certificates of their own: `none`, `optional`, `required`.")]
    public ClientCertificates ClientCertificates { get; init; } = ClientCertificates.None;

    [Setting(
        "Who signs callers' certificates, PEM. Needed where they are asked for: the system's authorities are never trusted for that."
    )]
    public string? ClientAuthorityFile { get; init; }
}
