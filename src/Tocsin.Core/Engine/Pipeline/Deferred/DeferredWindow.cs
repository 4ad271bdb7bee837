using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>The groups of several panes together: asked their conditions one by one, and computed whole only where all hold.</summary>
/// <param name="aggregate">The aggregation.</param>
/// <param name="layout">How rows are packed, and what groups must satisfy.</param>
/// <param name="panes">In order of time; they stay as they are.</param>
internal sealed class DeferredWindow(
    AggregateOperator aggregate,
    RowLayout layout,
    IReadOnlyList<DeferredGroupsState> panes
)
{
    private readonly GroupScratch _scratch = layout.RentScratch();
    private readonly List<Part> _parts = [];
    private readonly List<WholeGroup> _groups = [];
    private readonly Value[] _key = new Value[aggregate.Keys.Count];
    private readonly Value[] _otherKey = new Value[aggregate.Keys.Count];
    private int[] _buckets = [];
    private long _countMin;

    /// <summary>The rows of the groups that satisfy the conditions, by key.</summary>
    /// <param name="run">The evaluation.</param>
    /// <param name="keys">The groups that are wanted; null for all.</param>
    public List<Row> Finish(PipelineRun run, IReadOnlyCollection<ValueKey>? keys = null)
    {
        _countMin = CountMin();
        if (keys is null)
            Gather();
        else
            Gather(keys);
        var cells = new Value[run.CellCount];
        // What a condition cannot make of a value is told once, by the step itself.
        var context = new EvalContext { NowMillis = run.Context.NowMillis };
        var rows = new List<Row>();
        foreach (ref readonly var group in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_groups))
        {
            context.Cells = cells;
            if (ComputeIfShown(group, context) is not { } accumulators)
                continue;
            rows.Add(ToRow(group, accumulators, run));
        }

        layout.Return(_scratch);
        rows.Sort(static (x, y) => GroupsState.CompareKeys(x.GroupKey, y.GroupKey));
        return rows;
    }

    private long CountMin()
    {
        var manyValued = 0UL;
        foreach (var pane in panes)
            manyValued |= pane.Rows.ManyValued;
        var least = 0L;
        foreach (var bound in layout.CountsMin)
        {
            if (bound.Input < 0 || (manyValued & PackedRows.ManyBit(bound.Input)) == 0)
                least = Math.Max(least, bound.Count);
        }

        return least;
    }

    private void Gather()
    {
        var most = 0;
        foreach (var pane in panes)
            most += pane.Groups.Length;
        _buckets = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, most))];
        for (var i = 0; i < panes.Count; i++)
        {
            var groups = panes[i].Groups;
            for (var j = 0; j < groups.Length; j++)
                Gather(i, j, groups[j]);
        }
    }

    private void Gather(IReadOnlyCollection<ValueKey> keys)
    {
        _buckets = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, keys.Count))];
        foreach (var key in keys)
        {
            var hash = GroupTable.Hash(key.Values);
            for (var i = 0; i < panes.Count; i++)
            {
                if (panes[i].IndexOf(key.Values, hash) is var index && index >= 0)
                    Gather(i, index, panes[i].Groups[index]);
                panes[i].Settle();
            }
        }
    }

    private void Gather(int pane, int index, in DeferredGroup group)
    {
        ref var bucket = ref _buckets[group.Hash & (_buckets.Length - 1)];
        var packed = panes[pane].Rows.KeyOf(group.Key);
        var groups = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_groups);
        for (var i = bucket - 1; i >= 0; i = groups[i].NextInBucket)
        {
            ref var known = ref groups[i];
            if (known.Hash != group.Hash || !HasKey(known, packed, pane, group.Key))
                continue;
            _parts[known.LastPart] = _parts[known.LastPart] with { Next = _parts.Count };
            known.LastPart = _parts.Count;
            known.Count += group.Count;
            known.IsTooLarge |= group.IsTooLarge;
            _parts.Add(new(pane, index, -1));
            return;
        }

        _groups.Add(
            new()
            {
                Hash = group.Hash,
                NextInBucket = bucket - 1,
                FirstPart = _parts.Count,
                LastPart = _parts.Count,
                Count = group.Count,
                IsTooLarge = group.IsTooLarge,
            }
        );
        bucket = _groups.Count;
        _parts.Add(new(pane, index, -1));
    }

    private bool HasKey(in WholeGroup group, ReadOnlySpan<byte> packed, int pane, long key)
    {
        var part = _parts[group.FirstPart];
        var rows = panes[part.Pane].Rows;
        var other = panes[part.Pane].Groups[part.Index].Key;
        if (rows.KeyOf(other).SequenceEqual(packed))
            return true;
        rows.ReadKey(other, _otherKey);
        panes[pane].Rows.ReadKey(key, _key);
        for (var i = 0; i < _key.Length; i++)
        {
            if (!ValueComparer.AreEqual(_key[i], _otherKey[i]))
                return false;
        }

        return true;
    }

    /// <summary>What the functions make of a group, or null as soon as a condition turns it down.</summary>
    private Accumulator[]? ComputeIfShown(in WholeGroup group, EvalContext context)
    {
        if (group.IsTooLarge || group.Count > layout.CountMax || group.Count < _countMin)
            return null;
        var key = KeyOf(group);
        for (var i = 0; i < key.Length; i++)
            context.Cells[aggregate.Keys[i].Cell] = key[i];
        foreach (var call in layout.Calls)
        {
            if (GroupCondition.CountsRows(call))
                context.Cells[call.Cell] = Value.FromLong(group.Count);
        }

        Accumulator[]? accumulators = null;
        foreach (var condition in layout.Having)
        {
            accumulators = Compute(group, condition.Calls, accumulators);
            foreach (var call in condition.Calls)
                context.Cells[layout.Calls[call].Cell] = accumulators!
                    [call]
                    .Finish(ContextOf(layout.Calls[call], null));
            if (condition.Condition.Test(context) != Truth.True)
                return null;
        }

        return Compute(group, aggregate.AllCalls, accumulators) ?? [];
    }

    /// <summary>Computes those of some calls that are not computed yet.</summary>
    private Accumulator[]? Compute(in WholeGroup group, int[] calls, Accumulator[]? accumulators)
    {
        List<int>? missing = null;
        foreach (var call in calls)
        {
            if (accumulators?[call] is null)
                (missing ??= []).Add(call);
        }

        if (missing is null)
            return accumulators;
        accumulators ??= new Accumulator[layout.Calls.Count];
        foreach (var call in missing)
            accumulators[call] = layout.Calls[call].Binding.Create();
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(missing);
        for (var part = group.FirstPart; part >= 0; part = _parts[part].Next)
        {
            var pane = panes[_parts[part].Pane];
            pane.AddTo(pane.Groups[_parts[part].Index], span, accumulators, _scratch);
        }

        return accumulators;
    }

    private Row ToRow(in WholeGroup group, Accumulator[] accumulators, PipelineRun run)
    {
        var cells = new Value[run.CellCount];
        var key = KeyOf(group);
        for (var i = 0; i < key.Length; i++)
            cells[aggregate.Keys[i].Cell] = key[i] = key[i].ToOwned();
        for (var i = 0; i < accumulators.Length; i++)
        {
            var call = layout.Calls[i];
            cells[call.Cell] = accumulators[i].Finish(ContextOf(call, run.Context.Warnings));
        }

        Evidence? evidence = null;
        for (var part = group.FirstPart; part >= 0; part = _parts[part].Next)
        {
            var pane = panes[_parts[part].Pane];
            var more = pane.EvidenceOf(pane.Groups[_parts[part].Index]);
            if (evidence is null)
                evidence = more;
            else
                evidence.Merge(more);
        }

        return new(cells) { GroupKey = key, Evidence = evidence };
    }

    /// <summary>A group's key; of equal values in different panes the one that stands for all.</summary>
    private Value[] KeyOf(in WholeGroup group)
    {
        var key = new Value[_key.Length];
        for (var part = group.FirstPart; part >= 0; part = _parts[part].Next)
        {
            var pane = panes[_parts[part].Pane];
            pane.Rows.ReadKey(pane.Groups[_parts[part].Index].Key, _key);
            for (var i = 0; i < key.Length; i++)
            {
                if (part == group.FirstPart || EqualValues.Prefers(_key[i], key[i]))
                    key[i] = _key[i];
            }
        }

        return key;
    }

    private static AggregateContext ContextOf(AggregateCall call, IWarningSink? warnings) =>
        new(warnings, call.Source, call.Span);

    /// <summary>A group over all panes.</summary>
    private struct WholeGroup
    {
        public int Hash;
        public int NextInBucket;
        public int FirstPart;
        public int LastPart;
        public long Count;
        public bool IsTooLarge;
    }

    /// <summary>A group in one pane.</summary>
    /// <param name="Pane">The pane's place.</param>
    /// <param name="Index">The group's place in it.</param>
    /// <param name="Next">The same group's next part, or -1.</param>
    private readonly record struct Part(int Pane, int Index, int Next);
}
