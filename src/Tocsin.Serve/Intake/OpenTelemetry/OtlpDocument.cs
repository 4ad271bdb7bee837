using System.Globalization;
using System.Text.Json.Nodes;

namespace Tocsin.Serve.Intake.OpenTelemetry;

/// <summary>Makes documents of log records (data-sources, section 12).</summary>
internal static class OtlpDocument
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly Dictionary<string, string> Renames = new(StringComparer.Ordinal)
    {
        ["k8s.pod.name"] = "kubernetes.pod.name",
        ["k8s.pod.uid"] = "kubernetes.pod.uid",
        ["k8s.namespace.name"] = "kubernetes.namespace",
        ["k8s.node.name"] = "kubernetes.node.name",
        ["k8s.container.name"] = "kubernetes.container.name",
        ["k8s.deployment.name"] = "kubernetes.deployment.name",
        ["k8s.cluster.name"] = "orchestrator.cluster.name",
        ["k8s.cluster.uid"] = "orchestrator.cluster.id",
    };

    /// <summary>The index that the attributes name; null where they name none.</summary>
    public static string? IndexOf(OtlpRecord record)
    {
        if (Text(record, "elasticsearch.index") is { } index)
            return index;
        var dataset = Text(record, "data_stream.dataset") ?? Text(record, "event.dataset");
        return dataset is null ? null : $"logs-{dataset}-{Text(record, "data_stream.namespace") ?? "default"}";
    }

    /// <summary>The text of a body that is, or holds, a JSON object; null for any other.</summary>
    public static string? InnerRecord(OtlpRecord record) =>
        record.Body switch
        {
            JsonObject body => body.ToJsonString(JsonForm.Options),
            JsonValue value when value.TryGetValue<string>(out var text) && text.AsSpan().TrimStart().StartsWith("{") =>
                text,
            _ => null,
        };

    /// <summary>A wrapping around a body that holds a record of its own: the reader unwraps it, and keeps the attributes as its envelope.</summary>
    public static JsonObject Wrap(OtlpRecord record, string inner, long arrivedMillis)
    {
        var wrapping = new JsonObject { ["body"] = inner, ["@timestamp"] = TimeOf(record, arrivedMillis) };
        if (record.Attributes.Count > 0)
            wrapping["attributes"] = record.Attributes.DeepClone();
        if (record.Resource.Count > 0)
            wrapping["resource"] = record.Resource.DeepClone();
        return wrapping;
    }

    /// <summary>The document of a record that says something in words. Names with dots are the same as nested ones.</summary>
    public static JsonObject Write(OtlpRecord record, long arrivedMillis)
    {
        var document = new JsonObject { ["@timestamp"] = TimeOf(record, arrivedMillis) };
        foreach (var (name, value) in record.Resource)
            document[Renames.GetValueOrDefault(name, name)] = value?.DeepClone();
        foreach (var (name, value) in record.Attributes)
        {
            if (name is not "elasticsearch.index")
                document[Renames.GetValueOrDefault(name, name)] = value?.DeepClone();
        }

        switch (record.Body)
        {
            case null:
                break;
            case JsonValue scalar:
                document["message"] = scalar.TryGetValue<string>(out var text) ? text : scalar.ToJsonString();
                break;
            default:
                document["body"] = record.Body.DeepClone();
                break;
        }

        Set(document, "log.level", record.SeverityText);
        Set(document, "log.logger", record.ScopeName);
        Set(document, "trace.id", record.TraceId);
        Set(document, "span.id", record.SpanId);
        Set(document, "event.action", record.EventName);
        if (record.SeverityNumber != 0)
            document["event.severity"] = record.SeverityNumber;
        return document;
    }

    private static void Set(JsonObject document, string name, string? value)
    {
        if (value is not null)
            document[name] = value;
    }

    /// <summary>When the record happened, else when it was collected, else when it arrived; with all digits that are there.</summary>
    private static string TimeOf(OtlpRecord record, long arrivedMillis)
    {
        var nanoseconds = record.Time != 0 ? record.Time : record.ObservedTime;
        if (nanoseconds == 0)
            nanoseconds = (ulong)arrivedMillis * 1_000_000;
        var seconds = DateTimeOffset.FromUnixTimeSeconds((long)(nanoseconds / NanosecondsPerSecond));
        var rest = nanoseconds % NanosecondsPerSecond;
        var digits = rest % 1_000_000 == 0 ? (rest / 1_000_000, 3) : (rest, 9);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds:yyyy-MM-ddTHH:mm:ss}.{digits.Item1.ToString(CultureInfo.InvariantCulture).PadLeft(digits.Item2, '0')}Z"
        );
    }

    private static string? Text(OtlpRecord record, string name)
    {
        var value = record.Attributes[name] ?? record.Resource[name];
        return value is JsonValue scalar && scalar.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
    }
}
