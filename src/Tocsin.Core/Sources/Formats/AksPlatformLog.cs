using System.Text;
using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Diagnostic records of Azure Kubernetes Service as Elastic's Azure integration stores them.</summary>
/// <remarks>Semantics: data-sources 11.3. An audit record also gives the event inside of it.</remarks>
internal sealed class AksPlatformLog : TranscodedFormat
{
    public static readonly AksPlatformLog Instance = new();

    public override string Name => "aks";

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        document.Set("@timestamp", record.TextAt("time"));
        WriteStream(document, "azure.platformlogs");
        document.Set("event.kind", "event");
        document.Set("event.module", "azure");
        document.Set("event.action", record.TextAt("operationName"));
        document.Set("azure.platformlogs.category", record.TextAt("category"));
        document.Set("azure.platformlogs.operation_name", record.TextAt("operationName"));
        document.Set("azure.resource.id", record.TextAt("resourceId"));
        document.Set("cloud.provider", "azure");
        if (record.At("properties") is not { ValueKind: JsonValueKind.Object } properties)
            return;
        document.Set("azure.platformlogs.properties.stream", properties.TextAt("stream"));
        document.Set("azure.platformlogs.properties.pod", properties.TextAt("pod"));
        document.Set("azure.platformlogs.properties.containerID", properties.TextAt("containerID"));
        if (properties.TextAt("log") is not { } log)
            return;
        if (
            record.TextAt("category")?.StartsWith("kube-audit", StringComparison.Ordinal) == true
            && Parse(log) is { } audit
        )
            document.SetElement("azure.platformlogs.properties.log", audit);
        else
            document.Set("message", log);
    }

    private static JsonElement? Parse(string log)
    {
        try
        {
            using var parsed = JsonDocument.Parse(JsonText.PairSurrogates(Encoding.UTF8.GetBytes(log)));
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
