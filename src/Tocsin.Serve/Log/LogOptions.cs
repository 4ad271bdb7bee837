namespace Tocsin.Serve.Log;

/// <summary>Where the log is and how large it may grow. All sizes in bytes.</summary>
internal sealed record LogOptions
{
    /// <summary>The data folder; everything that the server keeps is in it. One server at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>How many bytes of batches may wait for the disk before further ones are refused. A batch is always taken where none waits.</summary>
    public long QueueBytesMax { get; init; } = 64 << 20;

    /// <summary>How many batches may wait for the disk.</summary>
    public int QueueBatchesMax { get; init; } = 10_000;

    /// <summary>Batches that wait are committed together, up to about so many bytes.</summary>
    public int GroupBytesMax { get; init; } = 4 << 20;

    /// <summary>How many bytes of batches may lie in the database, not consumed yet or not yet in a segment, before further ones are refused.</summary>
    public long UnsealedBytesMax { get; init; } = 4L << 30;

    /// <summary>How much room the file system must have left; below it batches are refused.</summary>
    public long FreeBytesMin { get; init; } = 512L << 20;

    /// <summary>How many bytes of the newest batches are held in memory, so that the engine need not read them from disk.</summary>
    public long TailBytesMax { get; init; } = 64 << 20;

    /// <summary>How long a record is recognised when it is sent again (data sources, 5.1).</summary>
    public TimeSpan KeyWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many records are recognised at most; the oldest are forgotten first.</summary>
    public int KeysMax { get; init; } = 1_000_000;

    /// <summary>Consumed batches of about so many bytes, before compression, become a segment file.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The unit of compression and of reading in a segment, before compression.</summary>
    public int BlockBytes { get; init; } = 512 << 10;

    /// <summary>Consumed batches become a segment after so long, even if they are few.</summary>
    public TimeSpan SealAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long consumed events are retained.</summary>
    public TimeSpan RetentionAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes of segment files are retained; the oldest go first.</summary>
    public long RetentionBytes { get; init; } = 10L << 30;

    /// <summary>How many positions of followed files are remembered; the longest untouched go first.</summary>
    public int PositionsMax { get; init; } = 10_000;
}
