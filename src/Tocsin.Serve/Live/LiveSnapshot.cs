namespace Tocsin.Serve.Live;

/// <summary>How the loop was doing after a step. Immutable.</summary>
internal sealed record LiveSnapshot
{
    /// <summary>Before anything happened.</summary>
    public static readonly LiveSnapshot Empty = new();

    /// <summary>The last batch that was consumed.</summary>
    public long ConsumedOffset { get; init; }

    /// <summary>The last batch of the log, as far as known.</summary>
    public long LastOffset { get; init; }

    /// <summary>Batches that wait.</summary>
    public long LagBatches => Math.Max(0, LastOffset - ConsumedOffset);

    /// <summary>How long ago the last consumed batch arrived when its step was committed, milliseconds: from event to alert.</summary>
    public long LagMillis { get; init; }

    /// <summary>Events read, since the log began.</summary>
    public long EventCount { get; init; }

    /// <summary>Bytes read, since the log began.</summary>
    public long ByteCount { get; init; }

    /// <summary>Events read a second, over the last few seconds.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>About how much memory the state of rules takes.</summary>
    public long StateBytes { get; init; }

    /// <summary>Steps that were committed by this process.</summary>
    public long StepCount { get; init; }

    /// <summary>Batches that could not be processed and were passed over.</summary>
    public long PassedOver { get; init; }

    /// <summary>Commits that failed and were tried again.</summary>
    public long CommitFailures { get; init; }

    /// <summary>What went wrong last; null where nothing did.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether the state of an earlier version could not be read, so that windows began afresh.</summary>
    public bool HasLostState { get; init; }

    public IReadOnlyList<RuleStatus> Rules { get; init; } = [];

    public IReadOnlyList<SourceStatus> Sources { get; init; } = [];
}

/// <summary>How a rule is doing. Times are milliseconds since 1970, null where there was none.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="StateKey">The name of its state.</param>
/// <param name="LastEventMillis">The latest event that it kept or matched.</param>
/// <param name="LastTick">Its latest tick that is over.</param>
/// <param name="Hits">Events that it matched; candidates of a sequence, terms, or for a window the panes that a batch had something for.</param>
/// <param name="Alerts">Alerts raised.</param>
/// <param name="Suppressed">Alerts folded into others.</param>
/// <param name="Late">Parts of the input that came after a tick that should have seen them.</param>
/// <param name="Future">Parts of the input that claim to be of the future.</param>
/// <param name="Shed">Parts of its state that were dropped because of a limit.</param>
/// <param name="ShedNow">Those since the state was taken up: at the start of the process or of the set of rules.</param>
/// <param name="Unconfirmed">Alerts that were raised early and that the full picture did not confirm.</param>
/// <param name="Evaluations">Ticks evaluated.</param>
/// <param name="CostMillis">What its evaluations took in this process, milliseconds.</param>
/// <param name="StateBytes">About how much memory its state takes.</param>
internal sealed record RuleStatus(
    string RuleId,
    string StateKey,
    long? LastEventMillis,
    long? LastTick,
    long Hits,
    long Alerts,
    long Suppressed,
    long Late,
    long Future,
    long Shed,
    long ShedNow,
    long Unconfirmed,
    long Evaluations,
    double CostMillis,
    long StateBytes
);

/// <summary>How a source is doing.</summary>
/// <param name="Name">The source.</param>
/// <param name="Events">Events that it sent.</param>
/// <param name="LastEventMillis">The latest event time (<c>@timestamp</c>, or the first clock that it has).</param>
/// <param name="LastArrivalMillis">When its last batch arrived.</param>
/// <param name="WatermarkMillis">Up to where its events are taken to be complete.</param>
/// <param name="IsIdle">Whether nothing came for so long that it is not waited for.</param>
/// <param name="Late">Parts of its input that came too late for some rule.</param>
/// <param name="Clocks">How far its events have come by each clock that rules go by.</param>
internal sealed record SourceStatus(
    string Name,
    long Events,
    long? LastEventMillis,
    long LastArrivalMillis,
    long? WatermarkMillis,
    bool IsIdle,
    long Late,
    IReadOnlyList<ClockStatus> Clocks
);

/// <summary>How far the events of a source have come by a clock.</summary>
/// <param name="Name">The clock: the field that says the time.</param>
/// <param name="LatestMillis">The latest time.</param>
/// <param name="SeenMillis">When the last batch with a time by this clock arrived, in this process.</param>
internal sealed record ClockStatus(string Name, long LatestMillis, long SeenMillis);
