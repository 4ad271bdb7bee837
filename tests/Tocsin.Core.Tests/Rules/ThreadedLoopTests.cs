using Tocsin.Core.Rules;

namespace Tocsin.Core.Tests.Rules;

public class ThreadedLoopTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4)]
    [InlineData(3, 8)]
    [InlineData(1000, 1)]
    [InlineData(1000, 7)]
    public void EachNumberIsCalledOnceWithAnyNumberOfThreads(int count, int threads)
    {
        var calls = new int[count];
        var bodies = 0;

        ThreadedLoop.Run(
            count,
            threads,
            () =>
            {
                Interlocked.Increment(ref bodies);
                return i => Interlocked.Increment(ref calls[i]);
            }
        );

        Assert.All(calls, c => Assert.Equal(1, c));
        Assert.InRange(bodies, 1, threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TheFirstExceptionEndsTheLoopAndReachesTheCaller(int threads)
    {
        var failure = Assert.Throws<InvalidOperationException>(() =>
            ThreadedLoop.Run(
                10_000,
                threads,
                () =>
                    i =>
                    {
                        if (i >= 100)
                            throw new InvalidOperationException("broken");
                    }
            )
        );

        Assert.Equal("broken", failure.Message);
    }
}
