using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Takes from envelopes what belongs to the events inside of them.</summary>
/// <remarks>Semantics: data-sources 5.3 (steps 2 and 11), 11.1, 11.3.</remarks>
internal static class EnvelopeReader
{
    private const int UnpackedBytesMax = 256 << 20;

    /// <summary>The index and id of a search hit or bulk action.</summary>
    /// <param name="json">The object with <c>_index</c> and <c>_id</c>.</param>
    /// <param name="isHit">Whether what is inside is taken as written.</param>
    public static Envelope OfHit(ReadOnlySpan<byte> json, bool isHit)
    {
        using var parsed = DocumentJson.Parse(json);
        var index = Text(parsed.RootElement, "_index");
        return new()
        {
            Index = string.IsNullOrEmpty(index) ? null : StreamNames.OfHit(index),
            Id = Text(parsed.RootElement, "_id"),
            IsHit = isHit,
        };
    }

    /// <summary>What an EventList says for its items, which need not repeat it.</summary>
    public static Envelope OfAuditList(string apiVersion) =>
        new Envelope()
            .With("kubernetes.audit.kind", "Event")
            .With("kubernetes.audit.apiVersion", apiVersion)
            .With("orchestrator.api_version", apiVersion);

    /// <summary>What CloudWatch says around an event: account and cluster.</summary>
    public static Envelope OfCloudWatch(ReadOnlySpan<byte> json, out string logStream)
    {
        using var parsed = DocumentJson.Parse(json);
        var root = parsed.RootElement;
        logStream = Text(root, "logStream") ?? Text(root, "@logStream") ?? "";
        var envelope = new Envelope().With("cloud.provider", "aws").With("cloud.account.id", Text(root, "owner"));
        // /aws/eks/CLUSTER/cluster
        var group = (Text(root, "logGroup") ?? Text(root, "@log") ?? "").Split('/');
        return group.Length >= 4 && group[2] == "eks" ? envelope.With("orchestrator.cluster.name", group[3]) : envelope;
    }

    /// <summary>What an AKS record says around the audit event in it.</summary>
    public static Envelope OfAks(ReadOnlySpan<byte> json)
    {
        const string Metadata = "kubernetes.audit.aks_metadata.";
        using var parsed = DocumentJson.Parse(json);
        var root = parsed.RootElement;
        // A record that no strict parser takes has become a document without properties.
        root.TryGetProperty("properties", out var properties);
        return new Envelope { Time = Text(root, "time") }
            .With("cloud.provider", "azure")
            .With(Metadata + "operation_name", Text(root, "operationName"))
            .With(Metadata + "resource_id", Text(root, "resourceId"))
            .With(Metadata + "service_build", Text(root, "serviceBuild"))
            .With(Metadata + "container_id", Text(properties, "containerID"))
            .With(Metadata + "pod", Text(properties, "pod"))
            .With(Metadata + "stream", Text(properties, "stream"))
            .With(Metadata + "category", Text(root, "category"))
            .With(Metadata + "time", Text(root, "time"));
    }

    /// <summary>What a shipper put around a record: everything but the text that holds it, under <c>tocsin.envelope</c>.</summary>
    public static Envelope OfShipper(ReadOnlySpan<byte> json, string payload)
    {
        using var parsed = DocumentJson.Parse(json);
        var root = parsed.RootElement;
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != payload)
                Flatten($"tocsin.envelope.{member.Name}", member.Value, fields);
        }

        var time = Text(root, "@timestamp") ?? Text(root, "time");
        return new Envelope { Time = time }.With(
            fields.ToDictionary(f => f.Key, f => f.Value.ToArray(), StringComparer.Ordinal)
        );
    }

    /// <summary>Milliseconds since 1970 as text that <see cref="Envelope.Time"/> takes.</summary>
    public static string TimeOf(long millis) => Iso8601.Format(millis);

    /// <summary>Decodes Base64 and, if what comes out is packed, unpacks it; null if it is neither.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, decoded, out _, out var written) != OperationStatus.Done)
            return null;
        Array.Resize(ref decoded, written);
        if (written < 2 || decoded[0] != 0x1F || decoded[1] != 0x8B)
            return decoded;
        try
        {
            using var unpacker = new GZipStream(new MemoryStream(decoded), CompressionMode.Decompress);
            using var output = new MemoryStream();
            var block = new byte[1 << 16];
            int read;
            while ((read = unpacker.Read(block)) > 0)
            {
                output.Write(block, 0, read);
                if (output.Length > UnpackedBytesMax)
                    return null;
            }

            return output.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void Flatten(string path, JsonElement element, Dictionary<string, List<string>> fields)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    Flatten($"{path}.{member.Name}", member.Value, fields);
                return;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Flatten(path, item, fields);
                return;
            default:
                if (!fields.TryGetValue(path, out var values))
                    fields[path] = values = [];
                values.Add(element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());
                return;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;
}
