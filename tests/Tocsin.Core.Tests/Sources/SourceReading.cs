using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Sources;

/// <summary>Reads inputs the way a scan does and writes down what the events said.</summary>
internal sealed class SourceReading : IInputProblems
{
    /// <summary>The fields that are wanted.</summary>
    public FieldTable Table { get; } = new();

    public DataStreams Streams { get; } = new();

    public IFieldTypes Types { get; init; } = FieldTypes.Default;

    public List<InputProblem> Problems { get; } = [];

    public InputOptions Input { get; init; } = new();

    public ReaderOptions Options { get; init; } = new();

    /// <summary>Reads a text under a file name.</summary>
    public List<ReadEvent> Read(string text, string fileName = "in.ndjson", params string[] fields) =>
        Read(Encoding.UTF8.GetBytes(text), fileName, fields);

    /// <summary>Reads bytes under a file name.</summary>
    public List<ReadEvent> Read(byte[] bytes, string fileName = "in.ndjson", params string[] fields)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-test-");
        try
        {
            var path = Path.Combine(folder.FullName, fileName);
            File.WriteAllBytes(path, bytes);
            return ReadPaths([path], fields);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Reads files and folders.</summary>
    public List<ReadEvent> ReadPaths(IEnumerable<string> paths, params string[] fields)
    {
        foreach (var field in fields)
            Table.GetOrAdd(field);
        var reader = new JsonEventReader(Table, Types, Streams, this, Options);
        var events = new List<ReadEvent>();
        foreach (var chunk in Inputs.Open(paths, Input, this).ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                    events.Add(ReadEvent.Of(reader.Current, Table, Streams));
            }

            chunk.Return();
        }

        return events;
    }

    public void Report(InputProblem problem) => Problems.Add(problem);
}

/// <summary>What an event said.</summary>
/// <param name="Fields">The fields that have values, by path; values as text, several in brackets.</param>
internal sealed record ReadEvent(
    string Id,
    bool HasOwnId,
    string Index,
    long Timestamp,
    long Ingested,
    long Arrival,
    bool IsMapped,
    SortedDictionary<string, string> Fields,
    string Document,
    string Raw,
    string StoredDocument
)
{
    /// <summary>Writes an event down.</summary>
    public static ReadEvent Of(Event read, FieldTable table, DataStreams streams)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in table.Snapshot())
        {
            table.TryGet(path, out var slot);
            var value = read.Get(slot);
            if (!value.IsNull)
                fields[path] = ValueText.Format(value);
        }

        return new(
            read.Id,
            read.HasOwnId,
            streams.NameOf(read.StreamId),
            read.Timestamp,
            read.Ingested,
            read.Arrival,
            read.IsMapped,
            fields,
            Encoding.UTF8.GetString(read.ToDocument()),
            Encoding.UTF8.GetString(read.Raw),
            Encoding.UTF8.GetString(read.Store().Document)
        );
    }

    /// <summary>A field as text; empty without a value.</summary>
    public string this[string path] => Fields.GetValueOrDefault(path, "");

    /// <summary>Everything that does not depend on where the event stood, on one line.</summary>
    public string Content =>
        $"{Id} {Index} {Timestamp} {Ingested} {string.Join("; ", Fields.Select(f => $"{f.Key}={f.Value}"))}";
}
