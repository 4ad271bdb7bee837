namespace Tocsin.Core.Sources.Reading;

/// <summary>What a record is found to be (data-sources, section 4).</summary>
internal enum RecordShape
{
    /// <summary>A document, read as it is written.</summary>
    Document,
    AuditEvent,
    AuditEventList,
    SearchHit,
    SearchResponse,
    CloudWatchBatch,
    CloudWatchControl,
    LambdaEvent,
    CloudWatchRow,
    CloudLoggingEntry,
    PubSubPush,
    EventHubBatch,
    AksRecord,
    Falco,
    Tetragon,
    Tracee,
    Laurel,
    OpenTelemetry,

    /// <summary>A shipper's wrapping: one of its texts may be a record of its own.</summary>
    Wrapped,
}
