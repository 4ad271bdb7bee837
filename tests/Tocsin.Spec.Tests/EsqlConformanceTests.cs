using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The cases of <c>conformance/esql</c>, run in every way in which a query can be run.</summary>
public sealed class EsqlConformanceTests
{
    // Cases only need it to be later than 2025-01-01.
    private const long NowMillis = 1_773_144_000_000;

    public static TheoryData<string> CaseIds => [.. EsqlCase.Ids];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void CaseGivesTheExpectedRows(string id)
    {
        var testCase = EsqlCase.Get(id);
        var run = new Run(testCase, EsqlOptions.ForQuery);
        if (testCase.IsError)
        {
            Assert.Null(run.Program);
            Assert.NotEmpty(run.Errors);
            return;
        }

        Assert.Empty(run.Errors);
        var result = EsqlQueryRunner.Run(run.Program!, run.Events, NowMillis);
        Assert.Null(result.Error);
        Assert.Null(EsqlRowComparer.Difference(testCase, result.Table!));
        foreach (var warning in testCase.Warnings)
            Assert.Contains(result.Warnings, w => w.Contains(warning, StringComparison.Ordinal));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void TheOptimizerChangesNothing(string id)
    {
        var testCase = EsqlCase.Get(id);
        var run = new Run(testCase, EsqlOptions.ForQuery with { Optimizes = false });
        Assert.Equal(testCase.IsError, run.Program is null);
        if (run.Program is null)
            return;
        var result = EsqlQueryRunner.Run(run.Program, run.Events, NowMillis);
        Assert.Null(EsqlRowComparer.Difference(testCase, result.Table!));
    }

    /// <summary>As a rule runs it: events in any order, in panes of any size, merged or finished together.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void OrderAndPanesDoNotShow(string id)
    {
        var testCase = EsqlCase.Get(id);
        // A limit without an order keeps the first events: which those are is what is changed here.
        Assert.SkipWhen(Exclusions.LimitsWithoutOrder.Contains(id), "keeps the first rows of no order");
        foreach (var options in new[] { EsqlOptions.ForQuery, EsqlOptions.ForQuery with { ClockIsFixed = false } })
        {
            foreach (var paneSize in new[] { 1, 7, 4096 })
                CheckPanes(testCase, options, paneSize, seed: paneSize);
        }
    }

    private static void CheckPanes(EsqlCase testCase, EsqlOptions options, int paneSize, int seed)
    {
        var run = new Run(testCase, options);
        if (run.Program is not { Source: not null } program)
            return;
        var events = run.Events.ToArray();
        new Random(seed).Shuffle(events);
        var context = new EvalContext { NowMillis = NowMillis };
        var panes = new List<Core.Engine.Window.IPane>();
        for (var i = 0; i < events.Length; i++)
        {
            if (i % paneSize == 0)
                panes.Add(program.Pipeline.CreatePane(keepEvidence: paneSize == 7));
            context.Event = events[i];
            panes[^1].Add(context, events[i].Timestamp);
        }

        var together = program.Pipeline.Finish(panes, NowMillis, null);
        var difference = EsqlRowComparer.Difference(testCase, together);
        Assert.True(difference is null, $"panes of {paneSize}: {difference}");
        var first = panes.FirstOrDefault() ?? program.Pipeline.CreatePane(false);
        foreach (var pane in panes.Skip(1))
            first.Merge(pane);
        Same(together, program.Pipeline.Finish([first], NowMillis, null));
    }

    private static void Same(ResultTable expected, ResultTable actual)
    {
        Assert.Equal(expected.Rows.Count, actual.Rows.Count);
        for (var i = 0; i < expected.Rows.Count; i++)
            Assert.Equal(expected.Rows[i].Cells, actual.Rows[i].Cells, Core.Values.ValueComparer.Instance);
    }

    /// <summary>Cases that a test leaves out, each with the reason there.</summary>
    private static class Exclusions
    {
        public static readonly HashSet<string> LimitsWithoutOrder = [];
    }

    /// <summary>A case compiled over its data.</summary>
    private sealed class Run
    {
        public Run(EsqlCase testCase, EsqlOptions options)
        {
            var data = new EsqlDataset(testCase.Datasets);
            var fields = new FieldTable();
            var diagnostics = new DiagnosticBag();
            var query = SourceText.From(testCase.Query, "query");
            Program = EsqlCompiler.Compile(
                query,
                data.SchemaFor,
                fields,
                options with
                {
                    KnownIndices = data.Indices,
                },
                diagnostics
            );
            Errors = [.. diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render)];
            Events = Program?.Source is { } source ? data.Events(source, fields) : [];
        }

        public EsqlProgram? Program { get; }

        public string[] Errors { get; }

        public List<JsonEvent> Events { get; }
    }
}
