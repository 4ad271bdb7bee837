using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Tests;

/// <summary>Listens to what intake counts. Tests run side by side: use a source of one's own, or compare with no more than at least.</summary>
internal sealed class RecordCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string, string), long> _counts = new();

    public RecordCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == IntakeMetrics.Name && instrument.Name == "tocsin_intake_records_total")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                var key = ((string)tags[0].Value!, (string)tags[1].Value!);
                _counts.AddOrUpdate(key, value, (_, old) => old + value);
            }
        );
        _listener.Start();
    }

    public int this[string source, string outcome] => (int)_counts.GetValueOrDefault((source, outcome));

    public void Dispose() => _listener.Dispose();
}
