using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>Missing events: first, in the middle, last (EQL specification, 12.7).</summary>
internal sealed partial class SequenceRun
{
    /// <summary>Notes an event of a missing item, and rejects the matches that waited to be sure that it does not come.</summary>
    private void NoteMissing(ValueKey key, int item, long millis)
    {
        if (!_machines.TryGetValue(key, out var machine))
        {
            // Without a partial match only a leading missing event can matter later.
            if (!_stages.Leading.Contains(item))
                return;
            machine = Add(key);
        }

        Touch(machine, millis);
        machine.Note(_missingIndex[item], millis);
        if (machine.Pending is { } pending && _stages.Trailing.Contains(item))
        {
            // A copy: finishing a match may sweep the list.
            foreach (var match in pending.ToArray())
            {
                if (!match.IsDone && match.EndMillis < millis && match.DeadlineMillis >= millis)
                    Finish(match);
            }
        }

        RemoveIfIdle(machine);
    }

    /// <summary>Whether a missing event that stands before a stage occurred strictly between two instants.</summary>
    private bool HasOccurredSince(SequenceMachine machine, long sinceMillis, int stage, long untilMillis)
    {
        foreach (var item in _stages.MissingBefore[stage])
        {
            if (machine.LatestBefore(_missingIndex[item], untilMillis) > sinceMillis)
                return true;
        }

        return false;
    }

    private long LatestLeading(SequenceMachine machine, long millis)
    {
        var latest = Event.NoTime;
        foreach (var item in _stages.Leading)
            latest = Math.Max(latest, machine.LatestBefore(_missingIndex[item], millis));
        return latest;
    }

    /// <summary>Hands out a match, drops it, or keeps it until its trailing missing event is decided.</summary>
    private void CompleteMatch(SequenceMachine machine, PartialMatch match, List<SequenceMatch> matches)
    {
        if (match.IsRejected)
            return;
        var end = match.Last.TimeMillis;
        var maxspan = _program.MaxspanMillis ?? 0;
        var hasLeading = match.LeadingMillis != Event.NoTime;
        if (_stages.Trailing.Length == 0)
        {
            if (!hasLeading || Elapsed(match.LeadingMillis, end) > maxspan)
                matches.Add(ToMatch(machine, match));
            return;
        }

        // With missing events on both sides a match is rejected only if both occur within the span.
        var isBounded = _stages.Leading.Length == 0 || hasLeading;
        var start = _stages.Leading.Length == 0 ? match.FirstMillis : match.LeadingMillis;
        var deadline = start > long.MaxValue - maxspan ? long.MaxValue : start + maxspan;
        if (!isBounded || deadline <= end)
        {
            matches.Add(ToMatch(machine, match));
            return;
        }

        var pending = new PendingMatch(machine, ToMatch(machine, match), end, deadline, match.SizeBytes);
        machine.Wait(pending);
        _pending.Enqueue(pending, (deadline, _ordinal));
        _pendingCount++;
        LiveStates++;
        _sizeBytes += pending.SizeBytes;
    }

    /// <summary>Hands out the matches whose deadline has passed; no event before the given instant will come.</summary>
    private void DecidePending(long timeMillis, List<SequenceMatch> matches)
    {
        while (_pending.TryPeek(out var pending, out var rank) && (pending.IsDone || rank.Deadline < timeMillis))
        {
            _pending.Dequeue();
            Decide(pending, matches);
        }
    }

    private void Decide(PendingMatch pending, List<SequenceMatch> matches)
    {
        if (pending.IsDone)
            return;
        matches.Add(pending.Match);
        Finish(pending);
        RemoveIfIdle(pending.Machine);
    }

    /// <summary>Takes a match that waits out of the account; the queue drops it when it comes up.</summary>
    private void Finish(PendingMatch pending)
    {
        pending.Machine.Finish(pending);
        _pendingCount--;
        LiveStates--;
        _sizeBytes -= pending.SizeBytes;
    }
}
