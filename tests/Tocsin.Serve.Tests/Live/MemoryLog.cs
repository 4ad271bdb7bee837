using System.Text;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Live;

/// <summary>Log, intake and store in memory: what the loop asks of the real ones, and failures on demand.</summary>
internal sealed class MemoryLog : IEventLog, IIntakeLog, ILiveStore
{
    private readonly List<LogBatch> _batches = [];
    private readonly Dictionary<long, BatchFootprint> _footprints = [];
    private readonly Dictionary<(string Table, string Key), byte[]> _state = [];
    private TaskCompletionSource _appended = new();

    public long LastOffset => _batches.Count;

    public long FirstOffset => 1;

    public IReadOnlyList<FilePosition> Positions => [];

    public long ConsumedOffset { get; private set; }

    public byte[]? Checkpoint { get; set; }

    /// <summary>The alerts, by id.</summary>
    public SortedDictionary<string, AlertChange> Alerts { get; } = new(StringComparer.Ordinal);

    /// <summary>How many batches a read gives at most.</summary>
    public int BatchesMax { get; set; } = int.MaxValue;

    /// <summary>How many commits fail before one succeeds.</summary>
    public int FailuresLeft { get; set; }

    /// <summary>How many batches were replayed.</summary>
    public int Replayed { get; private set; }

    public void Append(string source, long arrivedMillis, params IReadOnlyList<string> records)
    {
        _batches.Add(
            new(
                _batches.Count + 1,
                source,
                arrivedMillis,
                Encoding.UTF8.GetBytes(string.Concat(records.Select(r => r + "\n"))),
                [.. records.Select(r => Encoding.UTF8.GetByteCount(r) + 1)]
            )
        );
        _appended.TrySetResult();
        _appended = new();
    }

    public ValueTask<AppendResult> AppendAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        Append(batch.Source, batch.ArrivedMillis);
        return new(new AppendResult(AppendStatus.Stored));
    }

    public IReadOnlyList<LogBatch> Read(long afterOffset, int bytesMax) =>
        [.. _batches.Skip((int)afterOffset).Take(BatchesMax)];

    public Task WaitAsync(long afterOffset, TimeSpan atMost, CancellationToken cancellation) =>
        LastOffset > afterOffset ? Task.CompletedTask : Task.WhenAny(_appended.Task, Task.Delay(atMost, cancellation));

    public IEnumerable<LogBatch> Replay(IReadOnlyDictionary<string, long> needs, long upToOffset)
    {
        foreach (var batch in _batches.Take((int)upToOffset))
        {
            var footprint = _footprints[batch.Offset];
            if (!footprint.StateKeys.Any(k => needs.TryGetValue(k, out var from) && footprint.LatestMillis >= from))
                continue;
            Replayed++;
            yield return batch;
        }
    }

    public IEnumerable<StateEntry> ReadState(string table) =>
        _state.Where(s => s.Key.Table == table).Select(s => new StateEntry(table, s.Key.Key, s.Value));

    public void Apply(Commit commit)
    {
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new IOException("the disk is full");
        }

        foreach (var change in commit.Alerts)
        {
            if (change.ReplacedId is { } replaced)
                Alerts.Remove(replaced);
            Alerts[change.Alert.Id] = change;
        }

        foreach (var entry in commit.State)
        {
            if (entry.Value is null)
                _state.Remove((entry.Table, entry.Key));
            else
                _state[(entry.Table, entry.Key)] = entry.Value;
        }

        foreach (var footprint in commit.Footprints)
            _footprints[footprint.Offset] = footprint;
        Checkpoint = commit.Checkpoint;
        ConsumedOffset = commit.Offset;
    }
}
