using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Rules;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Delivery;
using Tocsin.Serve.Log;
using Tocsin.Serve.Tests.Log;
using static Tocsin.Serve.Tests.Alerts.AlertCases;

namespace Tocsin.Serve.Tests.Delivery;

public sealed class SinkWorkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();
    private readonly InstantTime _time = new(Noon);
    private readonly DeliveryMetrics _metrics = new();
    private readonly List<ISink> _sinks = [];
    private SqliteLog _log;
    private SqliteAlertStore _alerts;
    private DeliveryStore _store;

    public SinkWorkerTests() => (_log, _alerts, _store) = Opened();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sinks.ForEach(s => s.Dispose());
        _receiver.Dispose();
        _metrics.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnAlertIsPostedOnceWithItsIdempotencyKey()
    {
        var worker = Worker(Webhook);
        await worker.BeginAsync();
        Apply(1, Raised(OnEvent("a")));
        await worker.DrainAsync(Cancellation);
        await worker.DrainAsync(Cancellation);
        var request = Assert.Single(_receiver.Requests);
        Assert.Equal("a-1", request.Headers["Idempotency-Key"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("raised", body.RootElement.GetProperty("change").GetString());
        Assert.Equal("a", body.RootElement.GetProperty("alert").GetProperty("kibana.alert.uuid").GetString());
    }

    [Fact]
    public async Task WhatWasNotSentBeforeARestartIsSentAfterIt()
    {
        await Worker(Webhook).BeginAsync();
        Apply(1, Raised(OnEvent("a")), Raised(OnEvent("b")));
        _log.Dispose();
        (_log, _alerts, _store) = Opened();
        await Worker(Webhook).DrainAsync(Cancellation);
        Assert.Equal(["a-1", "b-1"], Keys());
    }

    [Fact]
    public async Task WhatWasSentBeforeARestartIsNotSentAgain()
    {
        await Worker(Webhook).BeginAsync();
        Apply(1, Raised(OnEvent("a")));
        await Worker(Webhook).DrainAsync(Cancellation);
        _log.Dispose();
        (_log, _alerts, _store) = Opened();
        await Worker(Webhook).DrainAsync(Cancellation);
        Assert.Equal(["a-1"], Keys());
    }

    [Fact]
    public async Task ANewSinkBeginsWithWhatComesUnlessToldOtherwise()
    {
        Apply(1, Raised(OnEvent("a")));
        await Worker(Webhook).DrainAsync(Cancellation);
        Assert.Empty(_receiver.Requests);
        await Worker(Webhook with { Name = "other", FromStart = true }).DrainAsync(Cancellation);
        Assert.Equal(["a-1"], Keys());
    }

    [Fact]
    public async Task AFailureIsRepeatedWithGrowingWaits()
    {
        var worker = Worker(Webhook);
        await worker.BeginAsync();
        Apply(1, Raised(OnEvent("a")));
        for (var i = 0; i < 4; i++)
            _receiver.Answer(503);
        await worker.DrainAsync(Cancellation);
        Assert.Equal(["a-1", "a-1", "a-1", "a-1", "a-1"], Keys());
        var waits = _time.Waits.ToList();
        Assert.Equal(4, waits.Count);
        for (var i = 0; i < waits.Count; i++)
            Assert.InRange(waits[i].TotalSeconds, 0.5 * (1 << i), 1 << i);
        Assert.Null(worker.LastFailure);
        Assert.Empty(_store.DeadLetters(null, 10));
    }

    [Fact]
    public async Task TheReceiversWaitIsHonouredUpToTheLongest()
    {
        var worker = Worker(Webhook with { BackOffMax = TimeSpan.FromSeconds(60) });
        await worker.BeginAsync();
        Apply(1, Raised(OnEvent("a")));
        _receiver.Answer(429, retryAfter: "17");
        _receiver.Answer(429, retryAfter: "100000");
        await worker.DrainAsync(Cancellation);
        Assert.Equal([17d, 60d], _time.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task WhatFailsTooOftenOrIsRefusedBecomesADeadLetterAndTheRestGoesOn()
    {
        var worker = Worker(Webhook with { AttemptsMax = 3 });
        await worker.BeginAsync();
        Apply(1, Raised(OnEvent("a")), Raised(OnEvent("b")), Raised(OnEvent("c")));
        _receiver.Answer(400, "no such field");
        for (var i = 0; i < 3; i++)
            _receiver.Answer(500);
        await worker.DrainAsync(Cancellation);
        Assert.Equal(["a-1", "b-1", "b-1", "b-1", "c-1"], Keys());
        var letters = _store.DeadLetters("hook", 10);
        Assert.Equal([("b", 3), ("a", 1)], letters.Select(l => (l.AlertId, l.Attempts)));
        Assert.Contains("no such field", letters[1].Reason, StringComparison.Ordinal);

        await _store.RetryAsync([.. letters.Select(l => l.Number)]);
        await worker.DrainAsync(Cancellation);
        Assert.Equal(["b-1", "a-1"], Keys()[^2..]);
        Assert.Empty(_store.DeadLetters(null, 10));
    }

    [Fact]
    public async Task ADeadLetterIsSentAgainToItsSinkAlone()
    {
        var one = Worker(Webhook with { AttemptsMax = 1 });
        var two = Worker(Webhook with { Name = "two" });
        await one.BeginAsync();
        await two.BeginAsync();
        Apply(1, Raised(OnEvent("a")));
        _receiver.Answer(500);
        await one.DrainAsync(Cancellation);
        await two.DrainAsync(Cancellation);
        await _store.RetryAsync([.. _store.DeadLetters("hook", 1).Select(l => l.Number)]);
        await two.DrainAsync(Cancellation);
        Assert.Equal(2, _receiver.Requests.Count);
        await one.DrainAsync(Cancellation);
        Assert.Equal(3, _receiver.Requests.Count);
    }

    [Fact]
    public async Task ChangesOfOneAlertThatWaitTogetherAreSentAsOne()
    {
        var worker = Worker(Webhook);
        await worker.BeginAsync();
        Apply(1, Raised(OnEvent("early")));
        Apply(2, Extended(OnEvent("early", """{"x":1}""")));
        Apply(3, new AlertChange(AlertChangeKind.Replaced, OnEvent("final", """{"x":2}"""), "early"));
        await worker.DrainAsync(Cancellation);
        using var body = JsonDocument.Parse(Assert.Single(_receiver.Requests).Body);
        Assert.Equal("final", body.RootElement.GetProperty("id").GetString());
        Assert.Equal("early", body.RootElement.GetProperty("replaced_id").GetString());
    }

    [Theory]
    [InlineData("severity")]
    [InlineData("rule")]
    [InlineData("tag")]
    [InlineData("extension")]
    [InlineData("block")]
    [InlineData("closed")]
    public async Task WhatIsNotForASinkIsPassedOver(string by)
    {
        var worker = Worker(
            by switch
            {
                "severity" => Webhook with { SeverityMin = RuleSeverity.High },
                "rule" => Webhook with { Rules = ["other"] },
                "tag" => Webhook with { Tags = ["other"] },
                "extension" => Webhook with { SendsExtensions = false },
                _ => Webhook,
            }
        );
        await worker.BeginAsync();
        var alert = OnEvent("a") with { Kind = by == "block" ? AlertKind.BuildingBlock : AlertKind.Event };
        Apply(1, by == "extension" ? Extended(alert) : Raised(alert));
        if (by == "closed")
            await _alerts.TriageAsync(["a"], new() { Who = "ann", Status = "closed" }, Cancellation);
        Apply(2, Raised(OnEvent("b", rule: Rule("other", RuleSeverity.Critical, "Other") with { Tags = ["other"] })));
        await worker.DrainAsync(Cancellation);
        Assert.Equal(["b-1"], Keys());
    }

    [Fact]
    public async Task ASilenceKeepsBackWhatMatchesForItsTime()
    {
        var worker = Worker(Webhook);
        await worker.BeginAsync();
        await _store.SilenceAsync(
            new(
                "s",
                [new("user", "e*"), new("severity", "critical", IsNot: true)],
                Noon,
                Noon + 1000,
                "ann",
                "maintenance"
            )
        );
        Apply(
            1,
            Raised(OnEvent("a")),
            Raised(OnEvent("b", """{"user":{"name":"bob"}}""")),
            Raised(OnEvent("c", rule: Rule("r2", RuleSeverity.Critical)))
        );
        await worker.DrainAsync(Cancellation);
        Assert.Equal(["b-1", "c-1"], Keys());
        _time.Millis = Noon + 1000;
        Apply(2, Raised(OnEvent("d")));
        await worker.DrainAsync(Cancellation);
        Assert.Equal("d-1", Keys()[^1]);
    }

    [Fact]
    public async Task AnEndedSilenceKeepsNothingBack()
    {
        await _store.SilenceAsync(new("s", [new("rule_id", "*")], Noon - 10, Noon + 1000, "ann", ""));
        Assert.True(await _store.EndSilenceAsync("s"));
        Assert.False(await _store.EndSilenceAsync("other"));
        Assert.Equal(Noon, Assert.Single(_store.Silences()).EndsMillis);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("colour", "red")]
    [InlineData("user", "")]
    public async Task ASilenceThatMakesNoSenseIsRefused(string name, string value) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _store.SilenceAsync(new("s", name.Length == 0 ? [] : [new(name, value)], 0, 1, "ann", ""))
        );

    [Fact]
    public async Task ChangesThatEverySinkHasAreForgotten()
    {
        var one = Worker(Webhook);
        var two = Worker(Webhook with { Name = "two" });
        await one.BeginAsync();
        await two.BeginAsync();
        Apply(1, Raised(OnEvent("a")), Raised(OnEvent("b")));
        await one.DrainAsync(Cancellation);
        Assert.Equal(0, await _store.PruneAsync(["hook", "two"]));
        Assert.Equal(2, _store.LagOf("two"));
        await two.DrainAsync(Cancellation);
        Assert.Equal(2, await _store.PruneAsync(["hook", "two"]));
        Apply(2, Raised(OnEvent("c")));
        await one.DrainAsync(Cancellation);
        Assert.Equal("c-1", Keys()[^1]);
    }

    [Fact]
    public async Task DeliveryStartsByItselfWhenAlertsCome()
    {
        var options = Webhook with { Name = "live" };
        await using var delivery = new AlertDelivery([options], _alerts, _store, TimeProvider.System, Stream.Null);
        await delivery.StartAsync();
        Apply(1, Raised(OnEvent("a")));
        while (_receiver.Requests.IsEmpty)
            await Task.Yield();
        Assert.Equal("a-1", Keys()[0]);
    }

    [Fact]
    public async Task EverythingOpensAndClosesTogether()
    {
        using var folder = new TemporaryFolder();
        using var output = new MemoryStream();
        var sink = new SinkOptions { Name = "out", Kind = SinkKind.StandardOutput };
        await using (
            var storage = await ServeStorage.OpenAsync(
                LogCases.Options(folder.Path),
                new(),
                [sink],
                Streams,
                TimeProvider.System,
                output
            )
        )
        {
            storage.Log.Apply(Step(1, Raised(OnEvent("a"))));
            Assert.Equal(1, (await storage.Alerts.FindAsync(new(), Cancellation)).Total);
        }

        using var again = LogCases.Open(LogCases.Options(folder.Path));
        Assert.Equal(1, again.ConsumedOffset);
        var bad = sink with { BatchMax = 0 };
        await Assert.ThrowsAsync<ArgumentException>(() =>
            ServeStorage.OpenAsync(
                LogCases.Options(_folder.Path + "-other"),
                new(),
                [bad],
                Streams,
                TimeProvider.System,
                output
            )
        );
        Directory.Delete(_folder.Path + "-other", recursive: true);
    }

    [Fact]
    public void SinksThatMakeNoSenseAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Delivery(Webhook with { Url = new("ftp://x/") }));
        Assert.Throws<ArgumentException>(() => Delivery(Webhook, Webhook));
        Assert.Throws<ArgumentException>(() =>
            Delivery(Webhook with { Shape = WebhookShape.Template, Template = "{" })
        );
        Assert.Throws<ArgumentException>(() => Delivery(Webhook with { Shape = WebhookShape.PagerDuty }));
    }

    private SinkOptions Webhook =>
        new()
        {
            Name = "hook",
            Kind = SinkKind.Webhook,
            Url = new(_receiver.Url, "hook"),
        };

    private AlertDelivery Delivery(params SinkOptions[] sinks) => new(sinks, _alerts, _store, _time, Stream.Null);

    private SinkWorker Worker(SinkOptions options)
    {
        var sink = new WebhookSink(options, _time);
        _sinks.Add(sink);
        return new(options, sink, _alerts, _store, _metrics, _time);
    }

    private List<string> Keys() => [.. _receiver.Requests.Select(r => r.Headers["Idempotency-Key"])];

    private void Apply(long offset, params AlertChange[] changes) => _log.Apply(Step(offset, changes));

    private (SqliteLog, SqliteAlertStore, DeliveryStore) Opened()
    {
        var log = new SqliteLog(LogCases.Options(_folder.Path), _time);
        return (log, new(log, Streams, _time), new(log, _time));
    }
}
