using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

public sealed class SqliteLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatWasAppendedIsReadInOrder()
    {
        using var log = Open(Options(_folder.Path));
        log.Append(Batch(["{\"a\":1}", "{\"a\":2}"]));
        log.Append(Batch(["{\"a\":3}"]));
        var read = log.Read(0, 1 << 20);
        Assert.Equal([1L, 2L], read.Select(b => b.Offset));
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n", TextOf(read[0]));
        Assert.Equal([8, 8], read[0].Lengths);
        Assert.Equal("{\"a\":3}\n", TextOf(Assert.Single(log.Read(1, 1))));
        Assert.Empty(log.Read(2, 1));
    }

    [Fact]
    public void WhatWasAppendedIsThereAfterARestart()
    {
        using (var log = Open(Options(_folder.Path)))
            log.Append(Batch(["{\"a\":1}"], 5, "k"));
        using var again = Open(Options(_folder.Path));
        Assert.Equal(1, again.LastOffset);
        Assert.Equal(1, again.FirstOffset);
        var read = Assert.Single(again.Read(0, 1));
        Assert.Equal(("test", 5L, "{\"a\":1}\n"), (read.Source, read.ArrivedMillis, TextOf(read)));
        Assert.Equal(2, Appended(again, Batch(["{\"a\":2}"])));
    }

    [Fact]
    public void ARepeatedRecordIsLeftOutWithinABatchAcrossBatchesAndAfterARestart()
    {
        using (var log = Open(Options(_folder.Path)))
        {
            var first = log.Append(Batch(["1", "2", "1"], 5, "a", "b", "a"));
            Assert.Equal((2, 1), (first.Accepted, first.Duplicates));
            Assert.Equal("1\n2\n", TextOf(log.Read(0, 1)[0]));
            Assert.Equal(0, log.Append(Batch(["2"], 5, "b")).Accepted);
            Assert.Equal(1, log.LastOffset);
        }

        using var again = Open(Options(_folder.Path));
        var result = again.Append(Batch(["1", "3"], 6, "a", "c"));
        Assert.Equal((AppendStatus.Stored, 1, 1), (result.Status, result.Accepted, result.Duplicates));
        Assert.Equal("3\n", TextOf(again.Read(1, 1)[0]));
    }

    [Fact]
    public void ARecordWithoutAKeyCountsEveryTime()
    {
        using var log = Open(Options(_folder.Path));
        log.Append(Batch(["1", "1"]));
        Assert.Equal(1, log.Append(Batch(["1"])).Accepted);
    }

    [Fact]
    public async Task BatchesThatWaitTogetherKnowEachOthersRecords()
    {
        using var log = Open(Options(_folder.Path));
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    log.AppendAsync(Batch([$"{i % 10}"], 5, $"k{i % 10}"), TestContext.Current.CancellationToken)
                        .AsTask()
                )
        );
        Assert.Equal(10, results.Sum(r => r.Accepted));
        Assert.Equal(190, results.Sum(r => r.Duplicates));
        Assert.Equal(10, log.LastOffset);
    }

    [Fact]
    public void AnEmptyBatchIsKeptBecauseItSaysWhatTimeItIs()
    {
        using var log = Open(Options(_folder.Path));
        log.Append(Batch([], 77));
        Assert.Equal(77, Assert.Single(log.Read(0, 1)).ArrivedMillis);
    }

    [Fact]
    public void PositionsGoWithTheirBatch()
    {
        var batch = Batch(["1"]);
        using (var log = Open(Options(_folder.Path)))
        {
            log.Append(Positioned(batch, 10));
            log.Append(Positioned(batch, 20));
            Assert.Equal(20, Assert.Single(log.Positions).Offset);
        }

        using var again = Open(Options(_folder.Path));
        Assert.Equal(new FilePosition("f", "/log", 20), Assert.Single(again.Positions));
    }

    [Fact]
    public void AStepIsKeptAsAWhole()
    {
        using (var log = Open(Options(_folder.Path)))
        {
            Assert.Equal(0, log.ConsumedOffset);
            Assert.Null(log.Checkpoint);
            log.Append(Batch(["1"]));
            log.Apply(
                new()
                {
                    Offset = 1,
                    Alerts = [],
                    Checkpoint = [1, 2, 3],
                    State = [new("terms", "a", [1]), new("terms", "b", [2]), new("other", "a", [3])],
                    Footprints = [],
                }
            );
            log.Apply(
                new()
                {
                    Offset = 1,
                    Alerts = [],
                    Checkpoint = [4],
                    State = [new("terms", "a", null), new("terms", "b", [5])],
                    Footprints = [],
                }
            );
        }

        using var again = Open(Options(_folder.Path));
        Assert.Equal(1, again.ConsumedOffset);
        Assert.Equal([4], again.Checkpoint!);
        var entry = Assert.Single(again.ReadState("terms"));
        Assert.Equal(("b", (byte)5), (entry.Key, entry.Value![0]));
        Assert.Single(again.ReadState("other"));
    }

    [Fact]
    public void ASecondServerCannotOpenTheFolder()
    {
        using var log = Open(Options(_folder.Path));
        Assert.Throws<IOException>(() => Open(Options(_folder.Path)));
    }

    [Fact]
    public void TheFolderIsFreeAgainAfterClosing()
    {
        Open(Options(_folder.Path)).Dispose();
        using var log = Open(Options(_folder.Path));
        Assert.Equal(0, log.LastOffset);
    }

    [Fact]
    public void BeyondTheBoundABatchIsRefusedWithATimeToWait()
    {
        using var log = Open(Options(_folder.Path) with { UnsealedBytesMax = 100 });
        Assert.Equal(AppendStatus.Stored, log.Append(Batch([new string('x', 200)])).Status);
        var refused = log.Append(Batch(["1"]));
        Assert.Equal(AppendStatus.Full, refused.Status);
        Assert.True(refused.RetryAfterSeconds >= 1);
        Assert.Equal(1, log.LastOffset);
    }

    [Fact]
    public void ABatchThatContradictsItselfIsItsCallersMistake()
    {
        using var log = Open(Options(_folder.Path));
        var batch = Batch(["1", "2"]);
        Assert.Throws<ArgumentException>(() => log.Append(With([1, 1], batch.Keys)));
        Assert.Throws<ArgumentException>(() => log.Append(With([4, 0], batch.Keys)));
        Assert.Throws<ArgumentException>(() => log.Append(With([2, 2], [RecordKey.None])));
        Assert.Equal(AppendStatus.Stored, log.Append(With([2, 2], batch.Keys)).Status);

        IntakeBatch With(int[] lengths, IReadOnlyList<RecordKey> keys) =>
            new()
            {
                Source = "test",
                ArrivedMillis = 5,
                Records = batch.Records,
                Lengths = lengths,
                Keys = keys,
            };
    }

    [Fact]
    public async Task ACommitThatTheDiskRefusesTakesNoEffectAndTheNextOneDoes()
    {
        using var log = Open(Options(_folder.Path));
        log.Append(Batch(["1"], 5, "a"));
        await log.Writer.RunAsync(c =>
        {
            var pages = (long)SqliteFile.Scalar(c, "PRAGMA page_count")!;
            return SqliteFile.Scalar(c, $"PRAGMA max_page_count={pages + 4}");
        });
        var refused = log.Append(Batch(["2", new string('x', 1_000_000)], 5, "b", "c"));
        Assert.Equal(AppendStatus.Full, refused.Status);
        Assert.Equal(1, log.LastOffset);
        // The connection is another one now, and what was refused is not taken for a repetition.
        var again = log.Append(Batch(["1", "2"], 5, "a", "b"));
        Assert.Equal((AppendStatus.Stored, 1, 1), (again.Status, again.Accepted, again.Duplicates));
        Assert.Equal(["1\n", "2\n"], All(log).Select(TextOf));
        log.Apply(Step(2));
        Assert.Equal(2, log.ConsumedOffset);
    }

    [Fact]
    public void KeysBeyondTheWindowAreForgottenOnDiskToo()
    {
        var time = new TestTime();
        using var log = Open(Options(_folder.Path), time);
        log.Append(Batch(["1"], time.Millis, "a"));
        time.Millis += (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
        Assert.Equal(1, log.Append(Batch(["1"], time.Millis, "a")).Duplicates);
        time.Millis += (long)TimeSpan.FromMinutes(30).TotalMilliseconds;
        log.Append(Batch(["2"], time.Millis, "b"));
        log.Maintain();
        Assert.Equal(1, log.Append(Batch(["1"], time.Millis, "a")).Accepted);
        using var connection = SqliteFile.OpenReader(log.DatabasePath);
        Assert.Equal(2L, SqliteFile.Scalar(connection, "SELECT count(*) FROM batch_keys"));
    }

    [Fact]
    public void WithoutRoomOnTheDiskABatchIsRefused()
    {
        using var log = Open(Options(_folder.Path) with { FreeBytesMin = long.MaxValue });
        Assert.Equal(AppendStatus.Full, log.Append(Batch(["1"])).Status);
    }

    [Fact]
    public async Task AClosedLogTakesNothing()
    {
        var log = Open(Options(_folder.Path));
        log.Dispose();
        Assert.Equal(
            AppendStatus.Stopping,
            (await log.AppendAsync(Batch(["1"]), TestContext.Current.CancellationToken)).Status
        );
    }

    [Fact]
    public async Task WaitingEndsWhenABatchArrives()
    {
        using var log = Open(Options(_folder.Path));
        var wait = log.WaitAsync(0, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);
        log.Append(Batch(["1"]));
        await wait;
        Assert.True(log.WaitAsync(0, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public void ReadingBehindTheMemoryGoesToTheDisk()
    {
        using var log = Open(Options(_folder.Path) with { TailBytesMax = 1_000 });
        for (var i = 0; i < 50; i++)
            log.Append(Batch([$"{i:d100}"]));
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), All(log).Select(b => b.Offset));
    }

    [Fact]
    public void ADatabaseOfTheFirstVersionOpens()
    {
        using (var connection = SqliteFile.OpenWriter(Path.Combine(_folder.Path, DataFolder.DatabaseName)))
        {
            SqliteSchema.Migrate(connection, upTo: 1);
            SqliteFile.Execute(connection, "UPDATE live SET consumed = 0");
        }

        using var log = Open(Options(_folder.Path));
        Assert.Equal(0, log.ConsumedOffset);
        Assert.Equal(0, log.LastOffset);
    }

    [Fact]
    public void ADatabaseOfALaterProgramIsRefused()
    {
        using (var connection = SqliteFile.OpenWriter(Path.Combine(_folder.Path, DataFolder.DatabaseName)))
            SqliteFile.Execute(connection, $"PRAGMA user_version={SqliteSchema.Current + 1}");
        Assert.Throws<InvalidDataException>(() => Open(Options(_folder.Path)));
        // And the folder is not left locked.
        Assert.Throws<InvalidDataException>(() => Open(Options(_folder.Path)));
    }

    private static long Appended(SqliteLog log, IntakeBatch batch)
    {
        log.Append(batch);
        return log.LastOffset;
    }

    private static IntakeBatch Positioned(IntakeBatch batch, long position) =>
        new()
        {
            Source = batch.Source,
            ArrivedMillis = batch.ArrivedMillis,
            Records = batch.Records,
            Lengths = batch.Lengths,
            Keys = batch.Keys,
            Position = new("f", "/log", position),
        };
}
