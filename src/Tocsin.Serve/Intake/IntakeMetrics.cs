using System.Diagnostics.Metrics;

namespace Tocsin.Serve.Intake;

/// <summary>What intake counts, under the meter <see cref="Name"/>. Every record and request that was refused is in it.</summary>
internal sealed class IntakeMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Tocsin.Serve";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _records;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;

    public IntakeMetrics()
    {
        _records = _meter.CreateCounter<long>(
            "tocsin_intake_records_total",
            description: "Records by source and outcome: accepted, duplicate, skipped, refused."
        );
        _requests = _meter.CreateCounter<long>(
            "tocsin_intake_requests_total",
            description: "Requests by listener, protocol and status."
        );
        _bytes = _meter.CreateCounter<long>(
            "tocsin_intake_bytes_total",
            unit: "By",
            description: "Bytes of accepted records by source."
        );
    }

    /// <summary>Counts records.</summary>
    /// <param name="source">The listener or the followed file.</param>
    /// <param name="outcome">One of <see cref="RecordOutcomes"/>.</param>
    /// <param name="count">How many.</param>
    public void CountRecords(string source, string outcome, long count)
    {
        if (count > 0)
            _records.Add(count, new("source", source), new("outcome", outcome));
    }

    /// <summary>Counts the bytes of accepted records.</summary>
    public void CountBytes(string source, long bytes) =>
        _bytes.Add(bytes, new KeyValuePair<string, object?>("source", source));

    /// <summary>Counts a request.</summary>
    /// <param name="listener">Where it came in.</param>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="status">How it was answered; 0 where the connection was closed without an answer.</param>
    public void CountRequest(string listener, string protocol, int status) =>
        _requests.Add(1, new("listener", listener), new("protocol", protocol), new("status", status));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

/// <summary>What can become of a record.</summary>
internal static class RecordOutcomes
{
    /// <summary>It was kept.</summary>
    public const string Accepted = "accepted";

    /// <summary>It was there already.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>It is no record, and was left out.</summary>
    public const string Skipped = "skipped";

    /// <summary>It was not kept because the log had no room or the server was stopping; the sender has been told.</summary>
    public const string Refused = "refused";
}
