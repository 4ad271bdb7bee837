namespace Tocsin.Core.Engine.Sequence;

/// <summary>The machines in order of their last use, and the limits on them.</summary>
internal sealed partial class SequenceRun
{
    private const int MachineBytes = 240;

    /// <inheritdoc/>
    public long SizeBytes => _sizeBytes;

    /// <inheritdoc/>
    public long? MedianMillis
    {
        get
        {
            var middle = _oldest;
            for (var left = _machines.Count / 2; left > 0; left--)
                middle = middle!.Newer;
            return middle?.TouchedMillis;
        }
    }

    /// <inheritdoc/>
    public void ForgetBefore(long millis)
    {
        while (_oldest is { } machine && machine.TouchedMillis < millis)
        {
            Evicted += machine.LiveCount + machine.PendingCount;
            Remove(machine);
        }

        for (var machine = _oldest; machine is not null; machine = machine.Newer)
        {
            for (var slot = 0; slot < machine.Slots.Length; slot++)
            {
                if (machine.Slots[slot] is not { } match || match.FirstMillis >= millis)
                    continue;
                Take(machine, slot);
                Evicted++;
            }
        }
    }

    private SequenceMachine Add(ValueKey key)
    {
        var machine = new SequenceMachine(key, _stages.Count - 1, _stages.Missing.Length)
        {
            TouchedMillis = long.MinValue,
        };
        _machines.Add(key, machine);
        _sizeBytes += SizeOf(machine);
        Link(machine);
        return machine;
    }

    private static long SizeOf(SequenceMachine machine) =>
        MachineBytes + machine.Key.SizeBytes + 8L * machine.Slots.Length;

    /// <summary>Makes a machine the one that was used last.</summary>
    private void Touch(SequenceMachine machine, long millis)
    {
        machine.TouchedMillis = millis;
        if (ReferenceEquals(machine, _newest))
            return;
        Unlink(machine);
        Link(machine);
    }

    private void Link(SequenceMachine machine)
    {
        machine.Older = _newest;
        if (_newest is null)
            _oldest = machine;
        else
            _newest.Newer = machine;
        _newest = machine;
    }

    private void Unlink(SequenceMachine machine)
    {
        if (machine.Older is null)
            _oldest = machine.Newer;
        else
            machine.Older.Newer = machine.Newer;
        if (machine.Newer is null)
            _newest = machine.Older;
        else
            machine.Newer.Older = machine.Older;
        machine.Older = machine.Newer = null;
    }

    /// <summary>Drops a machine that nothing depends on; with leading missing events its memory of them is kept until it expires.</summary>
    private void RemoveIfIdle(SequenceMachine machine)
    {
        if (machine.IsIdle && _stages.Leading.Length == 0)
            Remove(machine);
    }

    private void Remove(SequenceMachine machine)
    {
        if (!_machines.Remove(machine.Key))
            return;
        for (var slot = 0; slot < machine.Slots.Length; slot++)
            Take(machine, slot);
        foreach (var pending in machine.Pending?.ToArray() ?? [])
        {
            if (!pending.IsDone)
                Finish(pending);
        }

        _sizeBytes -= SizeOf(machine);
        Unlink(machine);
    }

    private void EvictBeyondLimits()
    {
        var limits = _program.Limits;
        while (_pendingCount > limits.PendingMax || (_sizeBytes > limits.BytesMax && _pendingCount > 0))
            EvictPending();
        while (_machines.Count > limits.KeysMax || (_sizeBytes > limits.BytesMax && _machines.Count > 1))
        {
            Evicted += _oldest!.LiveCount + _oldest.PendingCount;
            Remove(_oldest);
        }
    }

    /// <summary>Drops the waiting match whose deadline comes first.</summary>
    private void EvictPending()
    {
        var pending = _pending.Dequeue();
        if (pending.IsDone)
            return;
        Evicted++;
        Finish(pending);
        RemoveIfIdle(pending.Machine);
    }
}
