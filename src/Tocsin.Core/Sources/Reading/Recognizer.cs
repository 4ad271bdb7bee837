using Tocsin.Core.Events;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Tells by a record's probes what it is.</summary>
/// <remarks>Semantics: data-sources, section 4; the first test that holds wins. Costs a few comparisons for the common kinds.</remarks>
internal static class Recognizer
{
    private static readonly string[] AksCategories = ["guard", "cluster-autoscaler", "cloud-controller-manager"];

    /// <summary>What the record is.</summary>
    /// <param name="found">The probes of a walk over it.</param>
    /// <param name="text">The buffer that was walked.</param>
    public static RecordShape Recognize(Captures found, ReadOnlySpan<byte> text)
    {
        var isAudit =
            found.Has(Probe.ApiVersion, JsonKind.String) && Starts(found, Probe.ApiVersion, text, "audit.k8s.io/"u8);
        if (isAudit && Is(found, Probe.Kind, text, "EventList"u8) && found.Has(Probe.Items, JsonKind.Array))
            return RecordShape.AuditEventList;
        if (HasText(found, Probe.StreamDataset) || HasText(found, Probe.EventDataset))
            return RecordShape.Document;
        if (isAudit && found.Has(Probe.AuditId) && Is(found, Probe.Kind, text, "Event"u8))
            return RecordShape.AuditEvent;
        if (HasText(found, Probe.KubernetesAuditId))
            return RecordShape.Document;
        return RecognizeOther(found, text);
    }

    /// <summary>Whether a document says of itself where it belongs, or at least is in the Elastic Common Schema.</summary>
    public static bool IsKnownDocument(Captures found) =>
        HasText(found, Probe.StreamDataset)
        || HasText(found, Probe.EventDataset)
        || HasText(found, Probe.KubernetesAuditId)
        || IsEcs(found);

    /// <summary>Whether a probe holds a text.</summary>
    public static bool HasText(Captures found, Probe probe) => found.Has(probe, JsonKind.String);

    /// <summary>The text of a probe as written, without its quotes.</summary>
    public static ReadOnlySpan<byte> TextOf(Captures found, Probe probe, ReadOnlySpan<byte> text)
    {
        var entry = found[probe];
        return entry.Kind == JsonKind.String ? text[(entry.Start + 1)..(entry.End - 1)] : text[entry.Start..entry.End];
    }

    private static RecordShape RecognizeOther(Captures found, ReadOnlySpan<byte> text)
    {
        if (HasText(found, Probe.MessageType) && found.Has(Probe.LogEvents, JsonKind.Array))
        {
            if (Is(found, Probe.MessageType, text, "DATA_MESSAGE"u8))
                return RecordShape.CloudWatchBatch;
            if (Is(found, Probe.MessageType, text, "CONTROL_MESSAGE"u8))
                return RecordShape.CloudWatchControl;
        }

        if (HasText(found, Probe.AwsLogsData))
            return RecordShape.LambdaEvent;
        if (HasText(found, Probe.AtMessage))
            return RecordShape.CloudWatchRow;
        if (HasText(found, Probe.Message) && (found.Has(Probe.LogGroup) || found.Has(Probe.LogStream)))
            return RecordShape.CloudWatchRow;
        if (
            HasText(found, Probe.ProtoPayloadType)
            && TextOf(found, Probe.ProtoPayloadType, text).EndsWith("google.cloud.audit.AuditLog"u8)
        )
            return RecordShape.CloudLoggingEntry;
        if (HasText(found, Probe.MessageData) && found.Has(Probe.Subscription))
            return RecordShape.PubSubPush;
        if (found.Has(Probe.Records, JsonKind.Array) && HoldsAksRecord(found, text))
            return RecordShape.EventHubBatch;
        if (HasText(found, Probe.PropertiesLog) && IsAksCategory(found, text))
            return RecordShape.AksRecord;
        if (found.Has(Probe.TetragonEvent, JsonKind.Object))
            return RecordShape.Tetragon;
        if (
            found.Has(Probe.OutputFields, JsonKind.Object)
            && HasText(found, Probe.Rule)
            && found.Has(Probe.Priority)
            && found.Has(Probe.Time)
        )
            return RecordShape.Falco;
        if (IsTracee(found))
            return RecordShape.Tracee;
        if (found.Has(Probe.LaurelSyscall, JsonKind.Object) && IsLaurelId(found, text))
            return RecordShape.Laurel;
        if (found.Has(Probe.ResourceLogs, JsonKind.Array))
            return RecordShape.OpenTelemetry;
        if (HasText(found, Probe.HitIndex) && found.Has(Probe.HitSource, JsonKind.Object))
            return RecordShape.SearchHit;
        if (found.Has(Probe.Hits, JsonKind.Array) && HoldsHits(found, text))
            return RecordShape.SearchResponse;
        if (IsEcs(found))
            return RecordShape.Document;
        return WrappedText(found, text) is null ? RecordShape.Document : RecordShape.Wrapped;
    }

