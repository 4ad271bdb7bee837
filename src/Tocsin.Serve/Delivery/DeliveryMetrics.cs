using System.Diagnostics.Metrics;

namespace Tocsin.Serve.Delivery;

/// <summary>The instruments of sinks, named as Prometheus names them.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Serve");
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _silenced;
    private readonly Counter<long> _filtered;

    public DeliveryMetrics()
    {
        _delivered = _meter.CreateCounter<long>(
            "tocsin_sink_delivered_alerts_total",
            null,
            "Alerts that a sink has sent."
        );
        _retries = _meter.CreateCounter<long>(
            "tocsin_sink_retries_total",
            null,
            "Attempts that failed and are repeated."
        );
        _deadLetters = _meter.CreateCounter<long>(
            "tocsin_sink_dead_letters_total",
            null,
            "Alerts that a sink gave up."
        );
        _silenced = _meter.CreateCounter<long>(
            "tocsin_sink_silenced_alerts_total",
            null,
            "Alerts that a silence kept back."
        );
        _filtered = _meter.CreateCounter<long>(
            "tocsin_sink_filtered_alerts_total",
            null,
            "Alerts that are not for a sink."
        );
    }

    public void Delivered(string sink, int count) => _delivered.Add(count, Tag(sink));

    public void Retried(string sink) => _retries.Add(1, Tag(sink));

    public void GivenUp(string sink, int count) => _deadLetters.Add(count, Tag(sink));

    public void Silenced(string sink) => _silenced.Add(1, Tag(sink));

    public void Filtered(string sink) => _filtered.Add(1, Tag(sink));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string sink) => new("sink", sink);
}
