using System.Diagnostics.Metrics;

namespace Tocsin.Serve.Log;

/// <summary>The log's instruments, named as Prometheus names them.</summary>
internal sealed class LogMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Serve");
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _refused;

    public LogMetrics(SqliteLog log)
    {
        _records = _meter.CreateCounter<long>("tocsin_log_appended_records_total", "{record}", "Records kept.");
        _bytes = _meter.CreateCounter<long>("tocsin_log_appended_bytes_total", "By", "Bytes of batches taken.");
        _duplicates = _meter.CreateCounter<long>(
            "tocsin_log_duplicate_records_total",
            "{record}",
            "Records that were there already."
        );
        _refused = _meter.CreateCounter<long>(
            "tocsin_log_refused_batches_total",
            "{batch}",
            "Batches that were not kept, by reason."
        );
        Counter("tocsin_log_commits_total", "Transactions.", () => log.Writer.Groups);
        Counter("tocsin_log_damages_total", "Damages found on disk.", () => log.Damages.Count);
        Gauge("tocsin_log_queue_bytes", "Bytes that wait for the disk.", () => log.Writer.QueuedBytes);
        Gauge("tocsin_log_unsealed_bytes", "Bytes of batches in the database.", () => log.UnsealedBytes);
        Gauge("tocsin_log_segment_bytes", "Bytes of segment files.", () => log.Segments.Sum(s => s.Bytes));
        Gauge("tocsin_log_segments", "Segment files.", () => log.Segments.Count);
        Gauge("tocsin_log_last_offset", "The last batch kept.", () => log.LastOffset);
        Gauge("tocsin_log_consumed_offset", "The last batch consumed.", () => log.ConsumedOffset);
    }

    /// <summary>Counts what became of a batch.</summary>
    public void Appended(in AppendResult result, IntakeBatch batch)
    {
        if (result.Status != AppendStatus.Stored)
        {
            Refused(result.Status);
            return;
        }

        _records.Add(result.Accepted);
        _duplicates.Add(result.Duplicates);
        _bytes.Add(batch.Records.Length);
    }

    /// <summary>Counts a batch that was not kept.</summary>
    public void Refused(AppendStatus reason) =>
        _refused.Add(
            1,
            new KeyValuePair<string, object?>(
                "reason",
                reason switch
                {
                    AppendStatus.Full => "full",
                    AppendStatus.Stopping => "stopping",
                    _ => "failed",
                }
            )
        );

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string what, Func<long> value) =>
        _meter.CreateObservableCounter(name, value, null, what);

    private void Gauge(string name, string what, Func<long> value) =>
        _meter.CreateObservableGauge(name, value, null, what);
}
