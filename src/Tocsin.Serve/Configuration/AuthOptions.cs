using Tocsin.Serve.Security;

namespace Tocsin.Serve.Configuration;

/// <summary>Who may call, and what they may do. Nothing here lets anybody in: it holds hashes only.</summary>
internal sealed class AuthOptions
{
    [Setting(
        "Tokens, sent as `Authorization: Bearer TOKEN`, as an Elasticsearch API key (`ApiKey` with the base64 of `NAME:TOKEN`), or as password of `NAME` with Basic."
    )]
    public IReadOnlyList<TokenOptions> Tokens { get; init; } = [];

    [Setting("People and programs that have a password, sent with Basic.")]
    public IReadOnlyList<UserOptions> Users { get; init; } = [];

    [Setting("Client certificates, on listeners that ask for them.")]
    public IReadOnlyList<CertificateOptions> Certificates { get; init; } = [];

    /// <summary>Whether there is any way to say who one is.</summary>
    public bool IsEmpty => Tokens.Count + Users.Count + Certificates.Count == 0;
}

/// <summary>A token.</summary>
internal sealed class TokenOptions
{
    [Setting("What it is called; in logs it stands for the caller.", IsRequired = true)]
    public string Name { get; init; } = "";

    [Setting("The line that `tocsin serve token create` printed: `sha256:` and 64 hex digits.", IsRequired = true)]
    public string Hash { get; init; } = "";

    [Setting("What the caller may do: `ingest`, `read`, `triage`, `admin`.", IsRequired = true)]
    public IReadOnlyList<Scope> Scopes { get; init; } = [];
}

/// <summary>Somebody with a password.</summary>
internal sealed class UserOptions
{
    [Setting("The name.", IsRequired = true)]
    public string Name { get; init; } = "";

    [Setting(
        "The line that `tocsin serve token hash-password` printed: `pbkdf2-sha256:` with iterations, salt and hash.",
        IsRequired = true
    )]
    public string PasswordHash { get; init; } = "";

    [Setting("What the caller may do: `ingest`, `read`, `triage`, `admin`.", IsRequired = true)]
    public IReadOnlyList<Scope> Scopes { get; init; } = [];
}

/// <summary>A client certificate.</summary>
internal sealed class CertificateOptions
{
    [Setting(
        "The certificate's subject: its whole distinguished name (`CN=kube-apiserver, O=cluster-a`) or its common name alone.",
        IsRequired = true
    )]
    public string Subject { get; init; } = "";

    [Setting("What the caller may do: `ingest`, `read`, `triage`, `admin`.", IsRequired = true)]
    public IReadOnlyList<Scope> Scopes { get; init; } = [];
}
