using System.Text.Json;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Makes the document of a raw audit event: what the Kubernetes integration would have stored.</summary>
/// <remarks>Semantics: data-sources 5.3, steps 4 to 12, in the same words as the table of <see cref="KubernetesAudit"/>.</remarks>
internal static class KubernetesAuditDocument
{
    /// <summary>Writes the document.</summary>
    public static byte[] Write(ReadOnlySpan<byte> record, Envelope? envelope)
    {
        using var parsed = DocumentJson.Parse(record);
        var audit = parsed.RootElement;
        var document = new DocumentBuilder();
        document.Set(
            "@timestamp",
            Text(audit, "stageTimestamp") ?? Text(audit, "requestReceivedTimestamp") ?? envelope?.Time
        );
        WriteAudit(document, audit, envelope);
        document.Set("data_stream.type", "logs");
        document.Set("data_stream.dataset", KubernetesAudit.Dataset);
        document.Set("data_stream.namespace", "default");
        document.Set("event.kind", "event");
        document.Set("event.dataset", KubernetesAudit.Dataset);
        document.Set("event.action", Text(audit, "verb"));
        document.Set("event.outcome", Outcome(audit));
        document.Set("ecs.version", "8.0.0");
        document.Set("agent.type", "filebeat");
        document.Set("user.name", Text(audit, "user", "username"));
        document.Set("user.id", Text(audit, "user", "uid"));
        document.Set("user_agent.original", Text(audit, "userAgent"));
        var addresses = Addresses(audit);
        document.SetMany("source.ip", addresses);
        document.SetMany("client.ip", addresses);
        document.Set("orchestrator.type", "kubernetes");
        document.Set(
            "orchestrator.api_version",
            Text(audit, "apiVersion") ?? From(envelope, "orchestrator.api_version")
        );
        document.Set("orchestrator.resource.name", Text(audit, "objectRef", "name"));
        document.Set("orchestrator.resource.type", Text(audit, "objectRef", "resource"));
        document.Set("orchestrator.namespace", Text(audit, "objectRef", "namespace"));
        document.SetMany("related.ip", addresses);
        document.SetMany("related.user", [Text(audit, "user", "uid"), Text(audit, "user", "username")]);
        document.SetMissing(envelope);
        return document.ToArray();
    }

    private static void WriteAudit(DocumentBuilder document, JsonElement audit, Envelope? envelope)
    {
        foreach (var member in audit.EnumerateObject())
        {
            switch (member.Name)
            {
                case "annotations" when member.Value.ValueKind == JsonValueKind.Object:
                    foreach (var annotation in member.Value.EnumerateObject())
                    {
                        var key = annotation.Name.Replace('.', '_');
                        document.SetUnder(["kubernetes", "audit", "annotations", key], annotation.Value);
                    }

                    break;
                case "requestObject" when member.Value.ValueKind == JsonValueKind.Object:
                    WriteObject(document, member, "request_metadata");
                    break;
                case "responseObject" when member.Value.ValueKind == JsonValueKind.Object:
                    WriteObject(document, member, "response_metadata");
                    break;
                case "orchestrator":
                    // Put there by intake, not by the API server.
                    document.Set("orchestrator.cluster.name", Text(member.Value, "cluster", "name"));
                    break;
                case "tocsin":
                    document.Set("tocsin.sent_index", Text(member.Value, "sent_index"));
                    break;
                default:
                    document.SetUnder(["kubernetes", "audit", member.Name], member.Value);
                    break;
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (!audit.TryGetProperty(name, out _))
                document.Set($"kubernetes.audit.{name}", From(envelope, $"kubernetes.audit.{name}"));
        }
    }

    /// <summary>A request or response object, its metadata apart.</summary>
    private static void WriteObject(DocumentBuilder document, JsonProperty member, string metadataName)
    {
        foreach (var part in member.Value.EnumerateObject())
        {
            var isMetadata = part.Name == "metadata" && part.Value.ValueKind == JsonValueKind.Object;
            if (isMetadata)
                document.SetUnder(["tocsin", "audit", metadataName], part.Value);
            else
                document.SetUnder(["kubernetes", "audit", member.Name, part.Name], part.Value);
        }
    }

    private static string? Outcome(JsonElement audit)
    {
        if (!audit.TryGetProperty("annotations", out var annotations) || annotations.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var annotation in annotations.EnumerateObject())
        {
            if (annotation.Name.Replace('.', '_') != "authorization_k8s_io/decision")
                continue;
            return annotation.Value.ValueKind != JsonValueKind.String ? null
                : annotation.Value.ValueEquals("allow"u8) ? "success"
                : annotation.Value.ValueEquals("forbid"u8) ? "failure"
                : null;
        }

        return null;
    }

    private static List<string> Addresses(JsonElement audit)
    {
        var addresses = new List<string>();
        if (!audit.TryGetProperty("sourceIPs", out var listed))
            return addresses;
        Span<byte> bytes = stackalloc byte[IpText.AddressBytes];
        var entries = listed.ValueKind == JsonValueKind.Array ? [.. listed.EnumerateArray()] : new[] { listed };
        foreach (var entry in entries)
        {
            if (DocumentBuilder.IsEmpty(entry))
                continue;
            var text = entry.ValueKind == JsonValueKind.String ? entry.GetString()! : "";
            if (!IpText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), bytes))
                return [];
            addresses.Add(text);
        }

        return addresses;
    }

    private static string? From(Envelope? envelope, string path) =>
        envelope is not null && envelope.Fields.TryGetValue(path, out var values) ? values[0] : null;

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.String ? (element.ValueEquals(""u8) ? null : element.GetString())
            : element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                ? element.GetRawText()
            : null;
    }
}
