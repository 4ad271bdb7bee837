using Tocsin.Core.Engine.Live;
using Tocsin.Core.Events;

namespace Tocsin.Serve.Live;

/// <summary>Makes the snapshot of the loop: what the engine counts, and how fast it goes. One thread at a time.</summary>
internal sealed class LiveStatistics(TimeProvider time)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly Queue<(long Timestamp, long Events)> _recent = new();
    private long _toldAt;

    public long StepCount { get; set; }

    public long PassedOver { get; set; }

    public long CommitFailures { get; set; }

    public string? LastError { get; set; }

    public bool HasLostState { get; set; }

    /// <summary>A snapshot of now; the lists of rules and sources are made anew once a second at most.</summary>
    public LiveSnapshot Take(LiveEngine engine, long lastOffset, LiveSnapshot before)
    {
        var now = time.GetTimestamp();
        _recent.Enqueue((now, engine.EventCount));
        while (_recent.Count > 2 && time.GetElapsedTime(_recent.Peek().Timestamp, now) > RateWindow)
            _recent.Dequeue();
        var (since, events) = _recent.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        var isDue = before.Rules.Count == 0 || time.GetElapsedTime(_toldAt, now) >= TimeSpan.FromSeconds(1);
        if (isDue)
            _toldAt = now;
        return new()
        {
            ConsumedOffset = engine.Offset,
            LastOffset = lastOffset,
            LagMillis =
                engine.Times.NowMillis == Event.NoTime
                    ? 0
                    : Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - engine.Times.NowMillis),
            EventCount = engine.EventCount,
            ByteCount = engine.ByteCount,
            EventsPerSecond = seconds > 0 ? (engine.EventCount - events) / seconds : 0,
            StateBytes = isDue ? engine.StateBytes() : before.StateBytes,
            StepCount = StepCount,
            PassedOver = PassedOver,
            CommitFailures = CommitFailures,
            LastError = LastError,
            HasLostState = HasLostState,
            Rules = isDue ? [.. engine.Rules.Select(r => StatusOf(r, engine))] : before.Rules,
            Sources = isDue ? [.. engine.Times.Sources.Select(s => StatusOf(s.Key, s.Value, engine))] : before.Sources,
        };
    }

    private static RuleStatus StatusOf(LiveRule rule, LiveEngine engine)
    {
        var counters = rule.Counters;
        return new(
            rule.Plan.Rule.RuleId,
            rule.StateKey,
            TimeOrNull(counters.LastEventMillis),
            TimeOrNull(counters.LastTick),
            counters.Hits,
            counters.Alerts,
            counters.Suppressed,
            counters.Late,
            counters.Future,
            counters.Shed,
            counters.Shed - rule.ShedBefore,
            counters.Unconfirmed,
            counters.Evaluations,
            rule.Cost.TotalMilliseconds,
            engine.StateBytesOf(rule)
        );
    }

    private static SourceStatus StatusOf(string name, SourceTimes source, LiveEngine engine)
    {
        var latest = Array.Find(source.Latest, t => t != Event.NoTime);
        long? last = Array.Exists(source.Latest, t => t != Event.NoTime) ? latest : null;
        return new(
            name,
            source.EventCount,
            last,
            source.ArrivedMillis,
            last - engine.LatenessMillis,
            engine.Times.IsIdle(source),
            engine.LateOfSource.GetValueOrDefault(name),
            ClocksOf(source, engine)
        );
    }

    private static List<ClockStatus> ClocksOf(SourceTimes source, LiveEngine engine)
    {
        var clocks = new List<ClockStatus>();
        for (var i = 0; i < source.Latest.Length; i++)
        {
            if (source.Latest[i] != Event.NoTime && source.Seen[i] != Event.NoTime)
                clocks.Add(new(engine.Times.Clocks[i].Key, source.Latest[i], source.Seen[i]));
        }

        return clocks;
    }

    private static long? TimeOrNull(long millis) => millis == Event.NoTime ? null : millis;
}
