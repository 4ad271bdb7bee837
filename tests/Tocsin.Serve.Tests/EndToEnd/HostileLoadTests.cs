using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>
/// A real server under input made to exhaust it: it stays within its configured memory and disk, stays ready or refuses, and nothing
/// that it acknowledged is lost.
/// </summary>
/// <remarks><c>TOCSIN_HOSTILE_GROUPS</c> sets how many groups are made (100,000); the issue's figure is a million.</remarks>
public sealed class HostileLoadTests(ITestOutputHelper output) : IDisposable
{
    private const long MiB = 1 << 20;

    private const long MemoryLimit = 640 * MiB;

    private const string Rules = """
        [rule]
        name = "{0}"
        rule_id = "{0}"
        description = "test"
        author = ["test"]
        severity = "low"
        risk_score = 21
        index = ["logs-*"]
        from = "now-6m"
        interval = "5m"
        {1}
        """;

    private readonly ServerFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task HostileKeysAndRecordsOfTenMegabytesStayWithinTheBounds()
    {
        WriteRules();
        _folder.Configure(
            $"""
            memory_limit: {MemoryLimit / MiB}MiB
            intake:
              body_limit: 32MiB
              otlp_body_limit: 32MiB
              memory: 128MiB
              record_limit: 16MiB
            engine:
              state_budget: 64MiB
            retention:
              events_size: 64MiB
              log_size: 256MiB
            rules:
              paths: [{_folder.Rules}]

            """
        );
        using var server = await TocsinProcess.StartAsync(_folder.Configuration);
        var count = new Count();
        string[] records =
        [
            Object(1_000_000, i => $"\"k{i}\":{i}"),
            Object(500_000, _ => "\"user\":\"a\""),
            Object(200_000, i => $"\"a.b{i}.c\":1"),
            Object(1, _ => $"\"{new string('k', 8_000_000)}\":1"),
            Object(1, _ => $"\"message\":\"{new string('x', 10_000_000)}\""),
            Object(1, _ => $"\"message\":\"{string.Concat(Enumerable.Repeat("\\u0000\\\"", 1_200_000))}\""),
            Object(1, _ => $"\"user\":[{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"u{i}\""))}]"),
            Object(1, _ => "\"a\":" + Nested(400)),
            Object(1, _ => "\"a\":" + Nested(100_000)),
            Object(1, _ => $"\"n\":{new string('9', 4_000_000)}"),
        ];
        await using var memory = new MemorySamples(server);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 3 * records.Length),
            new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Token },
            async (i, _) => count.Add(await PostAsync(server, "/ingest", records[i % records.Length] + "\n"), 1)
        );
        // Ten megabytes each, as fast as they are taken.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 40),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (i, _) =>
                count.Add(await PostAsync(server, "/ingest", records[4].Replace("\"s\":0", $"\"s\":{i}") + "\n"), 1)
        );
        await server.CaughtUpAsync();

        output.WriteLine($"{count}; {memory.Peak / MiB} MiB");
        Assert.Equal(0, count.Failed);
        Assert.True(count.Accepted >= records.Length);
        // About: it is looked at now and then.
        Assert.InRange(memory.Peak, 1, MemoryLimit + MemoryLimit / 6);
        Assert.InRange(DiskBytes(), 1, 3 * 256 * MiB + 64 * MiB);
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/readyz"));
        Assert.Equal(count.Accepted, await AcceptedAsync(server));
        await AlertsOfAFreshGroupAsync(server);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task AMillionGroupsTermsAndKeysStayWithinTheBoundsAndAreTold()
    {
        var groups = int.TryParse(
            Environment.GetEnvironmentVariable("TOCSIN_HOSTILE_GROUPS"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : 100_000;
        WriteRules();
        _folder.Configure(
            $"""
            memory_limit: {MemoryLimit / MiB}MiB
            intake:
              body_limit: 4MiB
              otlp_body_limit: 4MiB
              memory: 32MiB
              record_limit: 1MiB
              document_limit: 1MiB
            engine:
              state_budget: 16MiB
            retention:
              events_size: 64MiB
              log_size: 256MiB
            rules:
              paths: [{_folder.Rules}]

            """
        );
        using var server = await TocsinProcess.StartAsync(_folder.Configuration);
        var count = new Count();
        await using var memory = new MemorySamples(server);
        const int Size = 2_000;
        for (var first = 0; first < groups; first += Size)
        {
            var body = new StringBuilder();
            for (var i = first; i < first + Size; i++)
                body.Append(Event("a", $"group-{i}-{Guid.NewGuid():n}")).Append('\n');
            while (true)
            {
                var status = await PostAsync(server, "/ingest", body.ToString());
                count.Add(status, Size);
                if (status != HttpStatusCode.TooManyRequests)
                    break;
                await Task.Delay(200, Token);
            }
        }

        await server.CaughtUpAsync();
        var state = (await server.GetAsync("/api/status")).GetProperty("engine").GetProperty("state_bytes").GetInt64();
        var rules = (await server.GetAsync("/api/rules")).GetProperty("rules").EnumerateArray().ToList();
        var shed = rules.Sum(r => r.GetProperty("shed").GetInt64());

        output.WriteLine(
            $"{count}; {memory.Peak / MiB} MiB, state {state / MiB} MiB, {shed} dropped, disk {DiskBytes() / MiB} MiB"
        );
        Assert.Equal(0, count.Failed);
        Assert.True(shed > 0);
        Assert.InRange(state, 1, 20 * MiB);
        // About: it is looked at now and then.
        Assert.InRange(memory.Peak, 1, MemoryLimit + MemoryLimit / 6);
        Assert.InRange(DiskBytes(), 1, 3 * 256 * MiB + 64 * MiB);
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/readyz"));
        Assert.Equal(count.Accepted, await AcceptedAsync(server));
        await AlertsOfAFreshGroupAsync(server);
        // That rules forgot something is an alert of its own.
        await TocsinProcess.UntilAsync(async () =>
            (await server.GetAsync("/api/alerts?rule=tocsin-state-dropped")).GetProperty("alerts").GetArrayLength() > 0
        );
        Assert.Equal(0, await server.StopAsync());
    }

    private void WriteRules()
    {
        Directory.CreateDirectory(_folder.Rules);
        Write(
            "groups",
            "type = 'threshold'\nlanguage = 'kuery'\nquery = 'kind: a'\nthreshold = {field = ['user'], value = 3}"
        );
        Write(
            "terms",
            "type = 'new_terms'\nlanguage = 'kuery'\nquery = 'kind: t'\nnew_terms = {field = 'new_terms_fields', value = ['user'], history_window_start = [{field = 'history_window_start', value = 'now-7d'}]}"
        );
        Write(
            "sequence",
            "type = 'eql'\nlanguage = 'eql'\nquery = 'sequence by user with maxspan=10m [any where kind == \"a\"] [any where kind == \"b\"]'"
        );
        Write(
            "stats",
            "type = 'esql'\nlanguage = 'esql'\nquery = 'FROM logs-* | WHERE kind == \"a\" | STATS n = COUNT(*) BY user | WHERE n > 2'"
        );

        void Write(string name, string more) =>
            _folder.WriteRule(
                name,
                Rules.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", more, StringComparison.Ordinal)
            );
    }

    /// <summary>The rules go on: a group that nobody has seen is found.</summary>
    private static async Task AlertsOfAFreshGroupAsync(TocsinProcess server)
    {
        // What a sequence has let go of for want of memory it has decided by whole seconds: events of this very second may be late.
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        var user = "fresh" + Guid.NewGuid().ToString("n");
        var body = string.Join('\n', Enumerable.Repeat("a", 4).Append("b").Select(k => Event(k, user))) + "\n";
        // What was refused until now may be again, for a moment.
        await TocsinProcess.UntilAsync(async () => await PostAsync(server, "/ingest", body) == HttpStatusCode.OK);
        var found = new HashSet<string?>();
        try
        {
            await TocsinProcess.UntilAsync(async () =>
            {
                var alerts = await server.GetAsync("/api/alerts?size=100&q=" + user);
                foreach (var alert in alerts.GetProperty("alerts").EnumerateArray())
                    found.Add(alert.GetProperty("rule").GetProperty("id").GetString());
                return found.IsSupersetOf(["groups", "sequence", "stats"]);
            });
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"only {string.Join(", ", found)} found {user}");
        }
    }

    /// <summary>The records that the log holds or held: what the engine has evaluated.</summary>
    private static async Task<long> AcceptedAsync(TocsinProcess server) =>
        (await server.GetAsync("/api/status")).GetProperty("engine").GetProperty("events").GetInt64();

    private static async Task<HttpStatusCode> PostAsync(TocsinProcess server, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        using var answer = await server.Client.PostAsync(path, content, Token);
        return answer.StatusCode;
    }

    private static string Event(string kind, string user)
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $$"""{"@timestamp":"{{time}}","id":"{{Guid.NewGuid():n}}","kind":"{{kind}}","user":"{{user}}"}""";
    }

    private static string Object(int count, Func<int, string> member)
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = new StringBuilder($"{{\"@timestamp\":\"{time}\",\"s\":0,\"kind\":\"hostile\"");
        for (var i = 0; i < count; i++)
            text.Append(',').Append(member(i));
        return text.Append('}').ToString();
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private long DiskBytes() =>
        new DirectoryInfo(Path.Combine(_folder.Path, "data"))
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(f => f.Exists ? f.Length : 0);

    /// <summary>What became of records, by the answers.</summary>
    private sealed class Count
    {
        private long _accepted;
        private long _refused;
        private long _failed;

        public long Accepted => Interlocked.Read(ref _accepted);

        public long Failed => Interlocked.Read(ref _failed);

        public void Add(HttpStatusCode status, long records)
        {
            switch (status)
            {
                case HttpStatusCode.OK:
                    Interlocked.Add(ref _accepted, records);
                    break;
                case HttpStatusCode.TooManyRequests
                or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.BadRequest:
                    Interlocked.Add(ref _refused, records);
                    break;
                default:
                    Interlocked.Add(ref _failed, records);
                    break;
            }
        }

        public override string ToString() => $"{Accepted} accepted, {_refused} refused, {Failed} failed";
    }

    /// <summary>The most resident memory of a process, looked at ten times a second.</summary>
    private sealed class MemorySamples : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;
        private long _peak;

        public MemorySamples(TocsinProcess server) => _running = Task.Run(() => RunAsync(server.Id));

        public long Peak => Interlocked.Read(ref _peak);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }

        private async Task RunAsync(int id)
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            while (!_stop.IsCancellationRequested)
            {
                process.Refresh();
                if (process.HasExited)
                    return;
                Interlocked.Exchange(ref _peak, Math.Max(Peak, process.WorkingSet64));
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }
}
