using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>Queries as rules run them (specification, section 17).</summary>
public sealed class EsqlRuleModeTests
{
    private const string Types = "n integer\nname keyword\ntags keyword\n@timestamp date";

    private static readonly string[] Documents =
    [
        """{"_id": "e1", "@timestamp": "2024-05-01T09:00:00Z", "n": 1, "name": "a", "tags": ["x", "y"]}""",
        """{"_id": "e2", "@timestamp": "2024-05-01T09:30:00Z", "n": 2, "name": "a"}""",
        """{"_id": "e3", "@timestamp": "2024-05-01T09:59:00Z", "n": 3, "name": "b", "tags": "z"}""",
        """{"_id": "e4", "@timestamp": "2024-05-01T09:58:00Z", "n": 4, "name": "c"}""",
    ];

    private static EsqlHarness Harness => new(Types, Documents);

    private static ResultTable Window(EsqlHarness harness, EsqlProgram program, long nowMillis = EsqlHarness.NowMillis)
    {
        var pane = program.Pipeline.CreatePane(keepEvidence: true);
        // What the engine sets while it reads is not the tick.
        foreach (var read in harness.Events())
            pane.Add(new() { Event = read, NowMillis = 0 }, read.Timestamp);
        return program.Pipeline.Finish([pane], nowMillis, null);
    }

    [Theory]
    [InlineData("FROM test | WHERE n > 2", true, false)]
    [InlineData("FROM test | WHERE n > 2 | EVAL x = n + 1 | MV_EXPAND tags | KEEP x, tags", true, false)]
    [InlineData("FROM test | SORT n | LIMIT 1", false, false)]
    [InlineData("FROM test | SORT n", false, false)]
    [InlineData("FROM test | LIMIT 5", false, false)]
    [InlineData("FROM test | WHERE @timestamp > NOW() - 5m", false, false)]
    [InlineData("FROM test | INLINE STATS c = COUNT(*) | WHERE c > 1", false, false)]
    [InlineData("FROM test | STATS c = COUNT(*)", false, true)]
    [InlineData("FROM test | STATS c = COUNT(*) BY name | WHERE c > 1", false, true)]
    public void TheShapeDecidesWhichProgramRuns(string query, bool isMatch, bool isAggregating)
    {
        var program = Harness.Compile(query, EsqlOptions.ForRule);
        Assert.Equal(isMatch, program.Match is not null);
        Assert.Equal(!isMatch, program.Window is not null);
        Assert.Equal(isAggregating, program.IsAggregating);
        Assert.Equal(isAggregating, program.Pipeline.IsAggregating);
    }

    [Fact]
    public void AMatchGivesTheRowsOfItsEvent()
    {
        var harness = Harness;
        var program = harness.Compile(
            "FROM test METADATA _id | WHERE n < 3 | MV_EXPAND tags | EVAL m = n * 10 | KEEP _id, m, tags",
            EsqlOptions.ForRule
        );
        var rows = new List<Value[]>();
        foreach (var read in harness.Events())
            program.Match!.Evaluate(EsqlHarness.Context(read), rows);
        Assert.Equal(
            ["e1 | 10 | x", "e1 | 10 | y", "e2 | 20 | null"],
            rows.Select(r => string.Join(" | ", r.Select(c => ValueText.Format(c))))
        );
        Assert.Equal(["tags"], program.ExpandedFields);
        Assert.NotNull(program.Match!.Condition);
    }

    [Fact]
    public void ColumnsThatOnlyTheSourceBringsAreTheEvent()
    {
        var whole = Harness.Compile("FROM test METADATA _id | WHERE n > 2 | EVAL x = 1", EsqlOptions.ForRule);
        Assert.True(whole.IsWholeEvent);
        Assert.Equal(["_id", "x"], whole.Columns.Select(c => c.Name));
        var kept = Harness.Compile("FROM test | EVAL x = 1 | KEEP x, name", EsqlOptions.ForRule);
        Assert.False(kept.IsWholeEvent);
        Assert.Equal(["x", "name"], kept.Columns.Select(c => c.Name));
    }

