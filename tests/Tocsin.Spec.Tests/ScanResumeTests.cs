using System.Globalization;
using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Spec.Tests;

/// <summary>
/// A scan up to an instant and one from the next on raise together what one scan raises: nothing is lost at the boundary, nothing is
/// raised twice under two ids, and what goes on over it is the same alert. Every tick is tried as the boundary, and instants between.
/// </summary>
public sealed class ScanResumeTests : IInputProblems
{
    private const int EventCount = 70;
    private const int Minutes = 30;

    private static readonly long Start = new DateTimeOffset(
        2026,
        3,
        1,
        10,
        0,
        0,
        TimeSpan.Zero
    ).ToUnixTimeMilliseconds();

    /// <summary>Every kind of rule, with windows that overlap, touch and leave gaps.</summary>
    private static readonly Lazy<IReadOnlyList<Rule>> Rules = new(() =>
        [
            Rule("single", "query", "kuery", "event.action: a", interval: "1m", from: "now-3m"),
            Rule("single eql", "eql", "eql", """any where event.action == "b" """, interval: "2m", from: "now-2m"),
            Rule("sequence", "eql", "eql", Sequence, interval: "1m", from: "now-10m"),
            Rule("quiet after", "eql", "eql", QuietAfter, interval: "1m", from: "now-10m"),
            Rule("sample", "eql", "eql", Sample, interval: "1m", from: "now-4m"),
            Rule(
                "row",
                "esql",
                "esql",
                "from logs-* metadata _id, _index | where event.action == \"c\"",
                "1m",
                "now-3m"
            ),
            Rule("top rows", "esql", "esql", TopRows, interval: "1m", from: "now-4m"),
            Rule("groups", "esql", "esql", Groups, interval: "1m", from: "now-5m"),
            Rule("count of all", "esql", "esql", CountOfAll, interval: "2m", from: "now-3m"),
            Rule("threshold", "threshold", "kuery", "event.action: *", "1m", "now-4m", Threshold),
            Rule("threshold with a gap", "threshold", "kuery", "event.action: *", "5m", "now-2m", Threshold),
            Rule("new terms", "new_terms", "kuery", "event.action: *", "1m", "now-2m", NewTerms),
            Rule("indicators", "threat_match", "kuery", "host.name: *", "1m", "now-2m", Indicators),
            Rule("folded for a time", "query", "kuery", "event.action: (a or b)", "1m", "now-2m", SuppressedFor),
            Rule("folded by run", "query", "kuery", "event.action: (b or c)", "2m", "now-2m", SuppressedByRun),
            Rule("groups folded", "esql", "esql", Groups, "1m", "now-5m", SuppressedFor),
            Rule(
                "by arrival",
                "query",
                "kuery",
                "event.action: d",
                "1m",
                "now-2m",
                "timestamp_override = \"event.ingested\""
            ),
            Rule("over alerts", "query", "kuery", "kibana.alert.rule.name: single", "1m", "now-3m", OnAlerts),
            Rule("count of alerts", "esql", "esql", AlertCount, interval: "1m", from: "now-6m"),
        ]
    );

    private const string Sequence = """
        sequence by host.name with maxspan=6m
          [any where event.action == "a"] [any where event.action == "b"] until [any where event.action == "d"]
        """;

    private const string QuietAfter = """
        sequence by host.name with maxspan=3m [any where event.action == "c"] ![any where event.action == "a"]
        """;

    private const string Sample = """
        sample by user.name [any where event.action == "a"] [any where event.action == "c"]
        """;

    private const string TopRows =
        "from logs-* metadata _id, _index | where event.action != \"d\" | sort @timestamp desc, _id | limit 3";

    private const string Groups = "from logs-* | stats n = count(*) by host.name | where n >= 3";

    private const string CountOfAll = "from logs-* | stats n = count(*) | where n < 6";

    private const string AlertCount =
        "from .alerts-security* | where kibana.alert.rule.name == \"single\" | stats n = count(*) by host.name | where n >= 2";

    private const string OnAlerts = "index = [\".alerts-security.*\"]";

