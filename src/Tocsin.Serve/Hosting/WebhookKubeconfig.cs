using System.Text;
using System.Text.Json;

namespace Tocsin.Serve.Hosting;

/// <summary>The file that an API server is given with <c>--audit-webhook-config-file</c> (intake-protocols 1.1).</summary>
internal sealed record WebhookKubeconfig
{
    /// <summary>The cluster's name: events carry it as <c>orchestrator.cluster.name</c>.</summary>
    public required string Cluster { get; init; }

    /// <summary>Where the API server reaches this server; the webhook's path is added where it has none.</summary>
    public required Uri Url { get; init; }

    /// <summary>The file, on the API server's machine, with the authority that signed this server's certificate; null for the system's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>A token; sent over https only.</summary>
    public string? Token { get; init; }

    /// <summary>The file with the API server's certificate for this server.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The file with that certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var path = Url.AbsolutePath == "/" ? $"/k8s-audit/{Uri.EscapeDataString(Cluster)}" : Url.AbsolutePath;
        var text = new StringBuilder();
        text.Append("apiVersion: v1\nkind: Config\nclusters:\n  - name: tocsin\n    cluster:\n");
        Line(text, "      server", new Uri(Url, path).GetLeftPart(UriPartial.Path));
        Line(text, "      certificate-authority", AuthorityFile);
        text.Append("users:\n  - name: kube-apiserver\n");
        if (Token is null && CertificateFile is null)
        {
            text.Append("    user: {}\n");
        }
        else
        {
            text.Append("    user:\n");
            Line(text, "      token", Token);
            Line(text, "      client-certificate", CertificateFile);
            Line(text, "      client-key", KeyFile);
        }

        text.Append("contexts:\n  - name: tocsin\n    context:\n      cluster: tocsin\n      user: kube-apiserver\n");
        text.Append("current-context: tocsin\n");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string key, string? value)
    {
        // A JSON string is a YAML string.
        if (value is not null)
            text.Append(key).Append(": ").Append(JsonSerializer.Serialize(value, Intake.JsonForm.Options)).Append('\n');
    }
}
