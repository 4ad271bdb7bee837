using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the events that an EQL or KQL query found, one after the other as they are found.</summary>
/// <remarks>JSON has the shape of Elasticsearch's <c>_eql/search</c>: <c>{"hits":{"events":[…]}}</c>. Use: <see cref="Write"/>, then <see cref="Complete"/>.</remarks>
internal sealed class HitOutput : IDisposable
{
    private readonly Stream _output;
    private readonly DataStreams _streams;
    private readonly ResultFormat _format;
    private readonly Utf8JsonWriter _json;
    private readonly HitTable _table;

    /// <param name="streams">The names of indices.</param>
    /// <param name="format">How to write.</param>
    /// <param name="style">Colour and width of tables.</param>
    /// <param name="output">Where to; stays open.</param>
    public HitOutput(DataStreams streams, ResultFormat format, TextStyle style, Stream output)
    {
        _streams = streams;
        _format = format;
        _output = output;
        _json = new Utf8JsonWriter(output, JsonDocuments.WriterOptions);
        _table = new HitTable(streams, style, output, isSequence: false);
        if (format == ResultFormat.Json)
        {
            _json.WriteStartObject();
            _json.WriteStartObject("hits");
            _json.WriteStartArray("events");
        }
    }

    /// <summary>Writes an event.</summary>
    public void Write(StoredEvent found)
    {
        switch (_format)
        {
            case ResultFormat.Json:
                HitJson.Write(_json, found, _streams);
                if (_json.BytesPending > 1 << 16)
                    _json.Flush();
                break;
            case ResultFormat.Ndjson:
                HitJson.Write(_json, found, _streams);
                _json.Flush();
                _output.Write("\n"u8);
                _json.Reset();
                break;
            case ResultFormat.Csv:
                _table.WriteCsv(found, 0, "");
                break;
            default:
                _table.Add(found, 0, "");
                break;
        }
    }

    /// <summary>Ends the result.</summary>
    public void Complete()
    {
        if (_format == ResultFormat.Json)
        {
            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.WriteEndObject();
            _json.Flush();
            _output.Write("\n"u8);
        }
        else
        {
            _table.Complete(_format);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _json.Reset();
        _json.Dispose();
    }
}