    private const string Threshold = """
        [rule.threshold]
        field = ["user.name"]
        value = 3
        [[rule.threshold.cardinality]]
        field = "host.name"
        value = 2
        """;

    private const string NewTerms = """
        [rule.new_terms]
        field = "new_terms_fields"
        value = ["host.name", "user.name"]
        [[rule.new_terms.history_window_start]]
        field = "history_window_start"
        value = "now-8m"
        """;

    private const string Indicators = """
        threat_index = ["logs-ti_*"]
        threat_query = "*:*"
        threat_language = "kuery"
        [[rule.threat_mapping]]
        [[rule.threat_mapping.entries]]
        field = "host.name"
        type = "mapping"
        value = "threat.indicator.name"
        """;

    private const string SuppressedFor = """
        [rule.alert_suppression]
        group_by = ["host.name"]
        duration = {value = 4, unit = "m"}
        missing_fields_strategy = "suppress"
        """;

    private const string SuppressedByRun = """
        [rule.alert_suppression]
        group_by = ["user.name"]
        missing_fields_strategy = "doNotSuppress"
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StoppingAndResumingAtAnyTickChangesNothing(int seed)
    {
        var events = Events(new Random(seed));
        var whole = Alerts(events, new());
        var raising = whole.Values.Select(a => a.Rule).ToHashSet(StringComparer.Ordinal);
        Assert.All(Rules.Value, r => Assert.True(raising.Contains(r.Name), $"`{r.Name}` is never raised"));

        for (var minute = 0; minute <= Minutes + 10; minute++)
        {
            Check(whole, events, Start + minute * 60_000);
            if (minute % 4 == 1)
                Check(whole, events, Start + minute * 60_000 + 17_001);
        }
    }

    [Fact]
    public void LittleMemoryAndNoOrderChangeNothing()
    {
        var events = Events(new Random(4));
        var little = new EngineOptions { StateBytesMax = 1, Lateness = TimeSpan.Zero };
        var whole = Alerts(events, new());
        for (var minute = 3; minute <= Minutes; minute += 6)
        {
            var boundary = Start + minute * 60_000;
            var before = Alerts(events, little with { ToMillis = boundary });
            var after = Alerts(events, little with { ReportFromMillis = boundary + 1 });
            Compare(whole, before, after, boundary);
        }
    }

    [Fact]
    public void AnEpisodeThatGoesOnIsReportedWholeAndUnderItsId()
    {
        string[] events = [.. Enumerable.Range(0, 20).Select(i => Event(i, Start + i * 20_000, "a", "h1", "u1"))];
        var boundary = Start + 3 * 60_000;
        var groups = Rules.Value.Where(r => r.Name == "groups").ToList();
        var (id, all) = Assert.Single(Alerts(events, new(), groups));
        var before = Assert.Single(Alerts(events, new() { ToMillis = boundary }, groups));
        var after = Assert.Single(Alerts(events, new() { ReportFromMillis = boundary + 1 }, groups));

        Assert.Equal(id, before.Key);
        Assert.Equal(id, after.Key);
        Assert.NotEqual(all.Document, before.Value.Document);
        Assert.Equal(all.Document, after.Value.Document);
    }

    [Fact]
    public void RunsBeforeTheInstantAreNotInTheLedger()
    {
        var events = Events(new Random(5));
        var from = Start + 12 * 60_000;
        var ledger = new ScheduleLedger([]);
        Alerts(events, new() { ReportFromMillis = from }, ledgerOf: l => ledger = l);

        Assert.NotEmpty(ledger.Entries);
        Assert.All(ledger.Entries, e => Assert.All(e.Ticks, t => Assert.True(t.Key >= from)));
        Assert.All(ledger.Entries, e => Assert.True(e.Range is null || e.Range.Value.First >= from));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheReferencesSemanticsResumeToo(int seed)
    {
        var events = Events(new Random(seed));
        var whole = ReferenceAlerts(events, new());
        Assert.NotEmpty(whole);
        for (var minute = 0; minute <= Minutes + 10; minute += 3)
        {
            var boundary = Start + minute * 60_000;
            var before = ReferenceAlerts(events, new() { ToMillis = boundary });
            var after = ReferenceAlerts(events, new() { ReportFromMillis = boundary + 1 });
            Assert.Equal(whole.Order(), before.Union(after).Order());
        }
    }

    void IInputProblems.Report(InputProblem problem) => Assert.Fail(problem.ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LittleMemoryRaisesTheSame(int seed)
    {
        var events = Events(new Random(seed));
        var whole = Alerts(events, new());
        Assert.Contains(whole.Values, a => a.Rule == "count of alerts");
        foreach (var bytes in new[] { 1L, 2_000, 20_000 })
        {
            var options = new EngineOptions { StateBytesMax = bytes, Lateness = TimeSpan.FromMinutes(1) };
            Assert.Equal(whole, Alerts(events, options));
        }
    }

    private void Check(Dictionary<string, Raised> whole, string[] events, long boundary)
    {
        var before = Alerts(events, new() { ToMillis = boundary });
        var after = Alerts(events, new() { ReportFromMillis = boundary + 1 });
        Compare(whole, before, after, boundary);
    }

    private static void Compare(
        Dictionary<string, Raised> whole,
        Dictionary<string, Raised> before,
        Dictionary<string, Raised> after,
        long boundary
    )
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(boundary).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (var (id, alert) in whole)
        {
            var found = after.GetValueOrDefault(id) ?? before.GetValueOrDefault(id);
            Assert.True(found is not null, $"`{alert.Rule}` loses an alert at {at}");
            Assert.True(
                alert.Document == found.Document,
                $"`{alert.Rule}` at {at}\n{alert.Document}\n{found.Document}"
            );
        }

        foreach (var (id, alert) in before.Concat(after))
            Assert.True(whole.ContainsKey(id), $"`{alert.Rule}` raises another alert at {at}\n{alert.Document}");
    }

    private Dictionary<string, Raised> Alerts(
        string[] events,
        EngineOptions options,
        IReadOnlyList<Rule>? rules = null,
        Action<ScheduleLedger>? ledgerOf = null
    )
    {
        var streams = new DataStreams();
        var fields = new FieldTable();
        var compiled = Compile(rules ?? Rules.Value, fields, streams);
        var ledger = new ScheduleLedger(compiled.All);
        var alerts = new List<Alert>();
        var writer = new AlertDocumentWriter(streams);
        var collector = new AlertCollector(streams, ledger, alerts.Add) { ReportFromMillis = options.ReportFromMillis };
        var outcome = new ScanDriver(compiled, streams, options, threads: 1).Run(
            () => events.Chunk(9).Select((lines, i) => Chunk(lines, i)),
            canReopen: true,
            _ => Reader(fields, streams),
            collector.Add,
            () =>
            {
                collector.Flush();
                return Records(alerts, writer);
            },
            progress: null,
            TestContext.Current.CancellationToken
        );
        collector.Flush();
        ledger.Add(outcome.Ticks);
        ledgerOf?.Invoke(ledger);
        return alerts.Where(a => !a.IsHistory).ToDictionary(a => a.Id, a => Written(a, writer), StringComparer.Ordinal);
    }

    private HashSet<string> ReferenceAlerts(string[] events, EngineOptions options)
    {
        var streams = new DataStreams();
        var fields = new FieldTable();
        var compiled = Compile(Rules.Value, fields, streams);
        var alerts = new List<Alert>();
        var writer = new AlertDocumentWriter(streams);
        new ReferenceScan(compiled, fields, streams, options, new(compiled.All)).Run(
            [Chunk(events)],
            () => Reader(fields, streams),
            alerts.Add,
            () => Records(alerts, writer),
            progress: null,
            TestContext.Current.CancellationToken
        );
        return [.. alerts.Where(a => !a.IsHistory).Select(a => a.Id)];
    }

    /// <summary>The alerts so far, a few to a chunk, and in no order of time.</summary>
    private static IEnumerable<RecordChunk> Records(List<Alert> alerts, AlertDocumentWriter writer)
    {
        var documents = alerts.ConvertAll(a => (a.Id, Document: writer.Write(a, out _).ToArray()));
        for (var first = 0; first < documents.Count; first += 4)
        {
            var part = documents.Skip(first).Take(4).Select(d => (d.Id, (ReadOnlyMemory<byte>)d.Document));
            var start = first;
            var chunk = Assert.Single(AlertRecords.ToChunks(part, i => documents[start + i].Document));
            for (var i = 0; i < chunk.Records.Count; i++)
                chunk.Records[i] = chunk.Records[i] with { BytePosition = ((long)first << 24) + i };
            yield return chunk;
        }
    }

    private static Raised Written(Alert alert, AlertDocumentWriter writer) =>
        new(alert.Rule.Name, Encoding.UTF8.GetString(writer.Write(alert, out _)));

    private CompiledRules Compile(IReadOnlyList<Rule> rules, FieldTable fields, DataStreams streams)
    {
        var diagnostics = new DiagnosticBag();
        var compiler = new RuleCompiler(FieldTypes.Default, fields, [], TreePipeline.Default)
        {
            Streams = streams,
            ReadIndicators = (_, table) => ReadIndicators(table, streams),
        };
        var plans = rules.Select(r => compiler.Compile(r, diagnostics)).OfType<RulePlan>().ToList();
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        return new(plans);
    }

    private List<FieldSnapshot> ReadIndicators(FieldTable fields, DataStreams streams)
    {
        var chunk = Chunk([
            """{"_index":"logs-ti_test","_id":"i1","_source":{"@timestamp":"2026-03-01T00:00:00Z","threat":{"indicator":{"name":"h2"}}}}""",
        ]);
        var found = new List<FieldSnapshot>();
        var reader = Reader(fields, streams);
        reader.Start(chunk, 0);
        while (reader.MoveNext())
            found.Add(new(reader.Current, fields.Count));
        return found;
    }

    private JsonEventReader Reader(FieldTable fields, DataStreams streams) =>
        new(fields, FieldTypes.Default, streams, this, new ReaderOptions());

    private static RecordChunk Chunk(string[] lines, int ordinal = 0)
    {
        var buffer = new MemoryStream();
        var records = new List<RecordSlice>();
        foreach (var line in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            records.Add(new((int)buffer.Length, bytes.Length - 1, 0, buffer.Length));
            buffer.Write(bytes);
        }

        return new()
        {
            File = new("logs-test", 0, "logs-test"),
            Ordinal = ordinal,
            Buffer = buffer.ToArray(),
            Records = records,
        };
    }

    private static string[] Events(Random random)
    {
        var events = new string[EventCount];
        for (var i = 0; i < EventCount; i++)
        {
            // Some events stand on the very instant of a tick.
            var millis = Start + random.Next(Minutes) * 60_000L + (i % 7 == 0 ? 0 : random.Next(60_000));
            events[i] = Event(i, millis, $"{(char)('a' + random.Next(4))}", $"h{random.Next(3)}", $"u{random.Next(3)}");
        }

        return events;
    }

    private static string Event(int number, long millis, string action, string host, string user)
    {
        var time = Time(millis);
        var ingested = Time(millis + number % 5 * 15_000);
        return $$$"""{"_index":"logs-test","_id":"e{{{number}}}","_source":{"@timestamp":"{{{time}}}","event":{"action":"{{{action}}}","ingested":"{{{ingested}}}"},"host":{"name":"{{{host}}}"},"user":{"name":"{{{user}}}"} } }""";
    }

    private static string Time(long millis) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(millis)
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static Rule Rule(
        string name,
        string type,
        string language,
        string query,
        string interval,
        string from,
        string more = ""
    )
    {
        var index =
            type == "esql" || more.Contains("index = [\".", StringComparison.Ordinal) ? "" : "index = [\"logs-*\"]";
        return RuleScan.Load(
            name + ".toml",
            Encoding.UTF8.GetBytes(
                $"""
                [rule]
                name = "{name}"
                description = "A rule."
                rule_id = "{name}"
                risk_score = 47
                severity = "medium"
                type = "{type}"
                language = "{language}"
                interval = "{interval}"
                from = "{from}"
                {index}
                query = '''
                {query}
                '''
                {more}
                """
            ),
            // A schedule that leaves gaps is meant here.
            allowsWarnings: true
        );
    }

    private sealed record Raised(string Rule, string Document);
}
