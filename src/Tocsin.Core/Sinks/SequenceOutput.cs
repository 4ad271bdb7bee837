using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the sequences or samples that an EQL query found: <c>{"hits":{"sequences":[{"join_keys","events"}]}}</c>.</summary>
internal static class SequenceOutput
{
    /// <summary>Writes a result.</summary>
    /// <param name="matches">The sequences, in order.</param>
    /// <param name="streams">The names of indices.</param>
    /// <param name="format">How.</param>
    /// <param name="style">Colour and width of tables.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(
        IEnumerable<SequenceMatch> matches,
        DataStreams streams,
        ResultFormat format,
        TextStyle style,
        Stream output
    )
    {
        switch (format)
        {
            case ResultFormat.Json:
                WriteJson(matches, streams, output);
                break;
            case ResultFormat.Ndjson:
                WriteLines(matches, streams, output);
                break;
            default:
                WriteRows(matches, streams, format, style, output);
                break;
        }
    }

    private static void WriteJson(IEnumerable<SequenceMatch> matches, DataStreams streams, Stream output)
    {
        using (var writer = new Utf8JsonWriter(output, JsonDocuments.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("hits");
            writer.WriteStartArray("sequences");
            foreach (var match in matches)
            {
                Write(writer, match, streams);
                if (writer.BytesPending > 1 << 16)
                    writer.Flush();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteLines(IEnumerable<SequenceMatch> matches, DataStreams streams, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, JsonDocuments.WriterOptions);
        foreach (var match in matches)
        {
            Write(writer, match, streams);
            writer.Flush();
            output.Write("\n"u8);
            writer.Reset();
        }
    }

    /// <summary>Writes one sequence or sample as an object.</summary>
    public static void Write(Utf8JsonWriter writer, SequenceMatch match, DataStreams streams)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("join_keys");
        foreach (var key in match.JoinKeys)
            ValueJson.Write(writer, key);
        writer.WriteEndArray();
        writer.WriteStartArray("events");
        foreach (var found in match.Events)
        {
            if (found is not null)
            {
                HitJson.Write(writer, found, streams);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteBoolean("missing", true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRows(
        IEnumerable<SequenceMatch> matches,
        DataStreams streams,
        ResultFormat format,
        TextStyle style,
        Stream output
    )
    {
        using var table = new HitTable(streams, style, output, isSequence: true);
        var number = 0;
        foreach (var match in matches)
        {
            number++;
            var keys = string.Join(", ", match.JoinKeys.Select(k => ValueText.Format(k)));
            foreach (var found in match.Events)
            {
                if (format == ResultFormat.Csv)
                    table.WriteCsv(found, number, keys);
                else
                    table.Add(found, number, keys);
            }
        }

        table.Complete(format);
    }
}
