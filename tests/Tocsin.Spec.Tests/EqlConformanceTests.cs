using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Eql;

namespace Tocsin.Spec.Tests;

/// <summary>Each case of <c>conformance/eql</c>, with all of the mapping and with as little of it as its tags allow.</summary>
public sealed class EqlConformanceTests
{
    public static TheoryData<string> CaseIds => [.. EqlConformance.Cases.Keys];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseGivesTheExpectedResults(string id) => Check(id, MappingUse.Closed);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseGivesTheSameResultsWhereEveryFieldIsAccepted(string id)
    {
        Assert.SkipWhen(EqlConformance.Cases[id].HasTag("closed-mapping"), "depends on which fields exist");
        Check(id, MappingUse.Open);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseGivesTheSameResultsWithoutTypes(string id)
    {
        var testCase = EqlConformance.Cases[id];
        Assert.SkipWhen(testCase.HasTag("closed-mapping") || testCase.HasTag("types"), "depends on the mapping");
        Check(id, MappingUse.None);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseGivesTheSameResultsWithoutTheOptimizer(string id) =>
        Check(id, MappingUse.Closed, o => o with { Optimizer = TreePipeline.None });

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseGivesTheSameResultsOnSeveralThreads(string id) => Check(id, MappingUse.Closed, null, collectors: 4);

    private static void Check(
        string id,
        MappingUse use,
        Func<EqlOptions, EqlOptions>? change = null,
        int collectors = 1
    )
    {
        var testCase = EqlConformance.Cases[id];
        var mapping = EqlConformance.ReadMapping(testCase.Dataset, use);
        var fields = new FieldTable();
        var diagnostics = new DiagnosticBag();

        var program = EqlConformance.Compile(testCase, mapping, fields, diagnostics, change);

        if (testCase.IsError)
        {
            Assert.Null(program);
            Assert.True(diagnostics.HasErrors);
            return;
        }

        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var runner = EqlConformance.RunnerFor(testCase, program!);
        var parts = Enumerable.Range(0, collectors).Select(_ => runner.CreateCollector()).ToArray();
        var events = EqlConformance.ReadEvents(testCase.Dataset, fields, mapping);
        // As if other threads had been faster: later events first, and dealt out in turn.
        if (collectors > 1)
            events.Reverse();
        foreach (var (index, next) in events.Index())
            parts[index % collectors].Add(next);
        var found = EqlConformance.Lines(runner.Finish(parts));

        var expected = testCase.Expected;
        if (testCase.IsUnordered)
        {
            found.Sort(StringComparer.Ordinal);
            expected.Sort(StringComparer.Ordinal);
        }

        Assert.Equal(expected, found);
    }
}
