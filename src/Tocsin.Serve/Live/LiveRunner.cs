using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Live;

/// <summary>An engine and the readers that feed it, brought to where the store stands.</summary>
internal sealed class LiveRunner
{
    private readonly IEventLog _log;
    private readonly ILiveStore _store;
    private readonly LiveLoopOptions _options;
    private readonly BatchParser _parser;

    private LiveRunner(LiveRuleSet set, IEventLog log, ILiveStore store, LiveLoopOptions options)
    {
        (_log, _store, _options) = (log, store, options);
        _parser = new(set, options);
        Engine = new(set.Rules, set.Streams, set.CreateReader(), options.Engine, ReadAgain);
    }

    /// <summary>The engine.</summary>
    public LiveEngine Engine { get; }

    /// <summary>Whether the store holds state that cannot be read.</summary>
    public bool HasLostState { get; private set; }

    /// <summary>An engine that goes on where the store stands: with what its checkpoint and tables hold, and what the log brings back.</summary>
    public static LiveRunner Start(LiveRuleSet set, IEventLog log, ILiveStore store, LiveLoopOptions options)
    {
        var runner = new LiveRunner(set, log, store, options);
        try
        {
            if (store.Checkpoint is { } checkpoint)
            {
                runner.Restore(checkpoint);
                return runner;
            }

            if (store.ConsumedOffset == 0)
                return runner;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            runner = new(set, log, store, options);
        }

        // The checkpoint is damaged, or of another version.
        runner.HasLostState = true;
        runner.Engine.BeginBehind(store.ConsumedOffset, store.ReadState);
        return runner;
    }

    /// <summary>Reads the batches behind an offset; none where there are none.</summary>
    public LiveBatch[] Read(long afterOffset) => _parser.Parse(_log.Read(afterOffset, _options.StepBytes));

    /// <summary>Runs batches and says what is to be committed.</summary>
    public Commit Run(IReadOnlyList<LiveBatch> batches)
    {
        var changes = new List<AlertChange>();
        var footprints = new List<BatchFootprint>(batches.Count);
        foreach (var batch in batches)
        {
            var step = Engine.Process(batch);
            changes.AddRange(step.Changes);
            footprints.Add(new(batch.Offset, step.EarliestMillis, step.LatestMillis, step.StateKeys));
        }

        return new()
        {
            Offset = batches[^1].Offset,
            Alerts = changes,
            Checkpoint = Engine.WriteCheckpoint(),
            State = Engine.DrainState(),
            Footprints = footprints,
        };
    }

    private LiveBatch? ReadAgain(long offset)
    {
        var read = _log.Read(offset - 1, 1);
        return read.Count > 0 && read[0].Offset == offset ? _parser.Parse([read[0]])[0] : null;
    }

    private void Restore(byte[] checkpoint)
    {
        Engine.Restore(checkpoint, _store.ReadState);
        var needs = Engine.Needs();
        if (needs.Count > 0)
        {
            var some = new List<LogBatch>();
            var bytes = 0L;
            foreach (var batch in _log.Replay(needs, _store.ConsumedOffset))
            {
                some.Add(batch);
                bytes += batch.RecordBytes;
                if (bytes < _options.StepBytes)
                    continue;
                Replay(some);
                bytes = 0;
            }

            Replay(some);
        }

        Engine.EndReplay();
    }

    private void Replay(List<LogBatch> batches)
    {
        foreach (var parsed in _parser.Parse(batches))
            Engine.Replay(parsed);
        batches.Clear();
    }
}
