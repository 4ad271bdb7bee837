using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Rules;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;
using Tocsin.Serve.Tests.Log;
using static Tocsin.Serve.Tests.Alerts.AlertCases;

namespace Tocsin.Serve.Tests.Alerts;

/// <summary>What holds for alerts in whatever database; each database has a class of its own.</summary>
public abstract class AlertStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private IAlertStore? _store;
    private SqliteLog? _log;

    private protected TestTime Time { get; } = new(Noon);

    private protected SqliteLog Log => _log ??= LogCases.Open(LogCases.Options(_folder.Path), Time);

    private protected IAlertStore Store => _store ??= Open(Log, Time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual void Dispose()
    {
        (_store as IAsyncDisposable)?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _log?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract IAlertStore Open(SqliteLog log, TestTime time);

    [Fact]
    public async Task AnAlertIsKeptWithWhatItIsFoundBy()
    {
        Apply(1, Raised(OnEvent("a")));
        var alert = Assert.Single((await Find(new())).Alerts);
        Assert.Equal(("a", 1L, "rule-1", "query"), (alert.Id, alert.Revision, alert.RuleId, alert.RuleType));
        Assert.Equal((RuleSeverity.Medium, 47d, Noon), (alert.Severity, alert.RiskScore, alert.TimeMillis));
        Assert.Equal((Noon - 1000, "logs-kubernetes.audit_logs-default"), (alert.FirstMillis, alert.Index));
        Assert.Equal((AlertStatus.Open, 1L), (alert.Status, alert.EvidenceCount));
        Assert.Equal(["eve"], alert.LabelsOf(AlertLabels.User));
        Assert.Equal(["10.0.0.5"], alert.LabelsOf(AlertLabels.SourceIp));
        Assert.Equal(["Execution", "TA0002"], alert.LabelsOf(AlertLabels.Tactic));
        Assert.False(alert.IsDamaged);
    }

    [Fact]
    public async Task ApplyingAStepTwiceIsTheSameAsOnce()
    {
        Apply(1, Raised(OnEvent("a")));
        Apply(1, Raised(OnEvent("a")));
        Assert.Equal(1, (await Find(new())).Total);
        Assert.Equal(1, (await Get("a")).Revision);
    }

    [Fact]
    public async Task AnExtendedAlertKeepsWhatPeopleSaid()
    {
        Apply(1, Raised(OnEvent("a")));
        await Store.TriageAsync(
            ["a"],
            new()
            {
                Who = "ann",
                Status = AlertStatus.Acknowledged,
                AddTags = ["case-7"],
                AddAssignees = ["bob"],
            },
            Cancellation
        );
        Apply(2, Extended(OnEvent("a", """{"user":{"name":"mallory"}}""")));
        var alert = await Get("a");
        Assert.Equal((AlertStatus.Acknowledged, "ann", 3L), (alert.Status, alert.StatusBy, alert.Revision));
        Assert.Equal(["case-7"], alert.LabelsOf(AlertLabels.Tag));
        Assert.Equal(["mallory"], alert.LabelsOf(AlertLabels.User));
        using var document = JsonDocument.Parse(alert.Document);
        var root = document.RootElement;
        Assert.Equal("acknowledged", root.GetProperty("kibana.alert.workflow_status").GetString());
        Assert.Equal("case-7", root.GetProperty("kibana.alert.workflow_tags")[0].GetString());
        Assert.Equal("bob", root.GetProperty("kibana.alert.workflow_assignee_ids")[0].GetString());
        Assert.Equal("ann", root.GetProperty("kibana.alert.workflow_user").GetString());
        Assert.Equal("mallory", root.GetProperty("user").GetProperty("name").GetString());
        Assert.Single(root.EnumerateObject(), p => p.Name == "kibana.alert.workflow_status");
    }

    [Fact]
    public async Task AClosedAlertThatIsExtendedStaysClosedAndSaysSo()
    {
        Apply(1, Raised(OnEvent("a")));
        await Store.TriageAsync(
            ["a"],
            new()
            {
                Who = "ann",
                Status = "closed",
                Why = "a test",
            },
            Cancellation
        );
        Apply(2, Extended(OnEvent("a", """{"x":1}""")));
        var alert = await Get("a");
        Assert.Equal(("closed", "a test", 1L), (alert.Status, alert.StatusWhy, alert.ExtendedWhileClosed));
        using var document = JsonDocument.Parse(alert.Document);
        Assert.Equal(1, document.RootElement.GetProperty("tocsin.extended_while_closed").GetInt32());
        Assert.Equal("a test", document.RootElement.GetProperty("kibana.alert.workflow_reason").GetString());
        Assert.Equal(
            [(AlertHistory.Status, "ann", "closed: a test"), (AlertHistory.ExtendedClosed, "", "")],
            (await Store.HistoryAsync("a", Cancellation)).Select(e => (e.Action, e.Who, e.Detail))
        );
    }

    [Fact]
    public async Task AnAlertThatGetsAnotherIdIsStillTheSameAndFoundUnderBoth()
    {
        Apply(1, Raised(OnEvent("early")));
        await Store.TriageAsync(["early"], new() { Who = "ann", Note = "look" }, Cancellation);
        var replaced = new AlertChange(AlertChangeKind.Replaced, OnEvent("final"), "early");
        Apply(2, replaced);
        Apply(2, replaced);
        Assert.Equal(1, (await Find(new())).Total);
        Assert.Equal("final", (await Get("early")).Id);
        Assert.Equal("final", (await Get("final")).Id);
        Assert.Equal("look", Assert.Single(await Store.HistoryAsync("final", Cancellation)).Detail);
        Assert.False((await Get("final")).IsDamaged);
    }

    [Fact]
    public async Task WhereBothIdsAreThereTheyBecomeOneWithWhatPeopleDid()
    {
        Apply(1, Raised(OnEvent("early")), Raised(OnEvent("final")));
        await Store.TriageAsync(
            ["early"],
            new()
            {
                Who = "ann",
                Status = "closed",
                AddTags = ["t"],
            },
            Cancellation
        );
        Apply(2, new AlertChange(AlertChangeKind.Replaced, OnEvent("final"), "early"));
        var alert = Assert.Single((await Find(new())).Alerts);
        Assert.Equal(("final", "closed"), (alert.Id, alert.Status));
        Assert.Equal(["t"], alert.LabelsOf(AlertLabels.Tag));
    }

    [Fact]
    public async Task SettingThePresentStatusAgainChangesNothing()
    {
        Apply(1, Raised(OnEvent("a")));
        var triage = new AlertTriage { Who = "ann", Status = AlertStatus.Acknowledged };
        Assert.Equal(1, await Store.TriageAsync(["a"], triage, Cancellation));
        Assert.Equal(0, await Store.TriageAsync(["a", "no such"], triage, Cancellation));
        Assert.Single(await Store.HistoryAsync("a", Cancellation));
    }

    [Fact]
    public async Task EveryTriageIsInTheHistoryInOrder()
    {
        Apply(1, Raised(OnEvent("a")));
        await Store.TriageAsync(
            ["a"],
            new()
            {
                Who = "ann",
                AddTags = ["x"],
                AddAssignees = ["ann"],
            },
            Cancellation
        );
        Time.Millis += 60_000;
        await Store.TriageAsync(
            ["a"],
            new()
            {
                Who = "bob",
                RemoveTags = ["x"],
                RemoveAssignees = ["ann"],
                Note = "mine",
            },
            Cancellation
        );
        Assert.Equal(
            [
                "0 ann tag_added x",
                "0 ann assigned ann",
                "60000 bob tag_removed x",
                "60000 bob unassigned ann",
                "60000 bob note mine",
            ],
            (await Store.HistoryAsync("a", Cancellation)).Select(e =>
                $"{e.AtMillis - Noon} {e.Who} {e.Action} {e.Detail}"
            )
        );
    }

    [Theory]
    [InlineData("", "open")]
    [InlineData("ann", "done")]
    public async Task TriageThatMakesNoSenseIsRefused(string who, string status) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.TriageAsync(["a"], new() { Who = who, Status = status }, Cancellation)
        );

    [Fact]
    public async Task AlertsAreFoundByEachOfTheirProperties()
    {
        Apply(
            1,
            Raised(OnEvent("a")),
            Raised(
                OnEvent(
                    "b",
                    """{"user":{"name":"bob"},"message":"cat /etc/shadow"}""",
                    Rule("rule-2", RuleSeverity.Critical, "Secrets read"),
                    Noon + 1000
                )
            ),
            Raised(
                OnEvent(
                    "c",
                    """{"user":{"name":"eve"},"kubernetes":{"pod":{"name":"web-1"}}}""",
                    Rule("rule-3", RuleSeverity.Low, "Odd"),
                    Noon + 2000
                )
            )
        );
        await Store.TriageAsync(
            ["c"],
            new()
            {
                Who = "ann",
                Status = "closed",
                AddTags = ["t"],
                AddAssignees = ["ann"],
            },
            Cancellation
        );
        Assert.Equal("c b a", await Ids(new()));
        Assert.Equal("a b c", await Ids(new() { IsAscending = true }));
        Assert.Equal("b", await Ids(new() { Rules = ["rule-2"] }));
        Assert.Equal("c b", await Ids(new() { Rules = ["rule-2", "Odd"] }));
        Assert.Equal("b", await Ids(new() { Severities = [RuleSeverity.Critical, RuleSeverity.High] }));
        Assert.Equal("b a", await Ids(new() { Statuses = ["open"] }));
        Assert.Equal("c a", await Ids(new() { Entities = [(AlertLabels.User, "eve")] }));
        Assert.Equal("c", await Ids(new() { Entities = [(null, "web-1")] }));
        Assert.Equal("", await Ids(new() { Entities = [(AlertLabels.Host, "eve")] }));
        Assert.Equal("c b a", await Ids(new() { Tactics = ["Execution"], Techniques = ["T1609"] }));
        Assert.Equal("c", await Ids(new() { Tags = ["t"] }));
        Assert.Equal("c b a", await Ids(new() { Tags = ["Domain: Container"] }));
        Assert.Equal("c", await Ids(new() { Assignees = ["ann"] }));
        Assert.Equal("b", await Ids(new() { FromMillis = Noon + 1, ToMillis = Noon + 1000 }));
        Assert.Equal("b a c", await Ids(new() { Sort = AlertSort.Severity }));
        Assert.Equal(
            "b a",
            await Ids(
                new()
                {
                    Statuses = ["open"],
                    Tactics = ["TA0002"],
                    ToMillis = Noon + 5000,
                }
            )
        );
    }

    [Theory]
    [InlineData("shadow", "b")]
    [InlineData("SHADOW cat", "b")]
    [InlineData("\"cat /etc/shadow\"", "b")]
    [InlineData("\"shadow etc\"", "")]
    [InlineData("10.0.0.5", "a")]
    [InlineData("10.0.0.6", "")]
    [InlineData("shad*", "b")]
    [InlineData("shad", "")]
    [InlineData("secrets", "b")]
    [InlineData("shadow OR eve", "")]
    [InlineData("\" ) -- *", "b a")]
    [InlineData("' & | ! : <-> ( \\", "b a")]
    public async Task WordsAreFound(string text, string expected)
    {
        Apply(
            1,
            Raised(OnEvent("a")),
            Raised(
                OnEvent(
                    "b",
                    """{"user":{"name":"bob"},"message":"cat /etc/shadow"}""",
                    Rule("rule-2", name: "Secrets read"),
                    Noon + 1000
                )
            )
        );
        Assert.Equal(expected, await Ids(new() { Text = text }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PagesFollowOneAnotherThoughAlertsArriveBetween(bool isAscending)
    {
        foreach (var sort in Enum.GetValues<AlertSort>())
        {
            var prefix = sort.ToString();
            Apply(1, [.. Enumerable.Range(0, 23).Select(i => Raised(OnEvent($"{prefix}{i}", time: Noon + i / 3)))]);
            var seen = new List<string>();
            var query = new AlertQuery
            {
                Sort = sort,
                IsAscending = isAscending,
                Limit = 5,
            };
            var before = (await Find(query with { Limit = 1000 })).Alerts.Select(a => a.Id).ToList();
            for (var page = await Find(query); ; page = await Find(query with { Cursor = page.Cursor }))
            {
                seen.AddRange(page.Alerts.Select(a => a.Id));
                Apply(2, Raised(OnEvent($"{prefix}new{seen.Count}", time: isAscending ? Noon - 1 : Noon + 100)));
                if (page.Cursor is null)
                    break;
            }

            Assert.Equal(
                before,
                seen.Where(id => !id.Contains("new", StringComparison.Ordinal) || before.Contains(id))
            );
            Assert.Equal(seen.Count, seen.Distinct().Count());
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("e30")]
    [InlineData("WzEsZmFsc2UsMSwxXQ")]
    public async Task ACursorThatIsNoneIsRefused(string cursor) =>
        await Assert.ThrowsAsync<FormatException>(() => Find(new() { Cursor = cursor }));

    [Fact]
    public async Task AlertsAreCountedByWhatTheyHave()
    {
        Apply(
            1,
            Raised(OnEvent("a")),
            Raised(OnEvent("b")),
            Raised(OnEvent("c", """{"user":{"name":"bob"}}""", Rule("rule-2", RuleSeverity.High, "Two")))
        );
        Assert.Equal("Exec into a pod=2 Two=1", await Counts(AlertFacet.Rule));
        Assert.Equal("medium=2 high=1", await Counts(AlertFacet.Severity));
        Assert.Equal("open=3", await Counts(AlertFacet.Status));
        Assert.Equal("eve=2 bob=1", await Counts(AlertFacet.User));
        Assert.Equal("Execution=3 TA0002=3", await Counts(AlertFacet.Tactic));
    }

    [Fact]
    public async Task BuildingBlocksAreLeftOutUnlessAskedFor()
    {
        Apply(1, Raised(OnEvent("a") with { Kind = AlertKind.BuildingBlock, GroupId = "g" }), Raised(OnEvent("s")));
        Assert.Equal("s", await Ids(new()));
        Assert.Equal("a", await Ids(new() { GroupId = "g", WithBuildingBlocks = true }));
    }

    [Fact]
    public async Task OnlyClosedAlertsAreRetired()
    {
        Apply(1, Raised(OnEvent("a")), Raised(OnEvent("b")));
        await Store.TriageAsync(["a"], new() { Who = "ann", Status = "closed" }, Cancellation);
        Assert.Equal(0, await Store.RetireAsync(Noon, Cancellation));
        Assert.Equal(1, await Store.RetireAsync(Noon + 1, Cancellation));
        Assert.Equal("b", await Ids(new()));
        Assert.Empty(await Store.HistoryAsync("a", Cancellation));
    }

    [Fact]
    public void EachChangeIsNumberedOnce()
    {
        Apply(1, Raised(OnEvent("a")), Raised(OnEvent("b")));
        Apply(2, Extended(OnEvent("a", """{"x":1}""")));
        using var connection = SqliteFile.OpenReader(Log.DatabasePath);
        var changes = AlertChanges.Read(connection, 0, 10);
        Assert.Equal(
            [(1L, "a", 1L), (2L, "b", 1L), (3L, "a", 2L)],
            changes.Select(c => (c.Sequence, c.AlertId, c.Revision))
        );
        Assert.Equal(AlertChangeKind.Extended, changes[2].Kind);
        Assert.Single(AlertChanges.Read(connection, 2, 10));
        Assert.Equal(3, AlertChanges.Last(connection));
    }

    private protected void Apply(long offset, params AlertChange[] changes)
    {
        _ = Store;
        Log.Apply(Step(offset, changes));
    }

    private protected Task<AlertPage> Find(AlertQuery query) => Store.FindAsync(query, Cancellation);

    private protected async Task<StoredAlert> Get(string id) => Assert.Single(await Store.GetAsync([id], Cancellation));

    private async Task<string> Ids(AlertQuery query) => string.Join(' ', (await Find(query)).Alerts.Select(a => a.Id));

    private async Task<string> Counts(AlertFacet facet) =>
        string.Join(' ', (await Store.CountAsync(new(), facet, 10, Cancellation)).Select(c => $"{c.Value}={c.Count}"));
}

public sealed class SqliteAlertStoreTests : AlertStoreTests
{
    private protected override IAlertStore Open(SqliteLog log, TestTime time) =>
        new SqliteAlertStore(log, Streams, time);

    [Fact]
    public async Task ADamagedDocumentIsNotServed()
    {
        Apply(1, Raised(OnEvent("a")));
        await Log.Writer.RunAsync(c =>
            SqliteFile.Execute(c, "UPDATE alert_documents SET document = CAST(replace(document, 'eve', 'bob') AS BLOB)")
        );
        var alert = await Get("a");
        Assert.True(alert.IsDamaged);
        Assert.Empty(alert.Document);
    }

    [Fact]
    public async Task AStepWhoseAlertsCannotBeWrittenTakesNoEffect()
    {
        _ = Store;
        await Log.Writer.RunAsync(c => SqliteFile.Execute(c, "DROP TABLE alert_labels"));
        Assert.ThrowsAny<SqliteException>(() => Log.Apply(Step(5, Raised(OnEvent("a")))));
        Assert.Equal(0, Log.ConsumedOffset);
        Assert.Equal(AppendStatus.Stored, Log.Append(LogCases.Batch(["1"])).Status);
    }
}
