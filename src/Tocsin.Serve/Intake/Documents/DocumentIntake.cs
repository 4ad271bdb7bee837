using System.Text;
using System.Text.Json;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Sources.Reading;
using Tocsin.Serve.Intake.Kubernetes;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake.Documents;

/// <summary>Turns what shippers send into records that mean the same in a file: recognised ones as they are, others as search hits.</summary>
/// <remarks>
/// Semantics: data-sources, sections 4, 5.2, 5.3 and 7; <c>command-line.md</c>, “What a record is”. The name that a document is sent to
/// decides if it is a data stream's; else the document is recognised; else it stays under that name. Belongs to one request.
/// </remarks>
/// <param name="batch">Takes the records.</param>
/// <param name="recordBytesMax">Larger documents are refused.</param>
/// <param name="fallbackIndex">The index of documents that name none and are not recognised; null for the generic one.</param>
/// <param name="cluster">The cluster that raw audit events are from; null where nobody says.</param>
internal sealed class DocumentIntake(
    BatchBuilder batch,
    int recordBytesMax,
    string? fallbackIndex = null,
    string? cluster = null
)
{
    /// <summary>Deeper documents are refused: a search hit is a level of its own, and the reader has a limit.</summary>
    private const int DepthMax = JsonScan.DepthMax - 20;

    private const int TargetsMax = 1024;

    private readonly RecordInspector _outer = new();
    private RecordInspector? _inner;
    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private readonly Target _fallback = new(fallbackIndex ?? StreamName.Generic, isNamed: false);
    private readonly byte[] _cluster = Encoding.UTF8.GetBytes(cluster ?? "");

    /// <summary>The cluster that raw audit events are from; null where nobody says.</summary>
    public string? Cluster => cluster;

    /// <summary>Adds a document.</summary>
    /// <param name="buffer">Holds it.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="end">Behind its last byte; blanks may follow.</param>
    /// <param name="index">The index that it is sent to; null where none is named.</param>
    /// <param name="id">The id that its sender gave it; null for none.</param>
    /// <param name="isRepeatable">Whether the same id with other content is another record (updates).</param>
    /// <returns>What became of it.</returns>
    public DocumentOutcome Add(byte[] buffer, int start, int end, string? index, string? id, bool isRepeatable = false)
    {
        if (end - start > recordBytesMax)
            return DocumentOutcome.TooLarge;
        start = JsonScan.SkipBlanks(buffer.AsSpan(0, end), start);
        var last = _outer.Inspect(buffer, start, end);
        if (last == JsonScan.TooDeep)
            return DocumentOutcome.TooDeep;
        if (last < 0 || JsonScan.SkipBlanks(buffer.AsSpan(0, end), last) < end)
            return DocumentOutcome.NoObject;
        var document = buffer.AsSpan(start, last - start);
        if (IsTooDeep(document))
            return DocumentOutcome.TooDeep;

        var target = TargetOf(index);
        var key = KeyOf(target, id, isRepeatable ? document : default);
        if (target.Decides)
            WriteDocument(document, target, id, key);
        else
            Recognise(document, target, id, key);
        return DocumentOutcome.Accepted;
    }

    /// <summary>Adds a shipper's wrapping if what it wraps is a record that the reader knows; else nothing is added.</summary>
    /// <param name="wrapping">The document with the text that may be a record.</param>
    /// <param name="index">The index that it is sent to; null where none is named.</param>
    public bool AddIfRecognised(byte[] wrapping, string? index)
    {
        if (wrapping.Length > recordBytesMax || TargetOf(index).Decides)
            return false;
        if (_outer.Inspect(wrapping, 0, wrapping.Length) != wrapping.Length || IsTooDeep(wrapping))
            return false;
        if (_outer.Shape != RecordShape.Wrapped || !IsInnerKnown())
            return false;
        WriteAsItIs(wrapping, InnerKey());
        return true;
    }

    // PERF: hardly any document holds another, and an inspector is not for nothing.
    private RecordInspector Inner => _inner ??= new();

    private static bool IsTooDeep(ReadOnlySpan<byte> document)
    {
        // Only a document with that many braces can be.
        if (document.Count((byte)'{') + document.Count((byte)'[') <= DepthMax)
            return false;
        var skipper = new ValueSkipper();
        skipper.Start(document[0]);
        skipper.Skip(document, out _);
        return skipper.DepthReached > DepthMax;
    }

    private RecordKey KeyOf(Target target, string? id, ReadOnlySpan<byte> content)
    {
        if (id is not null)
        {
            var text = Encoding.UTF8.GetBytes(id);
            if (!content.IsEmpty)
                text = [.. text, 0, .. content];
            return RecordKeys.OfDocument(target.IndexBytes, text);
        }

        var auditId = _outer.TextOf(Probe.KubernetesAuditId);
        return auditId.IsEmpty
            ? RecordKey.None
            : RecordKeys.OfAuditEvent(_cluster, auditId, _outer.TextOf(Probe.KubernetesStage));
    }

    /// <summary>A document whose index says nothing of what it holds.</summary>
    private void Recognise(ReadOnlySpan<byte> document, Target target, string? id, RecordKey key)
    {
        var shape = _outer.Shape;
        switch (shape)
        {
            case RecordShape.Document:
            case RecordShape.OpenTelemetry:
                WriteDocument(document, target, id, key);
                break;
            case RecordShape.AuditEvent:
                WriteAuditEvent(document, target, key);
                break;
            case RecordShape.Wrapped when !IsInnerKnown():
                WriteDocument(document, target, id, key);
                break;
            case RecordShape.Wrapped when key.IsNone:
                WriteAsItIs(document, InnerKey());
                break;
            default:
                WriteAsItIs(document, key);
                break;
        }
    }

    private void WriteAsItIs(ReadOnlySpan<byte> document, RecordKey key)
    {
        batch.Append(document);
        batch.Complete(key);
    }

    private void WriteAuditEvent(ReadOnlySpan<byte> document, Target target, RecordKey key)
    {
        if (key.IsNone)
            key = RecordKeys.OfAuditEvent(_cluster, _outer.TextOf(Probe.AuditId), _outer.TextOf(Probe.Stage));
        batch.Append((byte)'{');
        if (target.IsNamed && !target.Decides)
        {
            batch.Append("\"tocsin\":{\"sent_index\":"u8);
            batch.Append(target.IndexJson);
            batch.Append("},"u8);
        }

        if (_cluster.Length > 0)
        {
            batch.Append("\"orchestrator\":{\"cluster\":{\"name\":"u8);
            batch.Append(JsonSerializer.SerializeToUtf8Bytes(cluster));
            batch.Append("}},"u8);
        }

        batch.Append(document[1..]);
        batch.Complete(key);
    }

    /// <summary>Whether the text that a shipper wrapped is a record that the reader will unwrap.</summary>
    private bool IsInnerKnown()
    {
        var inner = _outer.WrappedText();
        if (inner is null)
            return false;
        var start = JsonScan.SkipBlanks(inner, 0);
        if (Inner.Inspect(inner, start, inner.Length) < 0)
            return false;
        var shape = Inner.Shape;
        return shape == RecordShape.Document ? Inner.IsKnownDocument : shape != RecordShape.Wrapped;
    }

    private RecordKey InnerKey()
    {
        var isRaw = Inner.Shape == RecordShape.AuditEvent;
        var auditId = Inner.TextOf(isRaw ? Probe.AuditId : Probe.KubernetesAuditId);
        return RecordKeys.OfAuditEvent(_cluster, auditId, Inner.TextOf(isRaw ? Probe.Stage : Probe.KubernetesStage));
    }

    private void WriteDocument(ReadOnlySpan<byte> document, Target target, string? id, RecordKey key)
    {
        if (!target.Decides && OwnStream() is { } own)
            target = TargetOf(own);
        if (target.Stream is { Dataset: KubernetesAudit.Dataset } stream && !_outer.IsFinishedAudit)
        {
            var isRaw = _outer.Shape == RecordShape.AuditEvent;
            if (isRaw && id is null && target.IsDefaultAudit)
            {
                WriteAuditEvent(document, target, key);
                return;
            }

            var mapped = isRaw ? AuditPipeline.OfRaw(document, stream) : AuditPipeline.Apply(document, stream);
            if (mapped is not null)
            {
                if (key.IsNone && Inner.Inspect(mapped, 0, mapped.Length) > 0)
                    key = RecordKeys.OfAuditEvent(
                        _cluster,
                        Inner.TextOf(Probe.KubernetesAuditId),
                        Inner.TextOf(Probe.KubernetesStage)
                    );
                WriteHit(mapped, target, id, hasStream: true, key);
                return;
            }
        }

        if (
            target.Decides
            && KnownDatasets.Contains(target.Stream!.Dataset)
            && RawOf(document) is { IsEmpty: false } raw
        )
            WriteAsItIs(raw, key);
        else
            WriteHit(document, target, id, _outer.HasText(Probe.StreamDataset), key);
    }

    /// <summary>What a source wrote, where it is sent to an integration's stream before its pipeline; empty where the document is finished.</summary>
    private ReadOnlySpan<byte> RawOf(ReadOnlySpan<byte> document)
    {
        if (IsRaw(_outer.Shape))
            return document;
        if (_outer.HasAction || _outer.WrappedText() is not { } inner)
            return default;
        var start = JsonScan.SkipBlanks(inner, 0);
        return Inner.Inspect(inner, start, inner.Length) > 0 && IsRaw(Inner.Shape) ? inner : default;
    }

    private static bool IsRaw(RecordShape shape) =>
        shape
            is RecordShape.CloudLoggingEntry
                or RecordShape.AksRecord
                or RecordShape.Falco
                or RecordShape.Tetragon
                or RecordShape.Tracee
                or RecordShape.Laurel;

    private void WriteHit(ReadOnlySpan<byte> document, Target target, string? id, bool hasStream, RecordKey key)
    {
        batch.Append("{\"_index\":"u8);
        batch.Append(target.IndexJson);
        if (id is not null)
        {
            batch.Append(",\"_id\":"u8);
            batch.Append(JsonSerializer.SerializeToUtf8Bytes(id));
        }

        batch.Append(",\"_source\":"u8);
        if (hasStream || target.Stream is null)
        {
            batch.Append(document);
        }
        else
        {
            // What every document of a data stream carries (data-sources 2.3); keys with dots are the same as nested ones.
            batch.Append(document[..^1]);
            if (JsonScan.SkipBlanks(document, 1) < document.Length - 1)
                batch.Append((byte)',');
            batch.Append(_outer.HasText(Probe.EventDataset) ? target.StreamMembers : target.AllMembers);
            batch.Append((byte)'}');
        }

        batch.Append((byte)'}');
        batch.Complete(key);
    }

    /// <summary>The data stream that the document says it belongs to; null where it says nothing.</summary>
    private string? OwnStream()
    {
        var dataset = Text(Probe.StreamDataset);
        if (dataset is null && Text(Probe.EventDataset) is { } known && KnownDatasets.Contains(known))
            dataset = known;
        if (dataset is null && _outer.HasText(Probe.KubernetesAuditId))
            dataset = KubernetesAudit.Dataset;
        return dataset is null
            ? null
            : $"{Text(Probe.StreamType) ?? "logs"}-{dataset}-{Text(Probe.StreamNamespace) ?? "default"}";
    }

    private string? Text(Probe probe) => _outer.HasText(probe) ? Encoding.UTF8.GetString(_outer.TextOf(probe)) : null;

    private Target TargetOf(string? index)
    {
        if (string.IsNullOrEmpty(index))
            return _fallback;
        if (_targets.TryGetValue(index, out var known))
            return known;
        var target = new Target(index, isNamed: true);
        // A hostile sender may name a new index for each document.
        if (_targets.Count < TargetsMax)
            _targets[index] = target;
        return target;
    }

    /// <summary>Where documents are sent, and the texts that are written for it.</summary>
    private sealed class Target
    {
        public Target(string index, bool isNamed)
        {
            IsNamed = isNamed;
            var name = StreamNames.OfHit(index);
            Stream = StreamName.Of(name);
            IndexBytes = Encoding.UTF8.GetBytes(name);
            IndexJson = JsonSerializer.SerializeToUtf8Bytes(name);
            if (Stream is null)
                return;
            StreamMembers = Encoding.UTF8.GetBytes(
                $"\"data_stream.type\":{Json(Stream.Type)},\"data_stream.dataset\":{Json(Stream.Dataset)},"
                    + $"\"data_stream.namespace\":{Json(Stream.Namespace)}"
            );
            AllMembers = [.. StreamMembers, .. Encoding.UTF8.GetBytes($",\"event.dataset\":{Json(Stream.Dataset)}")];
        }

        /// <summary>Whether the sender named it.</summary>
        public bool IsNamed { get; }

        public StreamName? Stream { get; }

        /// <summary>Whether the name says what the documents are. The generic dataset is shippers' default and says nothing.</summary>
        public bool Decides => IsNamed && Stream is { Dataset: not StreamName.GenericDataset };

        /// <summary>Whether it is where raw audit events go by themselves.</summary>
        public bool IsDefaultAudit =>
            Stream is { Type: "logs", Dataset: KubernetesAudit.Dataset, Namespace: "default" };

        public byte[] IndexBytes { get; }

        public byte[] IndexJson { get; }

        public byte[] StreamMembers { get; } = [];

        public byte[] AllMembers { get; } = [];

        private static string Json(string text) => JsonSerializer.Serialize(text);
    }
}

/// <summary>What became of a document.</summary>
internal enum DocumentOutcome
{
    /// <summary>It is in the batch.</summary>
    Accepted,

    /// <summary>It is no JSON object.</summary>
    NoObject,

    /// <summary>Its objects and arrays nest too deep.</summary>
    TooDeep,

    /// <summary>It has too many bytes.</summary>
    TooLarge,
}
