namespace Tocsin.Serve.Log.Segments;

/// <summary>A segment as the database lists it.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="First">Its first batch.</param>
/// <param name="Last">Its last batch.</param>
/// <param name="Earliest">The earliest event time in it.</param>
/// <param name="Latest">The latest event time in it.</param>
/// <param name="Arrived">When its newest batch arrived.</param>
/// <param name="Records">How many records it has.</param>
/// <param name="Bytes">The size of its file.</param>
internal sealed record SegmentInfo(
    string File,
    long First,
    long Last,
    long Earliest,
    long Latest,
    long Arrived,
    long Records,
    long Bytes
)
{
    /// <summary>What its blocks add up to; null without any.</summary>
    public static SegmentInfo? Of(string file, IReadOnlyList<SegmentBlock> blocks, long bytes) =>
        blocks.Count == 0
            ? null
            : new(
                file,
                blocks[0].First,
                blocks[^1].Last,
                blocks.Min(b => b.Earliest),
                blocks.Max(b => b.Latest),
                blocks.Max(b => b.Arrived),
                blocks.Sum(b => b.Records),
                bytes
            );
}
