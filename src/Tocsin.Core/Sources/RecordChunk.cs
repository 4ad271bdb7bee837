namespace Tocsin.Core.Sources;

/// <summary>Some complete records of one input, in order: what is handed from the thread that reads to those that parse.</summary>
/// <remarks>
/// Ownership: the chunk owns <see cref="Buffer"/> until <see cref="Return"/>; events read from it borrow it. The cut into chunks
/// does not depend on the number of threads.
/// </remarks>
internal sealed class RecordChunk
{
    /// <summary>The input.</summary>
    public required InputFile File { get; init; }

    /// <summary>Counts chunks over all inputs, from 0: the order in which results are committed.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The bytes of the records.</summary>
    public required byte[] Buffer { get; init; }

    /// <summary>The records; each is one JSON value, or one line that is not JSON.</summary>
    public required List<RecordSlice> Records { get; init; }

    /// <summary>
    /// When the records arrived, milliseconds since 1970: their <c>event.ingested</c>, whatever they say themselves. Null where the records
    /// tell (files).
    /// </summary>
    public long? ArrivedMillis { get; init; }

    /// <summary>Gives the records again for as long as the run lasts; null where only the chunk holds them.</summary>
    public IRecordSource? Source { get; init; }

    /// <summary>Gives the buffer back; nothing may borrow it any more.</summary>
    public Action<RecordChunk>? Returned { get; init; }

    /// <summary>See <see cref="Returned"/>.</summary>
    public void Return() => Returned?.Invoke(this);
}

/// <summary>One record in a chunk.</summary>
/// <param name="Offset">Where it begins in the chunk's buffer.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Line">The line in the input where it begins, from 1.</param>
/// <param name="BytePosition">The byte in the (unpacked) input where it begins, from 0.</param>
internal readonly record struct RecordSlice(int Offset, int Length, long Line, long BytePosition);
