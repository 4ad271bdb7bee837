using Tocsin.Serve.Log;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

/// <summary>A crash at each step between segment file and database: whatever step it is, every batch is there once.</summary>
public sealed class SealingCrashTests : IDisposable
{
    private const int Batches = 30;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AfterACrashAtAnyStepEveryBatchIsThereOnce()
    {
        var options = Options(_folder.Path) with { BlockBytes = 600, SegmentBytes = 2_000, TailBytesMax = 0 };
        var steps = Steps(options with { Folder = Path.Combine(_folder.Path, "whole") }, crashAt: int.MaxValue);
        Assert.Contains("segment listed", steps);
        for (var crashAt = 0; crashAt < steps.Count; crashAt++)
        {
            var folder = Path.Combine(_folder.Path, $"crash-{crashAt}");
            Steps(options with { Folder = folder }, crashAt);
            using (var log = Open(options with { Folder = folder }))
            {
                CheckAll(log, crashAt);
                log.Maintain(all: true);
                CheckAll(log, crashAt);
                Assert.Empty(log.Damages.Listed);
                Assert.Equal(log.Segments.Count, Directory.GetFiles(Path.Combine(folder, "segments")).Length);
            }

            using var again = Open(options with { Folder = folder });
            CheckAll(again, crashAt);
        }
    }

    [Fact]
    public void ASegmentThatTheDatabaseLostIsListedAgain()
    {
        var options = Options(_folder.Path) with { BlockBytes = 600, SegmentBytes = 2_000, TailBytesMax = 0 };
        using (var log = Open(options))
        {
            SegmentTests.Fill(log, Batches);
            log.Apply(Step(Batches));
            log.Maintain(all: true);
        }

        foreach (var file in Directory.GetFiles(_folder.Path, "tocsin.db*"))
            File.Delete(file);
        using var again = Open(options);
        CheckAll(again, -1);
        Assert.Equal(Batches, again.LastOffset);
        Assert.NotEmpty(again.Damages.Listed);
    }

    private static List<string> Steps(LogOptions options, int crashAt)
    {
        var steps = new List<string>();
        using var log = Open(options);
        SegmentTests.Fill(log, Batches);
        log.Apply(Step(Batches));
        log.Sealer.Step = name =>
        {
            steps.Add(name);
            if (steps.Count > crashAt)
                throw new CrashException();
        };
        try
        {
            log.Maintain(all: true);
        }
        catch (CrashException) { }

        return steps;
    }

    private static void CheckAll(SqliteLog log, int crashAt) =>
        Assert.True(
            SegmentTests.Numbers(1, Batches).SequenceEqual(All(log).Select(SegmentTests.NumberOf)),
            $"crash at step {crashAt}: {string.Join(' ', All(log).Select(b => b.Offset))}"
        );

    private sealed class CrashException : Exception;
}
