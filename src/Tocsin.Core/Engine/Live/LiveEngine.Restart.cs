using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Live;

/// <summary>How the engine outlives its process, and changes of its rules.</summary>
internal sealed partial class LiveEngine
{
    private const long Version = 1;

    private readonly Dictionary<string, string> _tables = new(StringComparer.Ordinal);

    // PERF: written with every step, and of the same size each time.
    private readonly StateWriter _checkpoint;
    private readonly StateWriter _ofRule;

    /// <summary>The small state, which is written whole with every commit.</summary>
    public byte[] WriteCheckpoint()
    {
        var (writer, own) = (_checkpoint, _ofRule);
        writer.Write(Version);
        writer.Write(Offset);
        writer.Write(EventCount);
        writer.Write(ByteCount);
        _times.Write(writer);
        _feed.Write(writer);
        writer.Write((long)_lateOfSource.Count);
        foreach (var (source, late) in _lateOfSource)
        {
            writer.Write(source);
            writer.Write(late);
        }

        var matches = Array.FindAll(_matchRules, r => r.HasSuppression || !r.Counters.IsBlank);
        writer.Write((long)matches.Length + _states.Length);
        foreach (var rule in matches)
            WriteRule(rule, null, writer, own);
        foreach (var state in _states)
            WriteRule(state.Rule, state, writer, own);
        return writer.Take();
    }

    /// <summary>
    /// Takes up what another engine left, with these or other rules: rules whose state key is known go on, others begin at the floor. Then the
    /// log is replayed (<see cref="Needs"/>, <see cref="Replay"/>, <see cref="EndReplay"/>).
    /// </summary>
    /// <param name="checkpoint">The checkpoint of the last commit.</param>
    /// <param name="readTable">The entries of a state table, as of that commit.</param>
    /// <exception cref="InvalidDataException">The checkpoint is of another version.</exception>
    public void Restore(byte[] checkpoint, Func<string, IEnumerable<StateEntry>> readTable)
    {
        using var reader = new StateReader(checkpoint, _streams);
        if (reader.ReadLong() is var version && version != Version)
            throw new InvalidDataException($"checkpoint version {version} is not known");
        Offset = reader.ReadLong();
        EventCount = reader.ReadLong();
        ByteCount = reader.ReadLong();
        _times.Read(reader);
        _feed.Read(reader);
        for (var left = reader.ReadCount(); left > 0; left--)
            _lateOfSource[reader.ReadText()] = reader.ReadLong();
        var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var byKey = Rules.ToDictionary(r => r.StateKey, StringComparer.Ordinal);
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var (key, tables, bytes) = (reader.ReadText(), reader.ReadText(), reader.ReadBytes());
            if (byKey.ContainsKey(key))
                kept[key] = bytes;
            else
                Abandon(tables, readTable);
        }

        _matches.Load(readTable);
        foreach (var rule in _matchRules)
            ReadRule(rule, null, kept, readTable);
        foreach (var state in _states)
            ReadRule(state.Rule, state, kept, readTable);
        if (_feed.IsNeeded)
        {
            var alerts = new LiveBatch(AlertFeed.NoOffset, "", _times.NowMillis, []);
            foreach (var part in _feed.Replay(readTable))
                Commit(part, alerts, isReplay: true);
        }
    }

    /// <summary>Begins behind an offset though the checkpoint is lost: terms are known again, everything else begins afresh.</summary>
    /// <param name="offset">The last consumed batch.</param>
    /// <param name="readTable">The entries of a state table.</param>
    public void BeginBehind(long offset, Func<string, IEnumerable<StateEntry>> readTable)
    {
        Offset = offset;
        _matches.Load(readTable);
        foreach (var rule in _matchRules)
            Abandon(string.Join('\n', TablesOf(rule, null)), readTable);
        foreach (var state in _states)
        {
            if (state is LiveTerms)
                state.Load(readTable);
            else
                Abandon(string.Join('\n', TablesOf(state.Rule, state)), readTable);
        }
    }

    /// <summary>For each rule, by its state key, the earliest event time that must be replayed.</summary>
    public IReadOnlyDictionary<string, long> Needs()
    {
        var needs = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var state in _states)
        {
            if (state.NeededFrom != long.MaxValue)
                Need(state.Rule, state.NeededFrom);
        }

        return needs;

        void Need(LiveRule rule, long millis)
        {
            // No batch of the past names a rule that is new.
            var key = rule.IsNew ? StateKey.Everything : rule.StateKey;
            needs[key] = needs.TryGetValue(key, out var other) ? Math.Min(other, millis) : millis;
        }
    }

    /// <summary>Takes a batch again that was taken before the restart: state comes back, nothing is raised.</summary>
    public void Replay(LiveBatch batch)
    {
        foreach (var part in batch.Parts)
            Commit(part, batch, isReplay: true);
        _readAgainNow.Clear();
    }

    /// <summary>Ends the replay.</summary>
    public void EndReplay()
    {
        foreach (var state in _states)
            state.Resume();
        foreach (var rule in Rules)
            rule.IsNew = false;
    }

    private static IEnumerable<string> TablesOf(LiveRule rule, ILiveState? state)
    {
        var own = state?.Tables ?? [];
        return LiveAlerts.TableOf(rule) is { } table ? own.Append(table) : own;
    }

    private void WriteRule(LiveRule rule, ILiveState? state, StateWriter writer, StateWriter own)
    {
        if (!_tables.TryGetValue(rule.StateKey, out var tables))
            _tables[rule.StateKey] = tables = string.Join('\n', TablesOf(rule, state));
        writer.Write(rule.StateKey);
        writer.Write(tables);
        rule.Counters.Write(own);
        own.Write(_alerts.FinalMillisOf(rule));
        state?.Write(own);
        writer.WriteTaken(own);
    }

    private void ReadRule(
        LiveRule rule,
        ILiveState? state,
        IReadOnlyDictionary<string, byte[]> kept,
        Func<string, IEnumerable<StateEntry>> readTable
    )
    {
        if (!kept.TryGetValue(rule.StateKey, out var bytes))
        {
            rule.IsNew = state is not null;
            if (FloorOf(rule) is var floor && floor != Event.NoTime)
                state?.Begin(floor);
            return;
        }

        using var reader = new StateReader(bytes, _streams);
        rule.Counters.Read(reader);
        rule.ShedBefore = rule.Counters.Shed;
        _alerts.Load(rule, reader.ReadLong(), readTable);
        state?.Read(reader);
        state?.Load(readTable);
    }

    /// <summary>Removes the state of a rule that is no more.</summary>
    private void Abandon(string tables, Func<string, IEnumerable<StateEntry>> readTable)
    {
        foreach (var table in tables.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var entry in readTable(table).ToList())
                _state.Remove(table, entry.Key);
        }
    }
}
