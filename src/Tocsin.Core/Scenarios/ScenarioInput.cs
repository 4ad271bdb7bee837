using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Scenarios;

/// <summary>The documents of a scenario, read as the inputs of a scan are.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="types">The types of fields.</param>
/// <param name="streams">Where indices get their numbers.</param>
/// <param name="diagnostics">Receives what cannot be read.</param>
internal sealed class ScenarioInput(Scenario scenario, FieldTypes types, DataStreams streams, DiagnosticBag diagnostics)
    : IInputProblems
{
    /// <summary>Above any number of files that a scenario names: inline documents come after them.</summary>
    private const int InlineOrdinal = 1 << 16;

    /// <inheritdoc/>
    public void Report(InputProblem problem)
    {
        // An event without a time may be what the scenario is about.
        if (problem.Kind is not (InputProblemKind.Unreadable or InputProblemKind.InputFailed))
            return;
        var place = problem.Line > 0 ? $"{problem.Path}:{problem.Line}: " : $"{problem.Path}: ";
        diagnostics.Report(ScenarioDiagnostics.BadDocument, scenario.File, scenario.Span, place + problem.Message);
    }

    /// <summary>A reader of the documents.</summary>
    public EventReader CreateReader(FieldTable fields) => new JsonEventReader(fields, types, streams, this, new());

    /// <summary>The records of some documents.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="wanted">Tells, of a record, whether it is read; null for all.</param>
    public IEnumerable<RecordChunk> ReadChunks(ScenarioDocuments documents, Func<byte[], bool>? wanted = null)
    {
        foreach (var chunk in Inputs.Open(documents.Paths, new InputOptions(), this).ReadChunks())
        {
            if (wanted is not null)
                chunk.Records.RemoveAll(r => !wanted(BytesOf(chunk, r)));
            if (chunk.Records.Count > 0)
                yield return chunk;
        }

        var inline = documents.Inline.Where(d => wanted is null || wanted(d)).ToList();
        if (inline.Count > 0)
            yield return ToChunk(inline);
    }

    /// <summary>The scenario's events and when they arrived.</summary>
    public List<ReferenceEvent> ReadEvents(FieldTable fields)
    {
        var reader = new SnapshotReader(fields, CreateReader(fields));
        var events = new List<ReferenceEvent>();
        foreach (var chunk in ReadChunks(scenario.Events))
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                var visible = VisibleFrom(BytesOf(chunk, chunk.Records[record]));
                events.AddRange(reader.Read(chunk, record).Select(e => new ReferenceEvent(e, visible)));
            }

            chunk.Return();
        }

        return events;
    }

    /// <summary>The documents of the threat indices that fit some patterns.</summary>
    public IReadOnlyList<FieldSnapshot> ReadIndicators(IndexPatterns indices, FieldTable fields)
    {
        var reader = new SnapshotReader(fields, CreateReader(fields));
        var indicators = new List<FieldSnapshot>();
        foreach (var chunk in ReadChunks(scenario.Indicators))
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                indicators.AddRange(
                    reader
                        .Read(chunk, record)
                        .Where(i =>
                            streams.NameOf(i.StreamId) is var name
                            && (name == chunk.File.IndexName || indices.Matches(name))
                        )
                );
            }

            chunk.Return();
        }

        return indicators;
    }

    /// <summary>Runs before this instant do not see a record; <see cref="Event.NoTime"/> where all do.</summary>
    public static long VisibleFrom(byte[] record)
    {
        if (record.AsSpan().IndexOf("\"visible_from\""u8) < 0)
            return Event.NoTime;
        using var document = JsonDocuments.TryParse(record);
        return
            document?.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("visible_from", out var time)
            && time.ValueKind == JsonValueKind.String
            && Iso8601.TryParse(Encoding.UTF8.GetBytes(time.GetString()!), out var millis, out _)
            ? millis
            : Event.NoTime;
    }

    private static byte[] BytesOf(RecordChunk chunk, RecordSlice record) =>
        chunk.Buffer.AsSpan(record.Offset, record.Length).ToArray();

    private RecordChunk ToChunk(List<byte[]> documents)
    {
        var records = new List<RecordSlice>();
        var length = 0;
        foreach (var document in documents)
        {
            records.Add(new(length, document.Length, records.Count + 1, length));
            length += document.Length + 1;
        }

        var buffer = new byte[length];
        for (var i = 0; i < documents.Count; i++)
        {
            documents[i].CopyTo(buffer, records[i].Offset);
            buffer[records[i].Offset + documents[i].Length] = (byte)'\n';
        }

        return new()
        {
            File = new(scenario.File.Name, InlineOrdinal, Path.GetFileNameWithoutExtension(scenario.File.Name)),
            Ordinal = InlineOrdinal,
            Buffer = buffer,
            Records = records,
        };
    }
}
