namespace Tocsin.Core.Sources;

/// <summary>Where a record can be read again while a run lasts, so that who keeps an event need not keep its bytes.</summary>
/// <param name="Source">What reads it; null where only the chunk has it.</param>
/// <param name="Position">Where it is, as the source counts.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Print">What tells whether it is still the same; see <see cref="RecordPrint"/>.</param>
internal readonly record struct RecordPlace(IRecordSource? Source, long Position, int Length, uint Print)
{
    /// <summary>The record's bytes.</summary>
    public byte[] Read() => Source!.Read(this);
}

/// <summary>Gives records again that were read before. May be asked by any thread.</summary>
internal interface IRecordSource
{
    /// <summary>Whether it gives the document of a record, rather than the bytes that stood in the chunk.</summary>
    bool GivesDocuments { get; }

    /// <summary>The place of a part of a chunk.</summary>
    /// <param name="chunk">The chunk; its source is this one.</param>
    /// <param name="record">The number of the record in the chunk.</param>
    /// <param name="start">Where the part begins in the chunk's buffer.</param>
    /// <param name="end">Behind its end.</param>
    RecordPlace PlaceOf(RecordChunk chunk, int record, int start, int end);

    /// <summary>Reads what is at a place.</summary>
    byte[] Read(in RecordPlace place);
}
