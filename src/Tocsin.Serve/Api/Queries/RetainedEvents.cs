using Tocsin.Core.Engine.Live;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Api.Queries;

/// <summary>The events that the log retains, as of now: what arrives later is in no pass.</summary>
/// <param name="log">The log.</param>
/// <param name="types">The types of fields.</param>
internal sealed class RetainedEvents(SqliteLog log, FieldTypes types) : IQueryEvents
{
    private static readonly string DefaultIndex = new LiveOptions().DefaultIndex;

    private readonly long _last = log.LastOffset;

    /// <inheritdoc/>
    public DataStreams Streams { get; } = new();

    /// <inheritdoc/>
    public IEnumerable<RecordChunk> ReadChunks()
    {
        foreach (var batch in log.Retained(long.MinValue, long.MaxValue))
        {
            if (batch.Offset > _last)
                yield break;
            var cut = BatchReader.Cut(batch.Offset, batch.ArrivedMillis, batch.Records, batch.Lengths, DefaultIndex);
            foreach (var chunk in cut)
                yield return chunk;
        }
    }

    /// <inheritdoc/>
    public EventReader CreateReader(FieldTable fields, bool reports = true) =>
        new JsonEventReader(fields, types, Streams, IgnoredProblems.Instance, new ReaderOptions());
}