    [Fact]
    public void AWildcardOfARuleKeepsFieldsOfTheEventUsable()
    {
        var harness = new EsqlHarness("", Documents);
        var program = harness.Compile(
            "FROM test | EVAL Esql.x = 1 | KEEP n*, Esql.* | WHERE name == \"b\"",
            EsqlOptions.ForRule
        );
        Assert.Equal(["Esql.x"], program.Columns.Select(c => c.Name));
        var rows = new List<Value[]>();
        foreach (var read in harness.Events())
            program.Match!.Evaluate(EsqlHarness.Context(read), rows);
        Assert.Single(rows);
        Assert.Null(
            harness.Compile("FROM test | KEEP n*, user.name | WHERE process.name == \"b\"", EsqlOptions.ForRule, out _)
        );
    }

    [Fact]
    public void EachRowOfAWindowRestsOnItsEvents()
    {
        var harness = Harness;
        var program = harness.Compile(
            "FROM test | STATS c = COUNT(*), s = SUM(n) BY name | WHERE c > 1",
            EsqlOptions.ForRule
        );
        var row = Assert.Single(Window(harness, program).Rows);
        Assert.Equal("a", row.GroupKey[0].AsText());
        Assert.Equal(2, row.Evidence!.Count);
        Assert.Equal(["e1", "e2"], row.Evidence.Items.Select(i => i.Id));
    }

    [Fact]
    public void EvidenceIsCarriedThroughLaterAggregations()
    {
        var harness = Harness;
        var program = harness.Compile(
            "FROM test | STATS c = COUNT(*) BY name | STATS groups = COUNT(*), m = MAX(c) | EVAL x = groups + m",
            EsqlOptions.ForRule
        );
        var row = Assert.Single(Window(harness, program).Rows);
        Assert.Equal(4, row.Evidence!.Count);
        Assert.Empty(row.GroupKey);
    }

    [Fact]
    public void RowsOfEventsRestOnOneEvent()
    {
        var harness = Harness;
        var program = harness.Compile("FROM test | SORT n DESC | LIMIT 2 | KEEP n", EsqlOptions.ForRule);
        var rows = Window(harness, program).Rows;
        Assert.Equal(["e4", "e3"], rows.Select(r => Assert.Single(r.Evidence!.Items).Id));
    }

