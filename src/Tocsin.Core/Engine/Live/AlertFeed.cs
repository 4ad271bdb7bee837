using System.Globalization;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>Gives the alerts of a step to the rules over alerts, and remembers them for a restart: the log does not hold them.</summary>
/// <remarks>State: table <c>alerts</c>, an entry for each alert that some window or sequence still needs.</remarks>
internal sealed class AlertFeed(
    CompiledRules rules,
    DataStreams streams,
    EventReader reader,
    LiveOptions options,
    StateChanges state
)
{
    /// <summary>The offset of what was not in the log.</summary>
    public const long NoOffset = -1;

    private const string Table = "alerts";

    private readonly ScanWorker _worker = new(rules, new(rules, streams), reader);
    private readonly AlertDocumentWriter _writer = new(streams);
    private readonly HashSet<Rule> _readers = new(
        rules.All.Where(p => p.ReadsAlerts).Select(p => p.Rule),
        ReferenceEqualityComparer.Instance
    );
    private readonly bool _keeps = rules.All.Any(p => p.ReadsAlerts && p is WindowPlan or SequencePlan);
    private readonly Queue<(string Key, long TimeMillis)> _kept = new();
    private long _ordinal;

    /// <summary>How many alerts were forgotten, by this process, though a restart would need them.</summary>
    public long ForgottenCount { get; private set; }

    /// <summary>Whether some rule sees alerts.</summary>
    public bool IsNeeded => _readers.Count > 0;

    /// <summary>Whether a rule sees alerts: its own are not read again.</summary>
    public bool IsOfReader(Rule rule) => _readers.Contains(rule);

    /// <summary>What the rules make of some alerts.</summary>
    public List<ChunkResult> Read(IReadOnlyList<Alert> alerts)
    {
        var documents = new List<(string Id, ReadOnlyMemory<byte> Document)>();
        foreach (var alert in alerts)
        {
            var document = _writer.Write(alert, out _).ToArray();
            documents.Add((alert.Id, document));
            if (_keeps)
                Keep(alert, document);
        }

        return Read(documents);
    }

    /// <summary>Forgets alerts from before an instant.</summary>
    public void Forget(long beforeMillis)
    {
        while (_kept.TryPeek(out var oldest) && oldest.TimeMillis < beforeMillis)
        {
            _kept.Dequeue();
            state.Remove(Table, oldest.Key);
        }
    }

    /// <summary>Reads again what was kept.</summary>
    public IEnumerable<ChunkResult> Replay(Func<string, IEnumerable<StateEntry>> read)
    {
        foreach (var entry in read(Table).OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            using var reading = new StateReader(entry.Value!, streams);
            var (time, id, document) = (reading.ReadLong(), reading.ReadText(), reading.ReadBytes());
            _kept.Enqueue((entry.Key, time));
            _ordinal = long.Parse(entry.Key, CultureInfo.InvariantCulture) + 1;
            foreach (var part in Read([(id, document)]))
                yield return part;
        }
    }

    public void Write(StateWriter writer) => writer.Write(_ordinal);

    public void Read(StateReader reading) => _ordinal = reading.ReadLong();

    private List<ChunkResult> Read(List<(string Id, ReadOnlyMemory<byte> Document)> documents)
    {
        var results = new List<ChunkResult>();
        foreach (var chunk in AlertRecords.ToChunks(documents))
        {
            results.Add(
                _worker.Process(
                    new()
                    {
                        File = chunk.File,
                        Ordinal = chunk.Ordinal,
                        Buffer = chunk.Buffer,
                        Records = [.. chunk.Records.Select(r => r with { BytePosition = (_ordinal << 8) + r.Offset })],
                    }
                )
            );
            chunk.Return();
        }

        return results;
    }

    private void Keep(Alert alert, byte[] document)
    {
        var key = (_ordinal++).ToString("d20", CultureInfo.InvariantCulture);
        using var writer = new StateWriter(streams);
        writer.Write(alert.TimeMillis);
        writer.Write(alert.Id);
        writer.Write(document);
        state.Put(Table, key, writer.Take());
        _kept.Enqueue((key, alert.TimeMillis));
        if (_kept.Count <= options.RecentMax)
            return;
        state.Remove(Table, _kept.Dequeue().Key);
        ForgottenCount++;
    }
}
