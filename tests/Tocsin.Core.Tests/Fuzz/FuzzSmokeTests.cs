using Tocsin.Fuzz;

namespace Tocsin.Core.Tests.Fuzz;

/// <summary>A short run of every fuzz target, the same each time; the long runs are <c>tests/Tocsin.Fuzz</c>'s own.</summary>
public sealed class FuzzSmokeTests
{
    private const int Seed = 20260301;
    private const int InputCount = 300;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void SeedsAreComeThrough(string name)
    {
        var target = Target(name);
        foreach (var seed in target.Seeds)
            Assert.Null(Record.Exception(() => target.Run(seed)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void MutatedInputsAreComeThrough(string name)
    {
        var target = Target(name);
        // Other tests use the processor too, and the time taken is the process's.
        var run = new FuzzRun(target, target.Seeds, Seed) { TimeMax = TimeSpan.FromMinutes(5) };

        var result = run.Run(0, InputCount, TestContext.Current.CancellationToken);

        Assert.Empty(result.Failures.Select(f => $"--seed {Seed} --only {f.Index}: {f.Problem}\n{f.Literal}"));
        Assert.Equal(InputCount, result.InputCount);
    }

    [Fact]
    public void AnInputIsAFunctionOfSeedAndNumber()
    {
        var target = Target("eql");
        var (run, again) = (new FuzzRun(target, target.Seeds, 1), new FuzzRun(target, target.Seeds, 1));

        Assert.Equal(Enumerable.Range(0, 50).Select(run.InputAt), Enumerable.Range(0, 50).Select(again.InputAt));
        Assert.NotEqual(run.InputAt(0), new FuzzRun(target, target.Seeds, 2).InputAt(0));
    }

    [Fact]
    public void ATargetThatThrowsIsFoundOut()
    {
        var run = new FuzzRun(new Fragile(), ["abc"], Seed);

        var result = run.Run(0, 200, TestContext.Current.CancellationToken);

        Assert.Contains(result.Failures, f => f.Problem.Contains("no `a`", StringComparison.Ordinal));
    }

    private static FuzzTarget Target(string name) => FuzzTargets.All.Single(t => t.Name == name);

    /// <summary>Cannot do without an <c>a</c>.</summary>
    private sealed class Fragile() : FuzzTarget("fragile")
    {
        public override IReadOnlyList<string> Seeds => ["abc"];

        public override void Run(string input) => FuzzFailure.Unless(input.Contains('a'), "no `a`");
    }
}
