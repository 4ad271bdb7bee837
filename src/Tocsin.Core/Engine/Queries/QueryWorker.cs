using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Reads the events of chunks, one after the other, for a query. One for each thread.</summary>
internal abstract class QueryWorker<TPart>(EventReader reader) : IChunkWorker<TPart>
    where TPart : QueryPart
{
    /// <inheritdoc/>
    public TPart Process(RecordChunk chunk)
    {
        var part = Begin(chunk);
        for (var record = 0; record < chunk.Records.Count; record++)
        {
            part.ByteCount += chunk.Records[record].Length;
            reader.Start(chunk, record);
            while (reader.MoveNext())
            {
                part.EventCount++;
                if (!Add(reader.Current, part))
                {
                    End(chunk, part);
                    return part;
                }
            }
        }

        End(chunk, part);
        return part;
    }

    /// <summary>The part of a chunk before any event.</summary>
    protected abstract TPart Begin(RecordChunk chunk);

    /// <summary>Looks at an event, which is valid until the next.</summary>
    /// <returns>Whether the next event of the chunk is wanted.</returns>
    protected abstract bool Add(Event read, TPart part);

    /// <summary>Closes a part and gives the chunk back.</summary>
    protected virtual void End(RecordChunk chunk, TPart part) => chunk.Return();
}
