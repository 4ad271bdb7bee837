using System.Security.Cryptography;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;
using Tocsin.Serve.Tests.Alerts;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

/// <summary>Random operations and crashes against a model in memory: what the model has, the log has, after every crash.</summary>
/// <remarks>The seed is printed; <c>TOCSIN_CRASH_SEED</c> repeats a run, <c>TOCSIN_SIMULATION_STEPS</c> sets its length.</remarks>
public sealed class SimulationTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestTime _time = new();
    private readonly Model _model = new();
    private int _lives;
    private SqliteLog _log = null!;
    private SqliteAlertStore _alerts = null!;

    public void Dispose()
    {
        _log?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhateverHappensTheLogIsWhatItWasToldAndAlertsAreThereOnce()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_CRASH_SEED"), out var given)
            ? given
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"TOCSIN_CRASH_SEED={seed}");
        var random = new Random(seed);
        var steps = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_SIMULATION_STEPS"), out var count)
            ? count
            : 400;
        OpenIn(Path.Combine(_folder.Path, "life-0"));
        for (var step = 0; step < steps; step++)
        {
            switch (random.Next(20))
            {
                case < 9:
                    Append(random);
                    break;
                case < 14:
                    Consume(random);
                    break;
                case < 16:
                    Seal(random);
                    break;
                case 16:
                    await Triage(random);
                    break;
                case 17:
                    // A stop in good order.
                    _log.Dispose();
                    OpenIn(Path.Combine(_folder.Path, $"life-{_lives}"));
                    await Check(step);
                    break;
                case 18:
                    Crash(random);
                    await Check(step);
                    break;
                default:
                    _time.Millis += random.Next(60_000);
                    break;
            }
        }

        await Check(steps);
        output.WriteLine(
            $"{_lives} crashes, {_model.Records.Count} batches, {_model.Alerts.Count} alerts, {_log.Segments.Count} segments"
        );
        Assert.Empty(_log.Damages.Listed);
    }

    private void Append(Random random)
    {
        var records = new List<string>();
        var keys = new List<string>();
        for (var i = random.Next(4); i >= 0; i--)
        {
            var number =
                random.Next(3) == 0 && _model.Keys.Count > 0 ? random.Next(_model.Keys.Count) : _model.NextRecord++;
            records.Add($"{{\"n\":{number},\"pad\":\"{new string('p', random.Next(500))}\"}}");
            keys.Add(random.Next(10) == 0 ? "" : $"{number}");
        }

        var kept = new List<string>();
        for (var i = 0; i < records.Count; i++)
        {
            if (keys[i].Length == 0 || _model.Keys.Add(keys[i]))
                kept.Add(records[i]);
        }

        var result = _log.Append(Batch([.. records], _time.Millis, [.. keys]));
        Assert.Equal((AppendStatus.Stored, kept.Count), (result.Status, result.Accepted));
        if (kept.Count > 0)
            _model.Records.Add(string.Concat(kept.Select(r => r + "\n")));
    }

    private void Consume(Random random)
    {
        var read = _log.Read(_model.Consumed, random.Next(1, 3_000));
        if (read.Count == 0)
            return;
        Assert.Equal(_model.Consumed + 1, read[0].Offset);
        var changes = new List<AlertChange>();
        foreach (var batch in read.Where(b => b.Offset % 5 == 0))
        {
            var id = $"alert-{batch.Offset}";
            changes.Add(AlertCases.Raised(AlertCases.OnEvent(id)));
            _model.Alerts[id] = AlertStatus.Open;
        }

        var key = $"{random.Next(20)}";
        var value = new byte[random.Next(1, 50)];
        random.NextBytes(value);
        var isRemoved = random.Next(4) == 0;
        _model.Consumed = read[^1].Offset;
        _model.Checkpoint = BitConverter.GetBytes(_model.Consumed * 31);
        if (isRemoved)
            _model.State.Remove(key);
        else
            _model.State[key] = Convert.ToHexString(value);
        var commit = new Commit
        {
            Offset = _model.Consumed,
            Alerts = changes,
            Checkpoint = _model.Checkpoint,
            State = [new("t", key, isRemoved ? null : value)],
            Footprints =
            [
                .. read.Select(b => new BatchFootprint(b.Offset, b.Offset, b.Offset, b.Offset % 3 == 0 ? ["r"] : [])),
            ],
        };
        _log.Apply(commit);
        // A loop that did not hear of the commit applies the step again.
        if (random.Next(5) == 0)
            _log.Apply(commit);
    }

    private void Seal(Random random)
    {
        var steps = random.Next(3) == 0 ? random.Next(12) : int.MaxValue;
        _log.Sealer.Step = _ =>
        {
            if (steps-- == 0)
                throw new InvalidOperationException("crash");
        };
        try
        {
            _log.Maintain(all: random.Next(3) == 0);
            _log.Sealer.Step = null;
        }
        catch (InvalidOperationException)
        {
            Crash(random);
        }
    }

    private async Task Triage(Random random)
    {
        if (_model.Alerts.Count == 0)
            return;
        var id = _model.Alerts.Keys.ElementAt(random.Next(_model.Alerts.Count));
        var status = AlertStatus.All[random.Next(3)];
        await _alerts.TriageAsync([id], new() { Who = "ann", Status = status }, TestContext.Current.CancellationToken);
        _model.Alerts[id] = status;
    }

    /// <summary>Goes on with an image of the folder as a power failure would have left it; sometimes with half a record behind the write-ahead log's end.</summary>
    private void Crash(Random random)
    {
        var from = Path.Combine(_folder.Path, $"life-{_lives}");
        var to = Path.Combine(_folder.Path, $"life-{++_lives}");
        Directory.CreateDirectory(Path.Combine(to, "segments"));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name != "lock" && !name.EndsWith("-shm", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(to, name));
        }

        if (random.Next(2) == 0)
        {
            var torn = new byte[random.Next(10_000)];
            random.NextBytes(torn);
            using var wal = new FileStream(Path.Combine(to, "tocsin.db-wal"), FileMode.Append);
            wal.Write(torn);
        }

        _log.Dispose();
        Directory.Delete(from, recursive: true);
        OpenIn(to);
    }

    private void OpenIn(string folder)
    {
        var options = Options(folder) with
        {
            BlockBytes = 2_000,
            SegmentBytes = 10_000,
            TailBytesMax = 5_000,
            KeyWindow = TimeSpan.FromDays(365),
        };
        _log = Open(options, _time);
        _alerts = new(_log, AlertCases.Streams, _time);
    }

    private async Task Check(int step)
    {
        Assert.Equal(_model.Records, All(_log).Select(TextOf));
        Assert.True(_model.Records.Count == _log.LastOffset, $"step {step}");
        Assert.Equal(_model.Consumed, _log.ConsumedOffset);
        Assert.Equal(_model.Checkpoint, _log.Checkpoint);
        Assert.Equal(_model.State, _log.ReadState("t").ToDictionary(e => e.Key, e => Convert.ToHexString(e.Value!)));
        var page = await _alerts.FindAsync(new() { Limit = 1_000 }, TestContext.Current.CancellationToken);
        Assert.Equal(
            _model.Alerts.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Key, a.Value)),
            page.Alerts.OrderBy(a => a.Id, StringComparer.Ordinal).Select(a => (a.Id, a.Status))
        );
        using var connection = SqliteFile.OpenReader(_log.DatabasePath);
        Assert.Equal(_model.Alerts.Count, AlertChanges.Read(connection, 0, 10_000).Count);
        Assert.Equal(
            Enumerable.Range(1, (int)_model.Consumed).Where(o => o % 3 == 0).Select(o => (long)o),
            _log.Replay(new Dictionary<string, long> { ["r"] = 0 }, _model.Consumed)
                .Select(b => b.Offset)
                .Where(o => o % 3 == 0)
        );
    }

    private sealed class Model
    {
        public List<string> Records { get; } = [];

        public HashSet<string> Keys { get; } = [];

        public int NextRecord { get; set; }

        public long Consumed { get; set; }

        public byte[]? Checkpoint { get; set; }

        public Dictionary<string, string> State { get; } = [];

        public Dictionary<string, string> Alerts { get; } = [];
    }
}
