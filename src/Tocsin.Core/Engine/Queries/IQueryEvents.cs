using Tocsin.Core.Fields;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Events that a query can read from the beginning, more than once.</summary>
internal interface IQueryEvents
{
    /// <summary>The names of the indices, as far as they have been read.</summary>
    DataStreams Streams { get; }

    /// <summary>Reads all records once from the beginning.</summary>
    IEnumerable<RecordChunk> ReadChunks();

    /// <summary>A reader for a thread.</summary>
    /// <param name="fields">The fields that are wanted.</param>
    /// <param name="reports">Whether it reports what is wrong with records.</param>
    EventReader CreateReader(FieldTable fields, bool reports = true);
}
