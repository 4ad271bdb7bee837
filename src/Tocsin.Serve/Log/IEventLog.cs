namespace Tocsin.Serve.Log;

/// <summary>The log as the engine's loop sees it: batches in the order in which they were kept, read once, and replayed after a restart.</summary>
internal interface IEventLog
{
    /// <summary>The offset of the last batch kept; 0 where there is none. Offsets ascend by one.</summary>
    long LastOffset { get; }

    /// <summary>The offset of the oldest batch that is still there; <see cref="LastOffset"/> + 1 where none is.</summary>
    long FirstOffset { get; }

    /// <summary>Reads batches behind an offset, in order: at least one where there is any, and about <paramref name="bytesMax"/> bytes.</summary>
    /// <remarks>For the one who consumes them: their bytes may be used for others once they are consumed.</remarks>
    IReadOnlyList<LogBatch> Read(long afterOffset, int bytesMax);

    /// <summary>Completes once there is a batch behind an offset, or after a while.</summary>
    Task WaitAsync(long afterOffset, TimeSpan atMost, CancellationToken cancellation);

    /// <summary>Reads again what was consumed, for state that a restart lost: the blocks in which some of the rules kept something, in order.</summary>
    /// <param name="needs">For each rule (by its state key) the earliest event time that it needs, milliseconds since 1970.</param>
    /// <param name="upToOffset">The last offset.</param>
    IEnumerable<LogBatch> Replay(IReadOnlyDictionary<string, long> needs, long upToOffset);
}

/// <summary>A batch in the log.</summary>
/// <param name="Offset">Its place.</param>
/// <param name="Source">See <see cref="IntakeBatch.Source"/>.</param>
/// <param name="ArrivedMillis">See <see cref="IntakeBatch.ArrivedMillis"/>.</param>
/// <param name="Records">See <see cref="IntakeBatch.Records"/>; without those that were there already, and perhaps more bytes behind them. May be empty: then the batch says what time it is.</param>
/// <param name="Lengths">The bytes of each record.</param>
internal sealed record LogBatch(
    long Offset,
    string Source,
    long ArrivedMillis,
    byte[] Records,
    IReadOnlyList<int> Lengths
)
{
    /// <summary>How many of the bytes are records.</summary>
    public int RecordBytes { get; init; } = Records.Length;
}