    [Theory]
    [InlineData("FROM test | WHERE @timestamp > NOW() - 5m | KEEP n", "3", "4")]
    [InlineData("FROM test | WHERE n > 3 AND @timestamp > NOW() - 5m | KEEP n", "4")]
    [InlineData("FROM test | WHERE KQL(\"name: b\") OR @timestamp < NOW() - 45m | KEEP n", "1", "3")]
    [InlineData(
        "FROM test | EVAL age = DATE_DIFF(\"minute\", @timestamp, NOW()) | WHERE KQL(\"name: a\") | KEEP n, age",
        "1 | 60",
        "2 | 30"
    )]
    [InlineData("FROM test | EVAL age = DATE_DIFF(\"minute\", @timestamp, NOW()) | STATS m = MAX(age)", "60")]
    [InlineData(
        "FROM test | WHERE @timestamp > NOW() - 45m | STATS c = COUNT(*) BY name | SORT name",
        "1 | a",
        "1 | b",
        "1 | c"
    )]
    [InlineData("FROM test | EVAL t = NOW() - 45m | MV_EXPAND tags | WHERE @timestamp < t | KEEP tags", "x", "y")]
    [InlineData(
        "FROM test | EVAL t = NOW() - 45m | MV_EXPAND t | WHERE @timestamp < t | KEEP tags, name",
        "[x, y] | a"
    )]
    [InlineData(
        "FROM test METADATA _index | WHERE @timestamp < NOW() - 45m OR n > 3 | STATS c = COUNT(*) WHERE NOT _index LIKE \".ds-x*\", m = MAX(n)",
        "2 | 4"
    )]
    [InlineData(
        "FROM test | WHERE @timestamp < NOW() - 45m | FORK (KEEP n) (EVAL n = n + 1 | KEEP n) | KEEP n, _fork",
        "1 | fork1",
        "2 | fork2"
    )]
    public void TheClockIsTheTick(string query, params string[] expected)
    {
        var harness = Harness;
        var program = harness.Compile(query, EsqlOptions.ForRule);
        var rows = EsqlHarness.Print(Window(harness, program));
        Assert.Equal(expected, rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OnePaneServesManyTicks()
    {
        var harness = Harness;
        var program = harness.Compile(
            "FROM test | WHERE @timestamp > NOW() - 5m | STATS c = COUNT(*)",
            EsqlOptions.ForRule
        );
        Assert.Equal(["2"], EsqlHarness.Print(Window(harness, program)));
        Assert.Equal(["0"], EsqlHarness.Print(Window(harness, program, EsqlHarness.NowMillis + 3_600_000)));
    }

    [Theory]
    [InlineData("FROM test | STATS c = COUNT(*)", true)]
    [InlineData("FROM test | STATS c = COUNT(*) BY name", false)]
    [InlineData("FROM test | STATS c = COUNT(*) BY name | STATS d = COUNT(*)", true)]
    [InlineData("FROM test | STATS c = COUNT(*) | LIMIT 0", false)]
    [InlineData("FROM test | SORT n", false)]
    [InlineData("FROM test | FORK (WHERE n > 1) (STATS c = COUNT(*))", true)]
    public void EmptyWindowsGiveRowsOnlyWithoutKeys(string query, bool expected)
    {
        var program = Harness.Compile(query, EsqlOptions.ForRule);
        Assert.Equal(expected, program.Pipeline.EmptyWindowGivesRows);
        Assert.Equal(expected, program.Pipeline.Finish([], EsqlHarness.NowMillis, null).Rows.Count > 0);
    }

    [Fact]
    public void ConditionHoldsForEveryEventThatCounts()
    {
        var harness = Harness;
        var program = harness.Compile(
            "FROM test | WHERE n > 1 | EVAL x = n | WHERE x < 4 AND name != \"b\" | STATS c = COUNT(*)",
            EsqlOptions.ForRule
        );
        var passing = harness
            .Events()
            .Where(e => program.Pipeline.Condition!.Test(EsqlHarness.Context(e)) == Truth.True);
        Assert.Equal(["e2"], passing.Select(e => e.Id));
    }

    [Theory]
    [InlineData("logs-kubernetes.audit_logs-default", "_index LIKE \".ds-logs-kubernetes*\"", 1)]
    [InlineData(
        "logs-kubernetes.audit_logs-default",
        "_index == \".ds-logs-kubernetes.audit_logs-default-2024.05.01-000001\"",
        1
    )]
    [InlineData("logs-kubernetes.audit_logs-default", "_index == \"logs-kubernetes.audit_logs-default\"", 1)]
    [InlineData("plain", "_index LIKE \".ds-*\"", 0)]
    public void BackingIndicesAreComparedOnlyWhereTheyAreMeant(string index, string condition, int expected)
    {
        var fields = new Core.Fields.FieldTable();
        var program = EsqlCompiler.Compile(
            Core.Text.SourceText.From($"FROM * METADATA _index | WHERE {condition}", "query"),
            p => Core.Fields.FieldTypes.Default.SchemaFor(p, []),
            fields,
            EsqlOptions.ForRule,
            new()
        );
        var read = new Tocsin.Tests.JsonEvent(Documents[0], fields, _ => Core.Fields.DataType.Date, 0, index, new());
        var rows = new List<Value[]>();
        program!.Match!.Evaluate(EsqlHarness.Context(read), rows);
        Assert.Equal(expected, rows.Count);
    }

    [Fact]
    public void RulesHaveNoLimitButTheirOwn()
    {
        var documents = Enumerable.Range(0, 1200).Select(i => $$"""{"_id": "d{{i}}", "n": {{i}}}""");
        var harness = new EsqlHarness(Types, documents);
        var program = harness.Compile("FROM test | SORT n | KEEP n", EsqlOptions.ForRule);
        Assert.Equal(1200, Window(harness, program).Rows.Count);
    }

    [Fact]
    public void ARuleNeedsASource()
    {
        Assert.Null(Harness.Compile("ROW a = 1", EsqlOptions.ForRule, out var diagnostics));
        Assert.Equal("TOC3301", Assert.Single(diagnostics).Descriptor.Code);
    }

    [Fact]
    public void AContextSharedWithOthersKeepsItsCells()
    {
        var harness = Harness;
        var program = harness.Compile("FROM test | EVAL x = n + 1 | WHERE x > 0 | KEEP x", EsqlOptions.ForRule);
        var cells = new[] { Value.FromInteger(7) };
        Event read = harness.Events()[0];
        var context = new EvalContext { Event = read, Cells = cells };
        program.Match!.Evaluate(context, []);
        program.Pipeline.CreatePane(keepEvidence: false).Add(context, 0);
        Assert.Same(cells, context.Cells);
    }
}
