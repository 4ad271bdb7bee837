using System.Globalization;
using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Tests.Engine.Live;

/// <summary>A batch before it is read.</summary>
internal sealed record RawBatch(long Offset, string Source, long ArrivedMillis, IReadOnlyList<string> Records);

/// <summary>Runs the live engine over batches as the server does, perhaps stopping it between them, and keeps what its store would hold.</summary>
internal sealed class LiveRun
{
    private readonly LiveRules _rules;
    private readonly LiveOptions _options;
    private readonly Dictionary<(string Table, string Key), byte[]> _state = [];
    private readonly Dictionary<long, IReadOnlyList<string>> _footprints = [];
    private readonly Dictionary<long, long> _latest = [];
    private readonly List<RawBatch> _log = [];
    private readonly bool _readsAgain;
    private readonly AlertDocumentWriter _writer;
    private byte[]? _checkpoint;

    /// <param name="rules">The rules.</param>
    /// <param name="options">Time and limits.</param>
    /// <param name="readsAgain">Whether the engine may read the log again, and so holds less in memory.</param>
    public LiveRun(LiveRules rules, LiveOptions options, bool readsAgain = true)
    {
        (_rules, _options, _readsAgain) = (rules, options, readsAgain);
        _writer = new(rules.Streams);
        Engine = Create();
    }

    public LiveEngine Engine { get; private set; }

    /// <summary>Whether nothing can be read again.</summary>
    public bool HasLostTheLog { get; init; }

    /// <summary>How often a batch was read again.</summary>
    public int ReadAgainCount { get; private set; }

    /// <summary>The documents of the alerts, by id.</summary>
    public SortedDictionary<string, string> Alerts { get; } = new(StringComparer.Ordinal);

    /// <summary>What happened, in order.</summary>
    public List<string> Changes { get; } = [];

    /// <summary>Kind, rule and batch of what happened.</summary>
    public List<(AlertChangeKind Kind, string Rule, long Offset)> Happened { get; } = [];

    /// <summary>Runs all batches.</summary>
    public static LiveRun Of(LiveRules rules, LiveOptions options, IEnumerable<RawBatch> batches)
    {
        var run = new LiveRun(rules, options);
        foreach (var batch in batches)
            run.Process(batch);
        return run;
    }

    public void Process(RawBatch batch)
    {
        _log.Add(batch);
        var step = Engine.Process(Read(batch));
        foreach (var change in step.Changes)
            Apply(change, batch.Offset);
        foreach (var entry in Engine.DrainState())
        {
            if (entry.Value is null)
                _state.Remove((entry.Table, entry.Key));
            else
                _state[(entry.Table, entry.Key)] = entry.Value;
        }

        _footprints[batch.Offset] = step.StateKeys;
        _latest[batch.Offset] = step.LatestMillis;
        _checkpoint = Engine.WriteCheckpoint();
    }

    /// <summary>Throws the engine away and goes on with another, from what was kept and the log.</summary>
    public void Restart()
    {
        Engine = Create();
        if (_checkpoint is null)
            return;
        Engine.Restore(_checkpoint, ReadTable);
        var needs = Engine.Needs();
        foreach (var batch in _log)
        {
            var keys = _footprints[batch.Offset];
            if (keys.Any(k => needs.TryGetValue(k, out var from) && _latest[batch.Offset] >= from))
                Engine.Replay(Read(batch));
        }

        Engine.EndReplay();
    }

    /// <summary>The documents that a scan of the same records gives, by id.</summary>
    public static SortedDictionary<string, string> Scan(
        LiveRules rules,
        IEnumerable<RawBatch> batches,
        long toMillis,
        string index
    )
    {
        var alerts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var seen = new List<(string Id, ReadOnlyMemory<byte> Document)>();
        var writer = new AlertDocumentWriter(rules.Streams);
        var isOver = false;
        var collector = new AlertCollector(
            rules.Streams,
            new(rules.Compiled.All),
            alert =>
            {
                var document = writer.Write(alert, out _).ToArray();
                alerts[alert.Id] = Encoding.UTF8.GetString(document);
                if (!isOver)
                    seen.Add((alert.Id, document));
            }
        );
        var options = new EngineOptions { ToMillis = toMillis, RunsToTheEnd = true };
        new ScanDriver(rules.Compiled, rules.Streams, options, threads: 1).Run(
            () => batches.SelectMany(b => ChunksOf(b, index)),
            canReopen: true,
            _ => rules.CreateReader(),
            collector.Add,
            () =>
            {
                collector.Flush();
                isOver = true;
                return AlertRecords.ToChunks(seen.OrderBy(s => s.Id, StringComparer.Ordinal));
            },
            null,
            CancellationToken.None
        );
        collector.Flush();
        return alerts;
    }

    private LiveEngine Create() =>
        new(_rules.Compiled, _rules.Streams, _rules.CreateReader(), _options, _readsAgain ? ReadAgain : null);

    private LiveBatch? ReadAgain(long offset)
    {
        ReadAgainCount++;
        return HasLostTheLog ? null : Read(_log.Find(b => b.Offset == offset)!);
    }

    private LiveBatch Read(RawBatch batch)
    {
        var reader = new BatchReader(
            _rules.Compiled,
            new(_rules.Compiled, _rules.Streams),
            _rules.CreateReader(),
            _options
        );
        return new(
            batch.Offset,
            batch.Source,
            batch.ArrivedMillis,
            [.. ChunksOf(batch, _options.DefaultIndex).SelectMany(reader.Read)]
        );
    }

    private static List<RecordChunk> ChunksOf(RawBatch batch, string index) =>
        BatchReader.Cut(
            batch.Offset,
            batch.ArrivedMillis,
            Encoding.UTF8.GetBytes(string.Concat(batch.Records.Select(r => r + "\n"))),
            [.. batch.Records.Select(r => Encoding.UTF8.GetByteCount(r) + 1)],
            index
        );

    private IEnumerable<StateEntry> ReadTable(string table) =>
        _state
            .Where(s => s.Key.Table == table)
            .OrderBy(s => s.Key.Key, StringComparer.Ordinal)
            .Select(s => new StateEntry(table, s.Key.Key, s.Value));

    private void Apply(AlertChange change, long offset)
    {
        var document = Encoding.UTF8.GetString(_writer.Write(change.Alert, out _));
        Changes.Add(
            string.Create(CultureInfo.InvariantCulture, $"{offset} {change.Kind} {change.ReplacedId} {document}")
        );
        Happened.Add((change.Kind, change.Alert.Rule.RuleId, offset));
        if (change.Kind == AlertChangeKind.Raised)
            Assert.False(Alerts.ContainsKey(change.Alert.Id), $"raised twice: {document}");
        else
            Assert.True(
                Alerts.ContainsKey(change.ReplacedId ?? change.Alert.Id),
                $"{change.Kind} but not raised: {document}"
            );
        if (change.ReplacedId is { } replaced)
            Alerts.Remove(replaced);
        Alerts[change.Alert.Id] = document;
    }
}
