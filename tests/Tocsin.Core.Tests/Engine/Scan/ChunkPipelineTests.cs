using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Tests.Engine.Scan;

/// <summary>Whatever threads there are and however long each takes: results come in order, one at a time, and what fails is heard.</summary>
public sealed class ChunkPipelineTests
{
    private const int Count = 300;
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(30);

    public static TheoryData<int> Threads => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(Threads))]
    public async Task ResultsComeInOrderOneAtATime(int threads)
    {
        var committed = new List<int>();
        var atOnce = 0;
        var most = 0;
        await Run(
            threads,
            Chunks(Count),
            new Worker(),
            result =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                committed.Add(result);
                Interlocked.Decrement(ref atOnce);
                return true;
            }
        );
        Assert.Equal(Enumerable.Range(0, Count), committed);
        Assert.Equal(1, most);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public async Task FewChunksAreInFlightWhenOneTakesLong(int threads)
    {
        var read = 0;
        var committed = 0;
        var most = 0;
        await Run(
            threads,
            Chunks(Count)
                .Select(c =>
                {
                    // What is read and not committed yet; the source is read by one thread at a time.
                    most = Math.Max(most, ++read - Volatile.Read(ref committed));
                    return c;
                }),
            new Worker { Slow = 0 },
            _ =>
            {
                Interlocked.Increment(ref committed);
                return true;
            }
        );
        Assert.Equal(Count, read);
        Assert.InRange(most, 1, 4 * threads);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public async Task NothingIsCommittedAfterTheOneThatWantsNoMore(int threads)
    {
        var committed = new List<int>();
        await Run(
            threads,
            Chunks(int.MaxValue),
            new Worker(),
            result =>
            {
                committed.Add(result);
                return result < 20;
            }
        );
        Assert.Equal(Enumerable.Range(0, 21), committed);
    }

    [Theory]
    [InlineData("source", 1)]
    [InlineData("source", 4)]
    [InlineData("worker", 1)]
    [InlineData("worker", 4)]
    [InlineData("commit", 1)]
    [InlineData("commit", 4)]
    [InlineData("start", 1)]
    [InlineData("start", 4)]
    public async Task WhatFailsEndsTheRunAndIsHeard(string where, int threads)
    {
        var committed = new List<int>();
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() =>
            Run(
                threads,
                Chunks(int.MaxValue).Select(c => where == "source" && c.Ordinal == 50 ? throw Broken() : c),
                new Worker { Failing = where == "worker" ? 50 : -1 },
                result =>
                {
                    if (where == "commit" && result == 50)
                        throw Broken();
                    committed.Add(result);
                    return true;
                },
                failsAtStart: where == "start"
            )
        );
        Assert.Equal("broken", failure.Message);
        Assert.Equal(Enumerable.Range(0, committed.Count), committed);
        Assert.True(committed.Count <= 50);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public async Task ARunCanBeStopped(int threads)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Run(
                threads,
                Chunks(int.MaxValue),
                new Worker(),
                result =>
                {
                    if (result == 30)
                        stop.Cancel();
                    return true;
                },
                stop: stop
            )
        );
    }

    private static Task Run(
        int threads,
        IEnumerable<RecordChunk> chunks,
        Worker worker,
        Func<int, bool> commit,
        bool failsAtStart = false,
        CancellationTokenSource? stop = null
    ) =>
        Task.Run(
                () =>
                    new ChunkPipeline<int>(threads).Run(
                        chunks,
                        () => failsAtStart ? throw Broken() : worker,
                        commit,
                        stop?.Token ?? CancellationToken.None
                    ),
                TestContext.Current.CancellationToken
            )
            .WaitAsync(LongestRun, TestContext.Current.CancellationToken);

    private static IEnumerable<RecordChunk> Chunks(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new()
            {
                File = new("-", 0, "test"),
                Ordinal = i,
                Buffer = [],
                Records = [],
            };
        }
    }

    private static InvalidDataException Broken() => new("broken");

    /// <summary>Gives a chunk's number, sometimes late.</summary>
    private sealed class Worker : IChunkWorker<int>
    {
        public int Failing { get; init; } = -1;

        public int Slow { get; init; } = -1;

        public int Process(RecordChunk chunk)
        {
            if (chunk.Ordinal == Failing)
                throw Broken();
            if (chunk.Ordinal == Slow)
                Thread.Sleep(100);
            else if (chunk.Ordinal % 7 == 0)
                Thread.Yield();
            return chunk.Ordinal;
        }
    }
}
