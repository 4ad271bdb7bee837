using Tocsin.Core.Engine.Sequence;

namespace Tocsin.Core.Tests.Engine.Sequence;

/// <summary>State is bounded, what is dropped is counted, and what has expired is gone.</summary>
public sealed class SequenceLimitsTests
{
    [Fact]
    public void OldestKeysAreDroppedAndCounted()
    {
        var shape = new SequenceShape("a b", null);
        var (run, matches) = Start(shape, SequenceLimits.Default with { KeysMax = 10 });

        for (var i = 0; i < 100; i++)
            run.Push(shape.ToCandidate(new('a', ((char)('A' + i)).ToString(), i), i), matches);

        Assert.Equal(10, run.KeyCount);
        Assert.Equal(10, run.LiveStates);
        Assert.Equal(90, run.Evicted);
        run.Push(shape.ToCandidate(new('b', ((char)('A' + 99)).ToString(), 100), 100), matches);
        run.Push(shape.ToCandidate(new('b', "A", 100), 101), matches);
        Assert.Equal(["99", "100"], Assert.Single(matches).Events.Select(e => e!.Id));
    }

    [Fact]
    public void BytesAreBounded()
    {
        var shape = new SequenceShape("a b", null);
        var (run, matches) = Start(shape, SequenceLimits.Default with { BytesMax = 10_000 });

        for (var i = 0; i < 1_000; i++)
            run.Push(shape.ToCandidate(new('a', ((char)(0x100 + i)).ToString(), i), i), matches);

        Assert.InRange(run.KeyCount, 1, 60);
        Assert.Equal(1_000, run.KeyCount + run.Evicted);
    }

    [Fact]
    public void WaitingMatchesAreBounded()
    {
        var shape = new SequenceShape("a !c", 1_000_000);
        var (run, matches) = Start(shape, SequenceLimits.Default with { PendingMax = 5 });

        for (var i = 0; i < 20; i++)
            run.Push(shape.ToCandidate(new('a', "x", i), i), matches);
        run.Complete(matches);

        Assert.Equal(15, run.Evicted);
        Assert.Equal(["15", "16", "17", "18", "19"], matches.Select(m => m.Events[0]!.Id));
    }

    [Fact]
    public void StateGoesWhenItsSpanHasPassed()
    {
        var shape = new SequenceShape("!c a b", 10);
        var (run, matches) = Start(shape, SequenceLimits.Default);
        run.Push(shape.ToCandidate(new('a', "x", 0), 0), matches);
        run.Push(shape.ToCandidate(new('c', "y", 5), 1), matches);

        run.AdvanceTo(10, matches);
        Assert.Equal(2, run.KeyCount);
        run.AdvanceTo(11, matches);
        Assert.Equal(1, run.KeyCount);
        Assert.Equal(0, run.LiveStates);
        run.AdvanceTo(16, matches);
        Assert.Equal(0, run.KeyCount);
        Assert.Equal(0, run.Evicted);
    }

    [Fact]
    public void TrailingMissingEventFiresOnlyWhenItsSpanHasPassed()
    {
        var shape = new SequenceShape("a !c", 10);
        var (run, matches) = Start(shape, SequenceLimits.Default);
        run.Push(shape.ToCandidate(new('a', "x", 0), 0), matches);

        run.AdvanceTo(10, matches);
        Assert.Empty(matches);
        run.AdvanceTo(11, matches);
        Assert.Single(matches);
    }

    [Fact]
    public void InstantsAtBothEndsOfTimeAreFarApart()
    {
        var shape = new SequenceShape("a !c b !c", 10);
        var (run, matches) = Start(shape, SequenceLimits.Default);
        run.Push(shape.ToCandidate(new('a', "x", long.MinValue + 1), 0), matches);
        run.Push(shape.ToCandidate(new('b', "x", long.MaxValue - 1), 1), matches);
        run.Push(shape.ToCandidate(new('a', "x", long.MaxValue - 1), 2), matches);
        run.Push(shape.ToCandidate(new('b', "x", long.MaxValue), 3), matches);
        run.AdvanceTo(long.MaxValue, matches);
        run.Complete(matches);

        Assert.Equal(["2", null, "3", null], Assert.Single(matches).Events.Select(e => e?.Id));
    }

    [Fact]
    public void TuplesOfOneEventAreBounded()
    {
        var item = new JoinItem(
            Core.Languages.Binding.BoundLiteral.FromTruth(Core.Languages.Binding.Truth.True, default),
            [new JoinKey(-1, true)]
        );
        long dropped = 0;

        var tuples = item.TuplesOf(null!, new(), 1, ref dropped);

        Assert.Single(tuples!);
        Assert.Equal(0, dropped);
    }

    private static (SequenceRun Run, List<SequenceMatch> Matches) Start(SequenceShape shape, SequenceLimits limits) =>
        ((SequenceRun)shape.ToProgram(limits).Start(), []);
}
