using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Operations;

/// <summary>Adds up what the server's meters say, for <c>/metrics</c>. Threads: safe.</summary>
/// <remarks>Begins to count when it is made, so it is made before the parts that measure.</remarks>
internal sealed class MetricTable : IDisposable
{
    /// <summary>Label sets of one metric; more are counted together, so that no sender can make the answer grow.</summary>
    private const int SeriesMax = 2_000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("overflow", "true")];

    private readonly Lock _lock = new();
    private readonly Lock _writing = new();
    private readonly SortedDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (bool IsCounter, string Help)> _known = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MetricTable()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != IntakeMetrics.Name)
                return;
            lock (_lock)
                _known[NameOf(instrument.Name, IsCounter(instrument))] = (
                    IsCounter(instrument),
                    instrument.Description ?? ""
                );
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Take(i, v, tags));
        _listener.Start();
    }

    /// <summary>Every metric that there can be, whether it was measured yet or not: name, whether it only grows, and what it means.</summary>
    public IReadOnlyList<(string Name, bool IsCounter, string Help)> Known
    {
        get
        {
            lock (_lock)
                return [.. _known.Select(k => (k.Key, k.Value.IsCounter, k.Value.Help))];
        }
    }

    /// <summary>The text that Prometheus reads (text format 0.0.4).</summary>
    public string Write()
    {
        // What is observed is gathered anew each time: two answers at once would count it twice.
        lock (_writing)
            return WriteAll();
    }

    /// <summary>What was measured so far, for exporters.</summary>
    public IReadOnlyList<MetricPoint> Read()
    {
        lock (_writing)
        {
            Observe();
            lock (_lock)
            {
                return
                [
                    .. _metrics.SelectMany(m =>
                        m.Value.Series.Select(s => new MetricPoint(
                            m.Key,
                            m.Value.IsCounter,
                            m.Value.Help,
                            s.Value.Tags,
                            s.Value.Value
                        ))
                    ),
                ];
            }
        }
    }

    private void Observe()
    {
        lock (_lock)
        {
            foreach (var metric in _metrics.Values.Where(m => m.IsObserved))
                metric.Series.Clear();
        }

        _listener.RecordObservableInstruments();
    }

    private string WriteAll()
    {
        Observe();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var (name, metric) in _metrics)
            {
                text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(metric.Help)).Append('\n');
                text.Append("# TYPE ").Append(name).Append(metric.IsCounter ? " counter\n" : " gauge\n");
                foreach (var (labels, (_, value)) in metric.Series)
                {
                    text.Append(name);
                    if (labels.Length > 0)
                        text.Append('{').Append(labels).Append('}');
                    text.Append(' ').Append(Format(value)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>A value of a label, as Prometheus wants it.</summary>
    public static string EscapeLabel(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isCounter = IsCounter(instrument);
        var labels = Labels(tags);
        lock (_lock)
        {
            var name = NameOf(instrument.Name, isCounter);
            if (!_metrics.TryGetValue(name, out var metric))
                _metrics[name] = metric = new(instrument.Description ?? "", isCounter, instrument.IsObservable);
            if (metric.Series.Count >= SeriesMax && !metric.Series.ContainsKey(labels))
            {
                labels = "overflow=\"true\"";
                tags = Overflow;
            }

            // Several parts may count under one name; what is observed was cleared before.
            if (metric.Series.TryGetValue(labels, out var before))
                metric.Series[labels] = before with { Value = before.Value + value };
            else
                metric.Series[labels] = new(TextsOf(tags), value);
        }
    }

    private static bool IsCounter(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return kind.Contains("Counter", StringComparison.Ordinal) && !kind.Contains("UpDown", StringComparison.Ordinal);
    }

    private static string NameOf(string name, bool isCounter)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_'));
        return isCounter && !clean.EndsWith("_total", StringComparison.Ordinal) ? clean + "_total" : clean;
    }

    private static KeyValuePair<string, string>[] TextsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new KeyValuePair<string, string>[tags.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = new(tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
        return texts;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(name).Append("=\"").Append(EscapeLabel(shown)).Append('"');
        }

        return text.ToString();
    }

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Format(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Metric(string help, bool isCounter, bool isObserved)
    {
        public string Help { get; } = help;

        public bool IsCounter { get; } = isCounter;

        public bool IsObserved { get; } = isObserved;

        public SortedDictionary<string, Sample> Series { get; } = new(StringComparer.Ordinal);
    }

    private readonly record struct Sample(KeyValuePair<string, string>[] Tags, double Value);
}

/// <summary>A metric's value for one set of labels.</summary>
/// <param name="Name">The metric.</param>
/// <param name="IsCounter">Whether it only grows.</param>
/// <param name="Help">What it means.</param>
/// <param name="Tags">The labels.</param>
/// <param name="Value">The value.</param>
internal sealed record MetricPoint(
    string Name,
    bool IsCounter,
    string Help,
    IReadOnlyList<KeyValuePair<string, string>> Tags,
    double Value
);
