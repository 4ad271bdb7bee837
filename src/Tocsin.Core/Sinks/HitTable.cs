using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Found events as rows: CSV with the document as a column, or a table of the fields that people look at first.</summary>
/// <remarks>The table holds a line of text for each event until <see cref="Complete"/>; CSV is written at once.</remarks>
internal sealed class HitTable : IDisposable
{
    /// <summary>What tables show of a document; the first field of each column that has a value.</summary>
    private static readonly (string Header, string[] Fields)[] Shown =
    [
        ("ACTION", ["event.action", "kubernetes.audit.verb", "event.category"]),
        ("USER", ["user.name", "kubernetes.audit.user.username", "process.user.name", "user.id", "process.user.id"]),
        ("HOST", ["host.name", "kubernetes.pod.name", "orchestrator.resource.name"]),
        ("SOURCE", ["source.ip", "kubernetes.audit.sourceIPs"]),
        (
            "WHAT",
            [
                "process.command_line",
                "process.args",
                "process.name",
                "kubernetes.audit.requestURI",
                "file.path",
                "destination.ip",
                "message",
            ]
        ),
    ];

    private readonly DataStreams _streams;
    private readonly TextStyle _style;
    private readonly StreamWriter _text;
    private readonly CsvWriter _csv;
    private readonly bool _isSequence;
    private readonly List<string[]> _rows = [];
    private bool _hasCsvHeader;

    public HitTable(DataStreams streams, TextStyle style, Stream output, bool isSequence)
    {
        _streams = streams;
        _style = style;
        _text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        _csv = new CsvWriter(_text);
        _isSequence = isSequence;
    }

    /// <summary>Writes an event as CSV; null is a missing one.</summary>
    public void WriteCsv(StoredEvent? found, int sequence, string keys)
    {
        WriteCsvHeader();
        if (_isSequence)
        {
            _csv.Field(sequence.ToString(CultureInfo.InvariantCulture));
            _csv.Field(keys);
        }

        _csv.Field(found?.Id ?? "");
        _csv.Field(found is null ? "" : _streams.NameOf(found.StreamId));
        _csv.Field(found is null || found.Timestamp == Event.NoTime ? "" : Iso8601.Format(found.Timestamp));
        _csv.Field(found is null ? "" : OneLine(found.Document));
        _csv.EndRecord();
    }

    /// <summary>Takes an event for the table; null is a missing one.</summary>
    public void Add(StoredEvent? found, int sequence, string keys)
    {
        var cells = new List<string>();
        if (_isSequence)
            cells.AddRange([sequence.ToString(CultureInfo.InvariantCulture), Cell(keys)]);
        cells.Add(found is null || found.Timestamp == Event.NoTime ? "-" : Iso8601.Format(found.Timestamp));
        using var document = found is null ? null : JsonDocuments.TryRead(found.Document);
        var fields = new AlertFields(document?.Root ?? default, [], []);
        foreach (var (_, names) in Shown)
            cells.Add(Cell(names.Select(fields.Text).FirstOrDefault(t => t is not null) ?? ""));
        cells.Add(found is null ? "missing" : Cell(_streams.NameOf(found.StreamId)));
        cells.Add(Cell(found?.Id ?? ""));
        _rows.Add([.. cells]);
    }

    /// <summary>Writes what is not written yet.</summary>
    public void Complete(ResultFormat format)
    {
        if (format == ResultFormat.Csv)
            WriteCsvHeader();
        else if (format == ResultFormat.Table)
            WriteTable();
        _text.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private void WriteCsvHeader()
    {
        if (_hasCsvHeader)
            return;
        _hasCsvHeader = true;
        if (_isSequence)
            _csv.Record("sequence", "join_keys", "_id", "_index", "@timestamp", "_source");
        else
            _csv.Record("_id", "_index", "@timestamp", "_source");
    }

    private void WriteTable()
    {
        if (_rows.Count == 0)
            return;
        TableColumn[] columns =
        [
            .. _isSequence ? new TableColumn[] { new("#", AlignsRight: true), new("KEYS", Weight: 1) } : [],
            new("@TIMESTAMP"),
            .. Shown.Select(s => new TableColumn(s.Header, Weight: s.Header == "WHAT" ? 4 : 2)),
            new("_INDEX", Weight: 1),
            new("_ID", Weight: 1),
        ];
        // A column in which no event has anything is left out.
        var kept = Enumerable.Range(0, columns.Length).Where(i => _rows.Exists(r => r[i] != "-")).ToArray();
        var table = new TextTable([.. kept.Select(i => columns[i])]);
        foreach (var row in _rows)
            table.Measure(Keep(row));
        if (_style.Width is { } width)
            table.FitTo(width);
        table.WriteHeader(_text, _style);
        foreach (var row in _rows)
            table.WriteRow(_text, Keep(row), _ => cell => cell);

        string[] Keep(string[] row) => [.. kept.Select(i => row[i])];
    }

    private static string Cell(string text) => text.Length == 0 ? "-" : DisplayText.Clean(text);

    private static string OneLine(byte[] document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
            JsonDocuments.WriteDocument(writer, document);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
