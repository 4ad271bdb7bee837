using System.Globalization;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Engine.Sequence;

/// <summary>What sequence and sample rules join in a scan: events of one window, however the input is cut and ordered.</summary>
public sealed class JoinWindowTests : IInputProblems
{
    private const string Sample =
        "sample by user.name [any where event.action == \"a\"] [any where event.action == \"b\"]";

    private const string Sequence =
        "sequence by user.name [any where event.action == \"a\"] [any where event.action == \"b\"]";

    private static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(9);

    [Fact]
    public void ASampleJoinsEventsOfOneWindow()
    {
        Assert.Equal(["e0,e1 @600"], Scan(Sample, [(301, "a", "u"), (599, "b", "u")]));
        Assert.Empty(Scan(Sample, [(0, "a", "u"), (3_600, "b", "u")]));
    }

    [Fact]
    public void ASampleOfTheSameEventsAlertsOnce() =>
        // Both lie in the windows of 10:00 and 15:00 minutes.
        Assert.Equal(["e0,e1 @600"], Scan(Sample, [(400, "a", "u"), (500, "b", "u"), (900, "c", "u")]));

    [Fact]
    public void ASampleIsFoundAgainWithOtherEvents() =>
        Assert.Equal(
            ["e0,e1 @600", "e2,e1 @900"],
            Scan(Sample, [(100, "a", "u"), (500, "b", "u"), (700, "a", "u"), (900, "c", "u")])
        );

    [Fact]
    public void ASequenceWithoutMaxspanReachesNoFurtherThanTheLookBack()
    {
        Assert.Equal(["e0,e1 @900"], Scan(Sequence, [(100, "a", "u"), (640, "b", "u")]));
        Assert.Empty(Scan(Sequence, [(100, "a", "u"), (641, "b", "u")]));
        var spanned = Sequence.Replace("by user.name", "by user.name with maxspan=1h", StringComparison.Ordinal);
        Assert.Equal(["e0,e1 @900"], Scan(spanned, [(100, "a", "u"), (641, "b", "u")]));
    }

    [Theory]
    [InlineData(Sample)]
    [InlineData(Sequence)]
    public void CutOrderThreadsAndMemoryDoNotShow(string query)
    {
        var random = new Random(3);
        for (var round = 0; round < 6; round++)
        {
            (int, string, string)[] events =
            [
                .. Enumerable
                    .Range(0, 120)
                    .Select(i => (i * 31 + random.Next(30), "abc"[random.Next(3)].ToString(), $"u{random.Next(3)}")),
            ];
            var expected = Scan(query, events);
            Assert.NotEmpty(expected);
            if (query == Sample)
                Assert.Equal(EveryWindow(events), expected);
            foreach (var records in new[] { 1, 7, 4096 })
            {
                foreach (var threads in new[] { 1, 4 })
                {
                    Assert.Equal(expected, Scan(query, events, records, threads, stateBytes: 1));
                    Assert.Equal(expected, Scan(query, events, records, threads, stateBytes: 1, seed: round + 1));
                }
            }
        }
    }

    [Theory]
    [InlineData("maxspan=90s", "")]
    [InlineData("maxspan=10m", "until [any where event.action == \"c\"]")]
    [InlineData("maxspan=70s", "![any where event.action == \"c\"]")]
    public void ASequenceThatBeginsSeldomFindsTheSameHoweverMuchWasLetGo(string span, string end)
    {
        var query =
            $"sequence by user.name with {span} [any where event.action == \"a\"] [any where event.action == \"b\"] {end}";
        var random = new Random(11);
        for (var round = 0; round < 6; round++)
        {
            // Everybody does b and c all the time; a comes once in a while, sometimes late.
            (int Second, string, string)[] events =
            [
                .. Enumerable
                    .Range(0, 400)
                    .Select(i =>
                        random.Next(40) == 0
                            ? (i * 13 - 13 * random.Next(3) + 12, "a", $"u{random.Next(3)}")
                            : (i * 13 + random.Next(12), "bbbbc"[random.Next(3)].ToString(), $"u{random.Next(3)}")
                    ),
            ];
            // Of two events of one instant the first to come counts, so in another order they would be others.
            events = [.. events.DistinctBy(e => e.Second)];
            var expected = Scan(query, events);
            Assert.NotEmpty(expected);
            foreach (var records in new[] { 1, 7, 30 })
            {
                foreach (var threads in new[] { 1, 4 })
                {
                    // In the order of coming, in the order of time, and in none.
                    Assert.Equal(expected, Scan(query, events, records, threads, stateBytes: 1));
                    Assert.Equal(expected, Scan(query, events, records, threads, stateBytes: 4_000));
                    Assert.Equal(expected, Scan(query, events, records, threads, stateBytes: 1, seed: round + 1));
                }
            }
        }
    }

