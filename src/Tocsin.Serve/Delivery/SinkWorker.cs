using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>Takes one sink through the changes: in order, each at least once, none forgotten over a restart.</summary>
/// <remarks>
/// The place among the changes moves on in the database only after the sink has an alert, or has given it up. Changes of the same
/// alert that wait together are sent as one, as the alert is now.
/// </remarks>
internal sealed class SinkWorker(
    SinkOptions options,
    ISink sink,
    IAlertStore alerts,
    DeliveryStore store,
    DeliveryMetrics metrics,
    TimeProvider time
)
{
    private const int ReadMax = 500;
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(250);
    private readonly Random _jitter = new();
    private long? _place;

    /// <summary>The sink's name.</summary>
    public string Name => options.Name;

    /// <summary>Why the last attempt failed; null where it succeeded.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Gives the sink its place; changes from now on are not missed.</summary>
    public async Task BeginAsync() => _place ??= await store.PlaceOfAsync(options).ConfigureAwait(false);

    /// <summary>Sends what waits; returns when nothing does.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        await BeginAsync().ConfigureAwait(false);
        while (store.Next(Name, _place!.Value, ReadMax) is { Count: > 0 } changes)
        {
            var notices = await NoticesOf(changes, cancellation).ConfigureAwait(false);
            await SendAllAsync(notices, cancellation).ConfigureAwait(false);
            await Advance(changes[^1].Sequence, []).ConfigureAwait(false);
        }
    }

    /// <summary>Sends notices, as many at a time as the receiver takes. The place is written now and then: each write waits for the disk, and what is sent twice after a crash has the same key.</summary>
    private async Task SendAllAsync(List<Numbered> notices, CancellationToken cancellation)
    {
        var sent = _place!.Value;
        var written = time.GetTimestamp();
        try
        {
            foreach (var some in notices.Chunk(sink.BatchMax))
            {
                await SendAsync(some, cancellation).ConfigureAwait(false);
                sent = some[^1].Sequence;
                if (time.GetElapsedTime(written) < WriteInterval)
                    continue;
                await Advance(sent, []).ConfigureAwait(false);
                written = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            await Advance(sent, []).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<List<Numbered>> NoticesOf(List<NumberedChange> changes, CancellationToken cancellation)
    {
        var ids = changes.Select(c => c.AlertId).ToHashSet(StringComparer.Ordinal);
        var found = await alerts.GetAsync(ids, cancellation).ConfigureAwait(false);
        var known = found.ToDictionary(a => a.Id, StringComparer.Ordinal);
        var silences = store.Silences();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var notices = new Dictionary<string, Numbered>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            // One that has another id by now has a change of its own further on.
            if (!known.TryGetValue(change.AlertId, out var alert))
                continue;
            if (!IsFor(alert, change.Kind))
            {
                metrics.Filtered(Name);
                continue;
            }

            if (silences.Exists(s => s.Covers(alert, now)))
            {
                metrics.Silenced(Name);
                continue;
            }

            notices.TryGetValue(change.AlertId, out var earlier);
            notices[change.AlertId] = new(
                change.Sequence,
                new(earlier?.Notice.Kind ?? change.Kind, alert, change.ReplacedId ?? earlier?.Notice.ReplacedId)
            );
        }

        return [.. notices.Values.OrderBy(n => n.Sequence)];
    }

    private bool IsFor(StoredAlert alert, AlertChangeKind kind)
    {
        // What mirrors the store has everything; what calls people is quiet about what they have closed.
        var isMirror = options.Kind is SinkKind.StandardOutput or SinkKind.File or SinkKind.Elasticsearch;
        if (alert.IsDamaged || (!isMirror && alert.Status == AlertStatus.Closed))
            return false;
        if (alert.Severity < options.SeverityMin || (alert.IsBuildingBlock && !options.SendsBuildingBlocks))
            return false;
        if (kind != AlertChangeKind.Raised && !options.SendsExtensions)
            return false;
        if (options.Rules.Count > 0 && !options.Rules.Contains(alert.RuleId) && !options.Rules.Contains(alert.RuleName))
            return false;
        return options.Tags.Count == 0
            || alert
                .LabelsOf(AlertLabels.RuleTag)
                .Concat(alert.LabelsOf(AlertLabels.Tag))
                .Any(t => options.Tags.Contains(t));
    }

    private async Task SendAsync(IReadOnlyList<Numbered> some, CancellationToken cancellation)
    {
        var notices = some.Select(n => n.Notice).ToList();
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryOnce(notices, cancellation).ConfigureAwait(false);
            LastFailure = result.Status == SendStatus.Sent ? null : result.Reason;
            if (result.Status == SendStatus.Sent)
            {
                var refused = result.Refused ?? [];
                metrics.Delivered(Name, notices.Count - refused.Count);
                await GiveUp(some, [.. refused.Select(r => (r.Notice, attempt, r.Reason))]).ConfigureAwait(false);
                return;
            }

            if (result.Status == SendStatus.Refused && some.Count > 1)
            {
                // One of them is what the receiver does not take; alone each shows whether it is it.
                foreach (var one in some)
                    await SendAsync([one], cancellation).ConfigureAwait(false);
                return;
            }

            if (result.Status == SendStatus.Refused || attempt >= options.AttemptsMax)
            {
                await GiveUp(some, [.. notices.Select(n => (n, attempt, result.Reason))]).ConfigureAwait(false);
                return;
            }

            metrics.Retried(Name);
            await Task.Delay(WaitAfter(attempt, result.RetryAfter), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<SendResult> TryOnce(List<Notice> notices, CancellationToken cancellation)
    {
        try
        {
            return await sink.SendAsync(notices, cancellation).ConfigureAwait(false);
        }
        // Whatever a sink meets, the others and the next attempt go on.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return new(SendStatus.Retry, e.Message);
        }
    }

    private async Task GiveUp(IReadOnlyList<Numbered> some, IReadOnlyList<(Notice, int, string)> givenUp)
    {
        if (givenUp.Count == 0)
            return;
        metrics.GivenUp(Name, givenUp.Count);
        await Advance(some[^1].Sequence, givenUp).ConfigureAwait(false);
    }

    private async Task Advance(long upTo, IReadOnlyList<(Notice, int, string)> givenUp)
    {
        if (upTo <= _place && givenUp.Count == 0)
            return;
        await store.AdvanceAsync(Name, upTo, givenUp).ConfigureAwait(false);
        _place = Math.Max(_place!.Value, upTo);
    }

    /// <summary>Doubles with each attempt; half of it is random, so that many do not come back at once.</summary>
    private TimeSpan WaitAfter(int attempt, TimeSpan? asked)
    {
        var doubled = options.BackOffMin * Math.Pow(2, Math.Min(attempt - 1, 30));
        var wait = (doubled < options.BackOffMax ? doubled : options.BackOffMax) * (0.5 + _jitter.NextDouble() / 2);
        if (asked is { } least && least > wait)
            wait = least;
        return wait < options.BackOffMax ? wait : options.BackOffMax;
    }

    private sealed record Numbered(long Sequence, Notice Notice);
}
