using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

public sealed class SegmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LogOptions Small => Options(_folder.Path) with { BlockBytes = 600, SegmentBytes = 2_000, TailBytesMax = 0 };

    [Fact]
    public void ConsumedBatchesMoveIntoSegmentsAndAreStillRead()
    {
        using (var log = Open(Small))
        {
            Fill(log, 40);
            log.Apply(Step(35));
            var (made, _) = log.Maintain();
            Assert.True(made >= 2);
            Assert.True(log.Segments[^1].Last <= 35);
            Assert.Equal(Numbers(1, 40), All(log).Select(NumberOf));
        }

        using var again = Open(Small);
        Assert.Equal(Numbers(1, 40), All(again).Select(NumberOf));
        Assert.Equal(1, again.FirstOffset);
        Assert.Equal(40, again.LastOffset);
    }

    [Fact]
    public void WhatIsNotConsumedIsNotSealed()
    {
        using var log = Open(Small);
        Fill(log, 40);
        Assert.Equal(0, log.Maintain(all: true).Sealed);
        Assert.Empty(log.Segments);
    }

    [Fact]
    public void AFewConsumedBatchesAreSealedAfterAWhile()
    {
        var time = new TestTime();
        using var log = Open(Small, time);
        Fill(log, 2);
        log.Apply(Step(2));
        Assert.Equal(0, log.Maintain().Sealed);
        time.Millis += (long)TimeSpan.FromHours(1).TotalMilliseconds;
        Assert.Equal(1, log.Maintain().Sealed);
        Assert.True(log.UnsealedBytes == 0);
    }

    [Fact]
    public void ReplayReadsOnlyBlocksInWhichARuleKeptSomething()
    {
        using var log = Open(Small with { BlockBytes = 1 });
        Fill(log, 20);
        log.Apply(
            Step(
                20,
                [
                    .. Enumerable
                        .Range(1, 20)
                        .Select(i =>
                            Print(
                                i,
                                i * 1000,
                                i % 5 == 0 ? ["r5"]
                                    : i == 7 ? ["r7"]
                                    : []
                            )
                        ),
                ]
            )
        );
        var early = Replay(log, ("r5", 0));
        log.Maintain(all: true);
        Assert.NotEmpty(log.Segments);
        Assert.Equal([5L, 10L, 15L, 20L], early);
        Assert.Equal([5L, 10L, 15L, 20L], Replay(log, ("r5", 0)));
        Assert.Equal([15L, 20L], Replay(log, ("r5", 11_000)));
        Assert.Equal([5L, 7L, 10L, 15L, 20L], Replay(log, ("r5", 0), ("r7", 0)));
        Assert.Empty(Replay(log, ("other", 0)));
        Assert.Equal([5L, 10L], log.Replay(new Dictionary<string, long> { ["r5"] = 0 }, 12).Select(b => b.Offset));
    }

    [Fact]
    public void ABatchWithoutFootprintIsAlwaysReplayed()
    {
        using var log = Open(Small with { BlockBytes = 1 });
        Fill(log, 3);
        log.Apply(Step(3, Print(1, 0, []), Print(3, 0, [])));
        log.Maintain(all: true);
        Assert.Equal([2L], Replay(log, ("r", 0)));
    }

    [Fact]
    public void RetainedEventsAreFoundByTheirTime()
    {
        using var log = Open(Small with { BlockBytes = 1 });
        Fill(log, 20);
        log.Apply(Step(15, [.. Enumerable.Range(1, 15).Select(i => Print(i, i * 1000, []))]));
        log.Maintain(all: true);
        // Of what is not consumed nobody knows the time yet.
        Assert.Equal([3L, 4L, 5L, 16L, 17L, 18L, 19L, 20L], log.Retained(3_000, 5_000).Select(b => b.Offset));
    }

    [Fact]
    public void ALargeRecordIsABlockOfItsOwn()
    {
        using var log = Open(Small);
        var large = $"{{\"n\":2,\"pad\":\"{new string('y', 20_000_000)}\"}}";
        Fill(log, 1);
        log.Append(Batch([large]));
        Fill(log, 1);
        log.Apply(Step(3));
        log.Maintain(all: true);
        Assert.Equal([1L, 2L, 3L], All(log).Select(NumberOf));
        Assert.Equal(large.Length + 1, log.Read(1, 1)[0].RecordBytes);
    }

    [Fact]
    public void SegmentsOfOtherTimesAreNotOpened()
    {
        using var log = Open(Small with { SegmentBytes = 1, BlockBytes = 1 });
        Fill(log, 3);
        log.Apply(Step(3, Print(1, 1_000, []), Print(2, 2_000, []), Print(3, 3_000, [])));
        log.Maintain();
        Assert.Equal(3, log.Segments.Count);
        // What is not opened is not missed.
        File.Delete(Path.Combine(_folder.Path, "segments", log.Segments[0].File));
        Assert.Equal([2L], log.Retained(1_500, 2_500).Select(b => b.Offset));
        Assert.Empty(log.Damages.Listed);
        Assert.Equal([2L, 3L], log.Retained(0, 9_000).Select(b => b.Offset));
        Assert.Single(log.Damages.Listed);
    }

    [Fact]
    public void RetainedEventsAreAStreamOfLines()
    {
        using var log = Open(Small);
        Fill(log, 30);
        log.Apply(Step(20));
        log.Maintain(all: true);
        using var reader = new StreamReader(new RetainedStream(log.Retained(long.MinValue, long.MaxValue)));
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30, lines.Length);
        Assert.StartsWith("{\"n\":30,", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void OldSegmentsGoByAge()
    {
        var time = new TestTime();
        using var log = Open(Small, time);
        Fill(log, 20, time.Millis);
        log.Apply(Step(20));
        log.Maintain(all: true);
        time.Millis += (long)TimeSpan.FromDays(3).TotalMilliseconds;
        Fill(log, 20, time.Millis);
        log.Apply(Step(40));
        log.Maintain(all: true);
        Assert.Equal(1, log.FirstOffset);
        time.Millis += (long)TimeSpan.FromDays(5).TotalMilliseconds;
        log.Maintain();
        Assert.Equal(21, log.FirstOffset);
        Assert.Equal(log.Segments.Count, Directory.GetFiles(Path.Combine(_folder.Path, "segments")).Length);
        Assert.Equal(20, All(log).Count);
    }

    [Fact]
    public void OldSegmentsGoBySizeAndOffsetsAreNotUsedAgain()
    {
        using (var log = Open(Small with { RetentionBytes = 1 }))
        {
            Fill(log, 20);
            log.Apply(Step(20));
            log.Maintain(all: true);
            Assert.Empty(log.Segments);
            Assert.Equal(21, log.FirstOffset);
        }

        using var again = Open(Small);
        Assert.Equal(20, again.LastOffset);
        Fill(again, 1);
        Assert.Equal(21, again.LastOffset);
    }

    [Fact]
    public void DuplicatesAreKnownThoughTheirBatchIsInASegment()
    {
        using (var log = Open(Small))
        {
            log.Append(Batch(["1"], 1_700_000_000_000, "k"));
            log.Apply(Step(1));
            log.Maintain(all: true);
        }

        using var again = Open(Small);
        Assert.Equal(1, again.Append(Batch(["1"], 1_700_000_000_000, "k")).Duplicates);
    }

    [Fact]
    public void ReadingGoesOnWhileBatchesMoveIntoSegments()
    {
        using var log = Open(Small);
        Fill(log, 60);
        log.Apply(Step(60));
        var seen = new List<long>();
        foreach (var batch in log.Retained(long.MinValue, long.MaxValue))
        {
            seen.Add(batch.Offset);
            if (batch.Offset == 10)
                log.Maintain(all: true);
        }

        Assert.Equal(Numbers(1, 60), seen);
    }

    internal static void Fill(SqliteLog log, int count, long arrived = 1_700_000_000_000)
    {
        for (var i = 0; i < count; i++)
            log.Append(Batch([$"{{\"n\":{log.LastOffset + 1},\"pad\":\"{new string('x', 150)}\"}}"], arrived));
    }

    internal static long NumberOf(LogBatch batch)
    {
        using var document = System.Text.Json.JsonDocument.Parse(batch.Records);
        return document.RootElement.GetProperty("n").GetInt64();
    }

    internal static IEnumerable<long> Numbers(int first, int count) =>
        Enumerable.Range(first, count).Select(n => (long)n);

    private static BatchFootprint Print(long offset, long time, string[] keys) => new(offset, time, time, keys);

    private static List<long> Replay(SqliteLog log, params (string Key, long Since)[] needs) =>
        [.. log.Replay(needs.ToDictionary(n => n.Key, n => n.Since), long.MaxValue - 1).Select(b => b.Offset)];
}
