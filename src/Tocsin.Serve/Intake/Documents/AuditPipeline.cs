using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Sources.Formats;
using Tocsin.Serve.Intake.Kubernetes;

namespace Tocsin.Serve.Intake.Documents;

/// <summary>Does for a document of the Kubernetes integration what its pipeline would have done in Elasticsearch.</summary>
/// <remarks>
/// Semantics: data-sources 5.2 and 5.3. An agent sends documents before any pipeline: with the event as an object under <c>kubernetes.audit</c>, or
/// as text in <c>message</c> or <c>event.original</c>. Doing it again changes nothing. What the agent says around the event stays.
/// </remarks>
internal static class AuditPipeline
{
    /// <summary>What the agent knows better than the event: who sent it, and to which stream.</summary>
    private static readonly string[] OfTheAgent = ["agent", "data_stream", "host", "elastic_agent", "input", "log"];

    /// <summary>The finished document; null where it holds no audit event.</summary>
    /// <param name="document">As sent.</param>
    /// <param name="stream">The stream that it is sent to.</param>
    public static byte[]? Apply(ReadOnlySpan<byte> document, StreamName stream)
    {
        using var parsed = DocumentJson.Parse(document);
        var root = parsed.RootElement;
        if (
            root.At("kubernetes", "audit") is { ValueKind: JsonValueKind.Object } audit
            && audit.At("auditID") is not null
        )
            return Merge(root, Encoding.UTF8.GetBytes(audit.GetRawText()), stream, keepsTime: true);
        var text = root.TextAt("message") ?? root.TextAt("event", "original") ?? root.TextAt("event.original");
        if (text is null || !text.AsSpan().TrimStart().StartsWith("{"))
            return null;
        var written = Encoding.UTF8.GetBytes(text);
        return AuditItem.TryRead(written, out _) ? Merge(root, written, stream, keepsTime: false) : null;
    }

    /// <summary>The finished document of an event that a client sends as it is, without an agent around it.</summary>
    public static byte[] OfRaw(ReadOnlySpan<byte> audit, StreamName stream)
    {
        using var nothing = JsonDocument.Parse("{}");
        return Merge(nothing.RootElement, audit.ToArray(), stream, keepsTime: false);
    }

    private static byte[] Merge(JsonElement root, byte[] audit, StreamName stream, bool keepsTime)
    {
        var mapped = (JsonObject)JsonNode.Parse(KubernetesAudit.Instance.ToDocument(audit, null))!;
        mapped["data_stream"] = new JsonObject
        {
            ["type"] = stream.Type,
            ["dataset"] = stream.Dataset,
            ["namespace"] = stream.Namespace,
        };
        foreach (var member in root.EnumerateObject())
        {
            switch (member.Name)
            {
                case "message":
                case "event.original":
                    break;
                case "@timestamp":
                    if (keepsTime || !mapped.ContainsKey(member.Name))
                        mapped[member.Name] = ToNode(member.Value);
                    break;
                default:
                    var isAgents = Array.IndexOf(OfTheAgent, member.Name) >= 0;
                    Add(mapped, member.Name, member.Value, isAgents, member.Name);
                    break;
            }
        }

        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, DocumentJson.WriterOptions))
            mapped.WriteTo(writer);
        return output.ToArray();
    }

    /// <summary>Adds what the mapped document lacks; on equal paths the event wins, except where the agent knows better.</summary>
    private static void Add(JsonObject target, string name, JsonElement value, bool wins, string path)
    {
        if (path is "kubernetes.audit" or "event.original" || DocumentBuilder.IsEmpty(value))
            return;
        if (target[name] is JsonObject inner && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                Add(inner, member.Name, member.Value, wins, $"{path}.{member.Name}");
        }
        else if (wins || !target.ContainsKey(name))
        {
            target[name] = ToNode(value);
        }
    }

    private static JsonNode? ToNode(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