    /// <summary>The probe whose text may be a record of its own: it begins with a brace.</summary>
    public static Probe? WrappedText(Captures found, ReadOnlySpan<byte> text)
    {
        foreach (var probe in (ReadOnlySpan<Probe>)[Probe.Log, Probe.Message, Probe.UpperMessage, Probe.Body])
        {
            if (!HasText(found, probe))
                continue;
            var inner = TextOf(found, probe, text).TrimStart(" \t"u8);
            if (inner.Length > 2 && inner[0] == '{')
                return probe;
        }

        return null;
    }

    private static bool IsEcs(Captures found) =>
        found.Has(Probe.Timestamp) && found.Has(Probe.EcsObject, JsonKind.Object);

    private static bool IsTracee(Captures found) =>
        (
            found.Has(Probe.Workload, JsonKind.Object)
            && HasText(found, Probe.Name)
            && found.Has(Probe.Data, JsonKind.Array)
        )
        || (
            HasText(found, Probe.EventName)
            && HasText(found, Probe.ProcessName)
            && found.Has(Probe.Arguments, JsonKind.Array)
        );

    private static bool IsAksCategory(Captures found, ReadOnlySpan<byte> text)
    {
        if (!HasText(found, Probe.Category))
            return false;
        var category = TextOf(found, Probe.Category, text);
        if (category.StartsWith("kube-"u8) || category.StartsWith("csi-"u8))
            return true;
        foreach (var known in AksCategories)
        {
            if (System.Text.Ascii.Equals(category, known))
                return true;
        }

        return false;
    }

    private static bool HoldsAksRecord(Captures found, ReadOnlySpan<byte> text)
    {
        var records = text[found[Probe.Records].Start..found[Probe.Records].End];
        var first = JsonScan.SkipBlanks(records, 1);
        var end = JsonScan.SkipValue(records, first);
        return end > 0
            && records[first] == '{'
            && records[first..end].IndexOf("\"category\""u8) > 0
            && records[first..end].IndexOf("\"operationName\""u8) > 0;
    }

    private static bool HoldsHits(Captures found, ReadOnlySpan<byte> text)
    {
        var hits = text[found[Probe.Hits].Start..found[Probe.Hits].End];
        var first = JsonScan.SkipBlanks(hits, 1);
        return hits[first] == ']' || (hits[first] == '{' && hits.IndexOf("\"_source\""u8) > 0);
    }

    private static bool IsLaurelId(Captures found, ReadOnlySpan<byte> text)
    {
        if (!HasText(found, Probe.LaurelId))
            return false;
        var id = TextOf(found, Probe.LaurelId, text);
        var dot = id.IndexOf((byte)'.');
        var colon = id.IndexOf((byte)':');
        return dot > 0
            && colon > dot + 1
            && colon < id.Length - 1
            && !id[..dot].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !id[(dot + 1)..colon].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !id[(colon + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool Is(Captures found, Probe probe, ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) =>
        HasText(found, probe) && TextOf(found, probe, text).SequenceEqual(expected);

    private static bool Starts(Captures found, Probe probe, ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        TextOf(found, probe, text).StartsWith(prefix);
}
