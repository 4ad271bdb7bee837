using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Log;

public sealed class RecentKeysTests
{
    [Fact]
    public void AKeyIsKnownForTheWholeWindow()
    {
        var keys = new RecentKeys(TimeSpan.FromSeconds(300), 1_000);
        keys.Keep(new(1, 1), 0);
        for (var at = 0; at <= 300_000; at += 1_000)
        {
            keys.Keep(new((ulong)at + 2, 2), at);
            Assert.True(keys.Contains(new(1, 1)), $"{at}");
        }
    }

    [Fact]
    public void AKeyIsForgottenAfterIt()
    {
        var keys = new RecentKeys(TimeSpan.FromSeconds(300), 1_000);
        keys.Keep(new(1, 1), 0);
        keys.Keep(new(2, 1), 500_000);
        keys.Keep(new(3, 1), 1_000_000);
        Assert.False(keys.Contains(new(1, 1)));
        Assert.True(keys.Contains(new(3, 1)));
    }

    [Fact]
    public void ThereAreNeverMoreThanAllowedAndTheOldestGo()
    {
        var keys = new RecentKeys(TimeSpan.FromDays(1), 100);
        for (ulong i = 1; i <= 10_000; i++)
        {
            keys.Keep(new(i, 1), 0);
            Assert.True(keys.Count <= 100);
        }

        for (ulong i = 9_930; i <= 10_000; i++)
            Assert.True(keys.Contains(new(i, 1)));
        Assert.False(keys.Contains(new(1, 1)));
    }

    [Fact]
    public void WhatWasTakenBackIsNotKnown()
    {
        var keys = new RecentKeys(TimeSpan.FromDays(1), 100);
        Assert.True(keys.TryAdd(new(1, 1), 0));
        Assert.False(keys.TryAdd(new(1, 1), 0));
        keys.Rollback();
        Assert.True(keys.TryAdd(new(1, 1), 0));
        keys.Commit();
        Assert.False(keys.TryAdd(new(1, 1), 0));
    }
}
