using System.Text.Json;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Makes the document of a raw audit event: what the Kubernetes integration would have stored.</summary>
/// <remarks>Semantics: data-sources 5.3, steps 4 to 12, in the same words as the table of <see cref="KubernetesAudit"/>.</remarks>
internal static class KubernetesAuditDocument
{
    private const string Decision = "authorization_k8s_io/decision";

    /// <summary>Writes the document.</summary>
    public static byte[] Write(ReadOnlySpan<byte> record, Envelope? envelope)
    {
        using var parsed = DocumentJson.ParseTape(record);
        var audit = parsed.Root;
        using var document = new DocumentBuilder();
        document.Set("@timestamp", envelope?.Time);
        SetFirst(document, "@timestamp", audit, "stageTimestamp", "requestReceivedTimestamp");
        WriteAudit(document, audit, envelope);
        document.Set("data_stream.type", "logs");
        document.Set("data_stream.dataset", KubernetesAudit.Dataset);
        document.Set("data_stream.namespace", "default");
        document.Set("event.kind", "event");
        document.Set("event.dataset", KubernetesAudit.Dataset);
        document.Set("event.action", At(audit, "verb"));
        document.Set("event.outcome", Outcome(audit));
        document.Set("ecs.version", "8.0.0");
        document.Set("agent.type", "filebeat");
        var user = At(audit, "user");
        var (userName, userId) = (At(user, "username"), At(user, "uid"));
        document.Set("user.name", userName);
        document.Set("user.id", userId);
        document.Set("user_agent.original", At(audit, "userAgent"));
        var addresses = Addresses(audit);
        document.SetMany("source.ip", addresses);
        document.SetMany("client.ip", addresses);
        document.Set("orchestrator.type", "kubernetes");
        document.Set("orchestrator.api_version", From(envelope, "orchestrator.api_version"));
        document.Set("orchestrator.api_version", At(audit, "apiVersion"));
        var target = At(audit, "objectRef");
        document.Set("orchestrator.resource.name", At(target, "name"));
        document.Set("orchestrator.resource.type", At(target, "resource"));
        document.Set("orchestrator.namespace", At(target, "namespace"));
        document.SetMany("related.ip", addresses);
        document.SetMany("related.user", userId, userName);
        document.SetMissing(envelope);
        return document.ToArray();
    }

    private static void WriteAudit(DocumentBuilder document, JsonItem audit, Envelope? envelope)
    {
        foreach (var member in audit.EnumerateChildren())
        {
            var isObject = member.ValueKind == JsonValueKind.Object;
            if (isObject && member.HasName("annotations"))
            {
                foreach (var annotation in member.EnumerateChildren())
                {
                    var key = annotation.Name.Replace('.', '_');
                    document.SetUnder(["kubernetes", "audit", "annotations", key], annotation);
                }
            }
            else if (isObject && member.HasName("requestObject"))
            {
                WriteObject(document, member, "requestObject", "request_metadata");
            }
            else if (isObject && member.HasName("responseObject"))
            {
                WriteObject(document, member, "responseObject", "response_metadata");
            }
            else if (member.HasName("orchestrator"))
            {
                // Put there by intake, not by the API server.
                document.Set("orchestrator.cluster.name", At(At(member, "cluster"), "name"));
            }
            else if (member.HasName("tocsin"))
            {
                document.Set("tocsin.sent_index", At(member, "sent_index"));
            }
            else
            {
                document.SetMember(["kubernetes", "audit"], member);
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (envelope is not null && !audit.TryGetProperty(name, out _))
                document.Set($"kubernetes.audit.{name}", From(envelope, $"kubernetes.audit.{name}"));
        }
    }

    /// <summary>A request or response object, its metadata apart.</summary>
    private static void WriteObject(DocumentBuilder document, JsonItem whole, string name, string metadataName)
    {
        foreach (var part in whole.EnumerateChildren())
        {
            if (part.ValueKind == JsonValueKind.Object && part.HasName("metadata"))
                document.SetUnder(["tocsin", "audit", metadataName], part);
            else
                document.SetMember(["kubernetes", "audit", name], part);
        }
    }

    private static string? Outcome(JsonItem audit)
    {
        foreach (var annotation in At(audit, "annotations").EnumerateChildren())
        {
            if (annotation.RawName.Length < Decision.Length || annotation.Name.Replace('.', '_') != Decision)
                continue;
            return annotation.ValueKind != JsonValueKind.String ? null
                : annotation.HasText("allow"u8) ? "success"
                : annotation.HasText("forbid"u8) ? "failure"
                : null;
        }

        return null;
    }

    /// <summary>The addresses of the client; none at all where one of them is no address.</summary>
    private static JsonItem[] Addresses(JsonItem audit)
    {
        Span<byte> bytes = stackalloc byte[IpText.AddressBytes];
        var listed = At(audit, "sourceIPs");
        if (!listed.Exists)
            return [];
        JsonItem[] entries = listed.ValueKind == JsonValueKind.Array ? [.. listed.EnumerateChildren()] : [listed];
        foreach (var entry in entries)
        {
            if (entry.IsEmpty)
                continue;
            if (entry.ValueKind != JsonValueKind.String)
                return [];
            using var text = entry.UnescapedText();
            if (!IpText.TryParse(text.Text, bytes))
                return [];
        }

        return entries;
    }

    private static void SetFirst(DocumentBuilder document, string path, JsonItem audit, string first, string second)
    {
        document.Set(path, At(audit, second));
        document.Set(path, At(audit, first));
    }

    private static string? From(Envelope? envelope, string path) =>
        envelope is not null && envelope.Fields.TryGetValue(path, out var values) ? values[0] : null;

    /// <summary>A member of an object; nothing where there is none.</summary>
    private static JsonItem At(JsonItem element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
