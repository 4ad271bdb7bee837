using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Pipeline.Deferred;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Tests.Languages.Esql;

namespace Tocsin.Core.Tests.Engine.Pipeline;

/// <summary>Groups are turned down by their number of rows only where that is certain.</summary>
public sealed class DeferredGroupsTests
{
    private const string Types = "host keyword\ntags keyword\npad keyword\n@timestamp date";

    [Fact]
    public void RowsThatWereFoldedAreStillKnownToHaveSeveralValues()
    {
        // Eight rows of three tags each, and large enough that their blocks are given back once they are folded.
        var documents = Enumerable
            .Range(0, 8)
            .Select(i =>
                $$"""{"_id": "e{{i}}", "@timestamp": {{EsqlHarness.NowMillis}}, "host": "h", "tags": ["a{{i}}", "b{{i}}", "c{{i}}"], "pad": "{{new string('x', 20_000)}}"}"""
            );
        var harness = new EsqlHarness(Types, documents);
        var program = harness.Compile(
            "FROM test | STATS t = COUNT_DISTINCT(tags), p = VALUES(pad) BY host | WHERE t > 20 | KEEP host, t",
            EsqlOptions.ForRule
        );
        var pane = program.Pipeline.CreatePane(keepEvidence: true);
        foreach (var read in harness.Events())
            pane.Add(EsqlHarness.Context(read), read.Timestamp);
        var before = EsqlHarness.Print(program.Pipeline.Finish([pane], EsqlHarness.NowMillis, null));
        pane.Shrink();
        var result = program.Pipeline.Finish([pane], EsqlHarness.NowMillis, null);
        Assert.Single(result.Rows);
        Assert.Equal(before, EsqlHarness.Print(result));
    }

    [Theory]
    [InlineData("d > 5", 6L)]
    [InlineData("d >= 5", 5L)]
    [InlineData("d == 2", 2L)]
    [InlineData("n > 300000", 300_001L)]
    [InlineData("c > 300000", 300_001L)]
    [InlineData("d > 199999", 200_000L)]
    // Beyond what is counted exactly a count is an estimate, and may be more than there are rows.
    [InlineData("d > 250000", null)]
    [InlineData("d < 5", null)]
    public void ACountTellsHowManyRowsAGroupMustHave(string condition, long? expected)
    {
        var program = new EsqlHarness(Types, []).Compile(
            $"FROM test | STATS d = COUNT_DISTINCT(tags), n = COUNT(*), c = COUNT(tags) BY host | WHERE {condition}",
            EsqlOptions.ForRule
        );
        var having = program.Pipeline.Operators.OfType<FilterOperator>().Select(f => f.Condition).ToList();
        var bounds = GroupCondition.LowerBoundsOfCount((AggregateOperator)program.Pipeline.Stage.Gather, having);
        Assert.Equal(expected is { } count ? [count] : Array.Empty<long>(), bounds.Select(b => b.Count));
    }
}
