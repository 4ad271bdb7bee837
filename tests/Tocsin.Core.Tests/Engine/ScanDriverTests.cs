using System.Globalization;
using System.Text;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Tests.Engine;

public class ScanDriverTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TheResultDoesNotDependOnOrderChunksThreadsOrMemory(int threads)
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var events = Enumerable
                .Range(0, 200)
                .Select(i => $"e{i:000} {i * 3 + random.Next(5)} k{random.Next(6)}")
                .ToArray();
            var ordered = Scan(events, chunk: 50, threads: 1, stateBytes: long.MaxValue);
            Assert.NotEmpty(ordered.Alerts);

            // Little memory, events in order: evaluated on the way, in one pass.
            var early = Scan(events, chunk: 7, threads, stateBytes: 1);
            Assert.Equal(ordered.Alerts, early.Alerts);
            Assert.Equal(1, early.Passes);

            random.Shuffle(events);
            Assert.Equal(ordered.Alerts, Scan(events, chunk: 50, threads, long.MaxValue).Alerts);

            // Little memory and no order: a second pass makes it exact.
            var again = Scan(events, chunk: 7, threads, stateBytes: 1);
            Assert.Equal(ordered.Alerts, again.Alerts);
            Assert.Equal(2, again.Passes);

            // The same where what the first pass found is handed on at once, and taken back.
            var withdrawn = Scan(events, chunk: 7, threads, stateBytes: 1, canWithdraw: true);
            Assert.Equal(ordered.Alerts, withdrawn.Alerts);
            Assert.Equal(2, withdrawn.Passes);
        }
    }

    private static (List<string> Alerts, int Passes) Scan(
        string[] events,
        int chunk,
        int threads,
        long stateBytes,
        bool canWithdraw = false
    )
    {
        var rules = new CompiledRules([
            TestRules.CountPlan(intervalMillis: 50, lookBackMillis: 60, minimum: 3),
            TestRules.CountPlan(intervalMillis: 20, lookBackMillis: 90, minimum: 4),
        ]);
        var streams = new DataStreams();
        streams.GetOrAdd("logs-test-default");
        var options = new EngineOptions { StateBytesMax = stateBytes, Lateness = TimeSpan.FromMilliseconds(20) };
        var passes = 0;
        var found = new List<(Rule Rule, string Text)>();
        Action<IReadOnlySet<Rule>> withdraw = withdrawn => found.RemoveAll(f => withdrawn.Contains(f.Rule));
        new ScanDriver(rules, streams, options, threads) { Withdraw = canWithdraw ? withdraw : null }.Run(
            () =>
            {
                passes++;
                return Chunks(events, chunk);
            },
            canReopen: true,
            _ => new TestReader(),
            d =>
                found.Add(
                    (d.Plan.Rule, $"{d.Id} {d.Cells[1]} {d.RaisedMillis} {d.LastRaisedMillis} {d.Evidence.Count}")
                ),
            openAlerts: null,
            progress: null,
            CancellationToken.None
        );
        return ([.. found.Select(f => f.Text).Order(StringComparer.Ordinal)], passes);
    }

    private static IEnumerable<RecordChunk> Chunks(string[] events, int size)
    {
        var ordinal = 0;
        foreach (var part in events.Chunk(size))
        {
            var buffer = new List<byte>();
            var records = new List<RecordSlice>();
            foreach (var line in part)
            {
                records.Add(new(buffer.Count, line.Length, 0, 0));
                buffer.AddRange(Encoding.ASCII.GetBytes(line));
            }

            yield return new()
            {
                File = new("test", 0, "test"),
                Ordinal = ordinal++,
                Buffer = [.. buffer],
                Records = records,
            };
        }
    }

    /// <summary>Reads records of the form <c>id time key</c>.</summary>
    private sealed class TestReader : EventReader
    {
        private TestEvent? _next;

        public override Event Current => _next!;

        public override void Start(RecordChunk chunk, int record)
        {
            var slice = chunk.Records[record];
            var parts = Encoding.ASCII.GetString(chunk.Buffer, slice.Offset, slice.Length).Split(' ');
            _next = new(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
            _pending = true;
        }

        public override bool MoveNext()
        {
            var pending = _pending;
            _pending = false;
            return pending;
        }

        private bool _pending;
    }
}