    [Fact]
    public void AFirstEventThatComesAfterLaterOnesWereLetGoFindsThem()
    {
        var query = Sequence.Replace("by user.name", "by user.name with maxspan=1m", StringComparison.Ordinal);
        var quiet = Enumerable.Range(0, 20).Select(i => (i * 10, "b", "u"));
        (int, string, string)[] events = [.. quiet, (165, "a", "u"), (200, "b", "u")];
        Assert.Equal(["e20,e17 @300"], Scan(query, events));
        Assert.Equal(["e20,e17 @300"], Scan(query, events, records: 1, stateBytes: 1));
    }

    [Fact]
    public void ALaterEventThatComesAfterItsMatchWasGivenUpIsFound()
    {
        var query = Sequence.Replace("by user.name", "by user.name with maxspan=1m", StringComparison.Ordinal);
        var others = Enumerable.Range(2, 40).Select(i => (i * 10, "b", "v"));
        (int, string, string)[] events = [(5, "a", "u"), .. others, (15, "b", "u"), (500, "b", "v")];
        Assert.Equal(["e0,e41 @300"], Scan(query, events));
        Assert.Equal(["e0,e41 @300"], Scan(query, events, records: 1, stateBytes: 1));
    }

    /// <summary>The samples of every tick's window, from the definition.</summary>
    private static List<string> EveryWindow((int Second, string Action, string User)[] events)
    {
        var found = new Dictionary<string, int>();
        for (var tick = 0; tick <= events.Max(e => e.Second) + 299; tick += 300)
        {
            for (var user = 0; user < 3; user++)
            {
                int First(string action) =>
                    Enumerable
                        .Range(0, events.Length)
                        .Where(i => events[i].Action == action && events[i].User == $"u{user}")
                        .Where(i => events[i].Second >= tick - 540 && events[i].Second <= tick)
                        .OrderBy(i => events[i].Second)
                        .ThenBy(i => i)
                        .FirstOrDefault(-1);
                if (First("a") is >= 0 and var a && First("b") is >= 0 and var b)
                    found.TryAdd($"e{a},e{b}", tick);
            }
        }

        return [.. found.Select(f => $"{f.Key} @{f.Value}").Order(StringComparer.Ordinal)];
    }

    private List<string> Scan(
        string query,
        (int Second, string Action, string User)[] events,
        int records = 4096,
        int threads = 1,
        long stateBytes = long.MaxValue,
        int? seed = null
    )
    {
        var lines = events
            .Select(
                (e, i) =>
                {
                    var time = Midnight.AddSeconds(e.Second).ToString("O", CultureInfo.InvariantCulture);
                    return $$$"""{"_id":"e{{{i}}}","@timestamp":"{{{time}}}","event":{"action":"{{{e.Action}}}"},"user":{"name":"{{{e.User}}}"}}""";
                }
            )
            .ToArray();
        if (seed is { } shuffled)
            new Random(shuffled).Shuffle(lines);
        var fields = new FieldTable();
        var streams = new DataStreams();
        var diagnostics = new DiagnosticBag();
        var rule = TestRules.Windowed(Interval, LookBack) with
        {
            Type = RuleType.Eql,
            Language = RuleLanguage.Eql,
            Index = ["*"],
            Query = SourceText.From(query, "query"),
        };
        var plan = new RuleCompiler(FieldTypes.Default, fields, [], TreePipeline.Default).Compile(rule, diagnostics);
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var options = new EngineOptions { StateBytesMax = stateBytes, Lateness = TimeSpan.FromSeconds(40) };
        var bytes = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var found = new List<Detection>();
        new ScanDriver(new CompiledRules([plan!]), streams, options, threads).Run(
            () =>
                Inputs
                    .Open(["-"], new() { ChunkRecordsMax = records, StandardInput = new MemoryStream(bytes) }, this)
                    .ReadChunks(),
            canReopen: true,
            _ => new JsonEventReader(fields, FieldTypes.Default, streams, this, new ReaderOptions()),
            found.Add,
            openAlerts: null,
            progress: null,
            CancellationToken.None
        );
        return
        [
            .. found
                .Select(d =>
                    $"{string.Join(",", d.SequenceEvents.OfType<StoredEvent>().Select(e => e.Id))} @{(d.RaisedMillis / 1000) - Midnight.ToUnixTimeSeconds()}"
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    void IInputProblems.Report(InputProblem problem) => Assert.Fail(problem.Message);
}
