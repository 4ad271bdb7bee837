using System.Globalization;
using Microsoft.Data.Sqlite;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Tests.Engine.Live;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.Tests.Log;

namespace Tocsin.Serve.Tests.Live;

/// <summary>The loop over a log and a store in memory.</summary>
public sealed class LiveLoopTests
{
    private const long Start = 1_760_000_000_000;

    private static readonly string[] AllKinds = [.. LiveRules.Kinds.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 25)]
    public async Task KillingTheLoopAnywhereGivesTheSameAlerts(int seed, int batchesAStep)
    {
        var expected = await RunAsync(Fill(seed), new LiveRules(AllKinds), restarts: false);
        var log = Fill(seed);
        log.BatchesMax = batchesAStep;
        var actual = await RunAsync(log, new LiveRules(AllKinds), restarts: true);
        Assert.NotEmpty(expected.Alerts);
        Assert.Equal(Print(expected), Print(actual));
        Assert.True(actual.Replayed > 0);
    }

    [Fact]
    public async Task ACommitThatFailsIsTriedAgain()
    {
        var log = Fill(4);
        log.FailuresLeft = 3;
        var rules = new LiveRules(AllKinds);
        using var loop = LoopOf(log, rules);
        loop.Begin();
        while (await loop.StepAsync(Token))
            continue;
        Assert.Equal(3, loop.Snapshot.CommitFailures);
        Assert.Equal(log.LastOffset, log.ConsumedOffset);
        Assert.Equal(Print(await RunAsync(Fill(4), rules, restarts: false)), Print(log));
    }

    [Fact]
    public async Task RulesThatDidNotChangeKeepTheirStateInAReload()
    {
        var log = new MemoryLog();
        var before = new LiveRules("threshold", "sequence", "new terms");
        using var loop = LoopOf(log, before);
        loop.Begin();
        log.Append("s", Start, Event("e1", Start, "a", "u1"), Event("e2", Start + 1, "a", "u1"));
        await loop.StepAsync(Token);
        var after = new LiveRules("query", "threshold", "sequence", "new terms", "cardinality");
        var reloaded = loop.ReloadAsync(SetOf(after));
        log.Append("s", Start + 2000, Event("e3", Start + 2000, "a", "u1"), Event("e4", Start + 2001, "b", "u1"));
        await loop.StepAsync(Token);
        await reloaded;
        log.Append("", Start + 900_000);
        await loop.StepAsync(Token);
        var rules = log.Alerts.Values.Where(a => a.Alert.Kind != AlertKind.BuildingBlock);
        Assert.Equal(
            ["new terms", "sequence", "threshold"],
            rules.Select(a => a.Alert.Rule.RuleId).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task WithoutItsCheckpointItGoesOnBehindWhatWasConsumed()
    {
        var log = Fill(6);
        var rules = new LiveRules("query", "threshold", "new terms");
        await RunAsync(log, rules, restarts: false);
        var alerts = Print(log);
        log.Checkpoint = [9, 9];
        using var loop = LoopOf(log, rules);
        loop.Begin();
        Assert.True(loop.Snapshot.HasLostState);
        Assert.False(await loop.StepAsync(Token));
        log.Append("s", Start + 9_000_000, Event("later", Start + 9_000_000, "m", "u1"));
        Assert.True(await loop.StepAsync(Token));
        Assert.Equal(alerts.Count + 2, log.Alerts.Count);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task TheRealStoreKeepsWhatARestartNeeds(int seed)
    {
        var rules = new LiveRules(AllKinds);
        var expected = await RunAsync(Fill(seed), rules, restarts: false);
        using var folder = new TemporaryFolder();
        var batches = Fill(seed).Read(0, int.MaxValue);
        var options = LogCases.Options(folder.Path) with { SegmentBytes = 4096, BlockBytes = 1024 };
        for (var next = 0; next < batches.Count; )
        {
            // Closed and opened again after every few batches; sealed into segments on the way.
            using var log = LogCases.Open(options);
            _ = new SqliteAlertStore(log, rules.Streams, TimeProvider.System);
            using var loop = LoopOf(log, log, log, rules);
            loop.Begin();
            for (var left = 5; left > 0 && next < batches.Count; left--, next++)
            {
                var batch = batches[next];
                var appended = await log.AppendAsync(
                    new()
                    {
                        Source = batch.Source,
                        ArrivedMillis = batch.ArrivedMillis,
                        Records = batch.Records,
                        Lengths = batch.Lengths,
                        Keys = [.. batch.Lengths.Select(_ => RecordKey.None)],
                    },
                    Token
                );
                Assert.Equal(AppendStatus.Stored, appended.Status);
                while (await loop.StepAsync(Token))
                    continue;
            }
        }

        using var done = LogCases.Open(options);
        var store = new SqliteAlertStore(done, rules.Streams, TimeProvider.System);
        var found = await store.GetAsync([.. expected.Alerts.Keys], Token);
        Assert.Equal(expected.Alerts.Count, found.Count);
        Assert.Equal(expected.Alerts.Count, Rows(done.DatabasePath));
    }

    private static long Rows(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM alerts";
        return (long)command.ExecuteScalar()!;
    }

    [Fact]
    public async Task SubscribersHearOfWhatWasCommittedAndNothingElse()
    {
        var log = Fill(5);
        log.BatchesMax = 2;
        var heard = new Recorder();
        using var loop = LoopOf(log, new LiveRules("query", "threshold"), heard);
        loop.Begin();
        while (await loop.StepAsync(Token))
            Assert.Equal(log.ConsumedOffset, loop.Snapshot.ConsumedOffset);
        Assert.Equal(
            log.Alerts.Keys,
            heard
                .Changes.Where(c => c.Kind == AlertChangeKind.Raised)
                .Select(c => c.Alert.Id)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(heard.Offsets, o => Assert.InRange(o, 1, log.ConsumedOffset));
    }

    [Fact]
    public async Task AQuietLogIsToldTheTimeWhileSomethingWaits()
    {
        var log = new MemoryLog();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        log.Append("s", now, Event("e1", now, "b", "u1"));
        using var loop = LoopOf(log, new LiveRules("missing"));
        await loop.StartAsync(Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (log.LastOffset < 3)
            await Task.Delay(20, patience.Token);
        await loop.StopAsync(Token);
        Assert.True(loop.Snapshot.ConsumedOffset >= 2);
    }

    private static async Task<MemoryLog> RunAsync(MemoryLog log, LiveRules rules, bool restarts)
    {
        var more = true;
        while (more)
        {
            using var loop = LoopOf(log, rules);
            loop.Begin();
            while (more = await loop.StepAsync(Token))
            {
                if (restarts)
                    break;
            }
        }

        return log;
    }

    private static LiveLoop LoopOf(MemoryLog log, LiveRules rules, params IReadOnlyList<IAlertSubscriber> heard) =>
        LoopOf(log, log, log, rules, heard);

    private static LiveLoop LoopOf(
        IEventLog log,
        IIntakeLog intake,
        ILiveStore store,
        LiveRules rules,
        params IReadOnlyList<IAlertSubscriber> heard
    ) =>
        new(
            SetOf(rules),
            log,
            intake,
            store,
            heard,
            new()
            {
                Engine = new() { Lateness = TimeSpan.FromSeconds(30) },
                Threads = 2,
                QuietInterval = TimeSpan.FromMilliseconds(30),
                RetryFirst = TimeSpan.FromMilliseconds(1),
            },
            TimeProvider.System
        );

    private static LiveRuleSet SetOf(LiveRules rules) =>
        new(rules.Compiled, rules.Fields, rules.Streams, rules.CreateReader);

    private static MemoryLog Fill(int seed)
    {
        var random = new Random(seed);
        var log = new MemoryLog();
        var time = Start;
        for (var i = 0; i < 60; i++)
        {
            var records = new List<string>();
            for (var j = random.Next(4); j >= 0; j--)
            {
                time += random.Next(8_000);
                var kind = "aabbcm"[random.Next(6)].ToString();
                records.Add(Event($"e{i}-{j}", time - random.Next(25_000), kind, $"u{random.Next(3)}"));
            }

            log.Append(random.Next(2) == 0 ? "s" : "t", time, records);
        }

        log.Append("", time + 600_000);
        return log;
    }

    private static string Event(string id, long millis, string kind, string user) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"_id":"{{{id}}}","_index":"logs-generic-default","_source":{"@timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(millis):yyyy-MM-ddTHH:mm:ss.fffZ}}}","kind":"{{{kind}}}","user":"{{{user}}}","host":"h{{{id.Length}}}","n":{{{millis % 10}}}}}"""
        );

    private static List<string> Print(MemoryLog log) =>
        [
            .. log.Alerts.Values.Select(a =>
                $"{a.Alert.Id} {a.Alert.Rule.RuleId} {a.Alert.TimeMillis} {AlertEvidence.CountOf(a.Alert)} {a.Alert.Suppression?.DocsCount}"
            ),
        ];

    private sealed class Recorder : IAlertSubscriber
    {
        public List<AlertChange> Changes { get; } = [];

        public List<long> Offsets { get; } = [];

        public void Applied(long offset, IReadOnlyList<AlertChange> changes)
        {
            Assert.NotEmpty(changes);
            Changes.AddRange(changes);
            Offsets.Add(offset);
        }
    }
}
