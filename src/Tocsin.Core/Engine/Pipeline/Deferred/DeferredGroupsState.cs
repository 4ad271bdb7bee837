using System.Buffers;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>The groups of an aggregation, computed when they are asked for: until then a group is its rows, packed.</summary>
/// <remarks>
/// <para>A rule looks at hundreds of groups in each window and shows nearly none of them. Fifteen functions of each group, kept up
/// to date with every event, are what <see cref="GroupsState"/> spends its time on; here an event costs a copy of the values it brings, and a
/// group that fails the condition behind the aggregation costs the one or two functions that the condition reads.</para>
/// <para>PERF: a gigabyte of audit events against the endpoint-enumeration rule: see docs/performance.md, “Windows”.</para>
/// <para>Bounds: a group of more than <see cref="RowsMax"/> rows is folded into functions, as there; one of more rows than the condition
/// allows keeps only their number. The results are the same, row by row: tests compare the two.</para>
/// </remarks>
internal sealed partial class DeferredGroupsState : GatherState
{
    /// <summary>How many rows a group holds before they are folded.</summary>
    public const int RowsMax = 128;

    /// <summary>From how many rows on their functions take less memory than they do.</summary>
    private const int FoldedRowsMin = 8;

    private const int GroupsMin = 16;
    private const int PooledMax = 1 << 20;

    // Below this nothing is won by moving what is held.
    private const int DeadBytesMin = 64 * 1024;
    private static readonly int[] NoBuckets = [0];

    private readonly AggregateOperator _operator;
    private readonly RowLayout _layout;
    private GroupScratch? _scratch;
    private PackedRows _rows;

    // PERF: every chunk of the input makes states that live until they are joined with what was there before; their tables come from pools.
    private DeferredGroup[] _groups = [];
    private int[] _buckets = NoBuckets;
    private int _count;
    private long _foldedBytes;
    private long _deadBytes;

    public DeferredGroupsState(AggregateOperator aggregate, RowLayout layout)
    {
        _operator = aggregate;
        _layout = layout;
        _rows = new();
    }

    /// <inheritdoc/>
    public override bool IsEmpty => _count == 0;

    /// <inheritdoc/>
    public override long SizeBytes => 256 + _rows.SizeBytes + _foldedBytes + 100L * _groups.Length;

    /// <summary>The groups, in the order of their coming.</summary>
    public ReadOnlySpan<DeferredGroup> Groups => _groups.AsSpan(0, _count);

    /// <summary>The rows that the groups hold.</summary>
    public PackedRows Rows => _rows;

    private GroupScratch Scratch => _scratch ??= _layout.RentScratch();

    /// <inheritdoc/>
    public override void Add(EvalContext context, long timeMillis, int ordinal)
    {
        var scratch = Scratch;
        var values = scratch.KeyValues;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _operator.Keys[i].Expression.Evaluate(context);
            if (values[i].IsMany)
                values[i] = GroupsState.Distinct(values[i]);
        }

        AddToGroups(0, scratch, context, timeMillis, EvaluateInputs(context, scratch.Inputs));
    }

    /// <inheritdoc/>
    public override void Settle()
    {
        if (_scratch is not { } scratch)
            return;
        _scratch = null;
        _layout.Return(scratch);
    }

    /// <inheritdoc/>
    public override List<Row> Finish(PipelineRun run) => new DeferredWindow(_operator, _layout, [this]).Finish(run);

    /// <summary>Adds the keys of the groups; they borrow nothing.</summary>
    public void CollectKeys(ISet<ValueKey> keys)
    {
        var key = Scratch.HeldKey;
        for (var i = 0; i < _count; i++)
        {
            _rows.ReadKey(_groups[i].Key, key);
            keys.Add(new ValueKey([.. key]).ToOwned());
        }
    }

    /// <summary>The place of a key's group among <see cref="Groups"/>, or -1.</summary>
    public int IndexOf(ReadOnlySpan<Value> key, int hash) => Find(key, Scratch.PackedKey.Of(key), hash, out _);

    /// <summary>Computes calls of a group and adds what this state has to them.</summary>
    /// <param name="group">One of this state's groups.</param>
    /// <param name="calls">The places of the calls.</param>
    /// <param name="accumulators">One for each of the operator's calls; those of <paramref name="calls"/> are added to.</param>
    /// <param name="scratch">What to work with.</param>
    public void AddTo(in DeferredGroup group, ReadOnlySpan<int> calls, Accumulator[] accumulators, GroupScratch scratch)
    {
        var (positions, arguments) = (scratch.Positions, scratch.Arguments);
        if (group.Folded is { } folded)
        {
            foreach (var call in calls)
                accumulators[call].Merge(folded.Accumulators[call]);
        }

        var count = 0;
        foreach (var call in calls)
            count = Math.Max(count, _layout.ReadsUpTo(call));
        positions.Reset();
        var passedBefore = 0UL;
        for (var row = group.FirstRow; row != RowHeader.None; row = _rows.Next(row))
        {
            var passes = _rows.HeaderOf(row).Passes;
            positions.Enter(_rows.ValuesOf(row, out var start), start, count);
            foreach (var call in calls)
            {
                if ((passes & (1UL << call)) == 0)
                    continue;
                var inputs = _layout.InputsOf(call);
                // PERF: nearly all rows of a group say the same of most fields.
                if (
                    _layout.IgnoresRepeats(call)
                    && (passedBefore & (1UL << call)) != 0
                    && positions.IsAsBefore(inputs[0])
                )
                    continue;
                for (var i = 0; i < inputs.Length; i++)
                    arguments[i] = positions.Read(inputs[i]);
                accumulators[call].Add(arguments.AsSpan(0, inputs.Length));
            }

            passedBefore = passes;
        }
    }

    /// <summary>The events of a group, as far as they are this state's.</summary>
    public Evidence EvidenceOf(in DeferredGroup group)
    {
        var evidence = new Evidence();
        if (group.Folded?.Evidence is { } folded)
            evidence.Merge(folded);
        for (var row = group.FirstRow; row != RowHeader.None; row = _rows.Next(row))
            evidence.Add(_rows.EventOf(row));
        return evidence;
    }

    private ulong EvaluateInputs(EvalContext context, Value[] inputs)
    {
        var passes = 0UL;
        var calls = _layout.Calls;
        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i].Filter is not { } filter || filter.Test(context) == Truth.True)
                passes |= 1UL << i;
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            var input = _layout.Inputs[i];
            inputs[i] =
                (passes & (1UL << input.Call)) == 0
                    ? Value.Null
                    : calls[input.Call].EvaluateArgument(context, input.Argument);
        }

        return passes;
    }

    private void AddToGroups(int keyIndex, GroupScratch scratch, EvalContext context, long timeMillis, ulong passes)
    {
        var key = scratch.Key;
        if (keyIndex < key.Length)
        {
            var value = scratch.KeyValues[keyIndex];
            var count = Math.Max(1, value.Count);
            for (var i = 0; i < count; i++)
            {
                key[keyIndex] = value.IsNull ? value : value[i];
                AddToGroups(keyIndex + 1, scratch, context, timeMillis, passes);
            }

            return;
        }

        ref var group = ref FindOrAdd(key, scratch.PackedKey.Of(key), GroupTable.Hash(key));
        group.Count++;
        if (group.IsTooLarge || CutsOff(ref group))
            return;
        var mayShow = group.MayShow(timeMillis);
        var row = _rows.Add(scratch.Inputs, passes, context.Event!, timeMillis, mayShow);
        Append(ref group, row);
        if (group.Held >= RowsMax)
            Fold(ref group);
    }

    /// <summary>Turns the rows that a group holds into functions.</summary>
    private void Fold(ref DeferredGroup group)
    {
        var folded = group.Folded ?? _operator.NewGroup();
        var before = group.Folded is null ? 0 : folded.SizeBytes;
        var held = group;
        held.Folded = null;
        AddTo(held, _operator.AllCalls, folded.Accumulators, Scratch);
        folded.Evidence!.Merge(EvidenceOf(held));
        group.Folded = folded;
        LetGo(group.FirstRow);
        (group.FirstRow, group.LastRow, group.Held) = (RowHeader.None, RowHeader.None, 0);
        _foldedBytes += folded.SizeBytes - before;
    }

    /// <summary>Whether a group has more rows than any that is shown; then it lets go of them.</summary>
    private bool CutsOff(ref DeferredGroup group)
    {
        if (group.Count <= _layout.CountMax)
            return false;
        Drop(ref group);
        return true;
    }

    private void Drop(ref DeferredGroup group)
    {
        LetGo(group.FirstRow);
        group.IsTooLarge = true;
        group.Folded = null;
        (group.FirstRow, group.LastRow, group.Held) = (RowHeader.None, RowHeader.None, 0);
    }

    /// <summary>Rows from one on are not held any more.</summary>
    private void LetGo(long row)
    {
        for (; row != RowHeader.None; row = _rows.Next(row))
        {
            _deadBytes += _rows.SizeOf(row);
            _rows.LetGo(row);
        }
    }

    private void Append(ref DeferredGroup group, long row)
    {
        if (group.LastRow == RowHeader.None)
            group.FirstRow = row;
        else
            _rows.Link(group.LastRow, row);
        group.LastRow = row;
        group.Held++;
    }

    private ref DeferredGroup FindOrAdd(ReadOnlySpan<Value> key, ReadOnlySpan<byte> packed, int hash)
    {
        var index = Find(key, packed, hash, out var isPreferred);
        if (index < 0)
            index = Enter(hash, _rows.AddKey(packed));
        else if (isPreferred)
            _groups[index].Key = _rows.AddKey(packed);
        return ref _groups[index];
    }

    /// <summary>The place of a key's group, or -1.</summary>
    /// <param name="key">The key.</param>
    /// <param name="packed">The same, packed.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="isPreferred">Whether some value, equal to the one held, is to stand for both.</param>
    private int Find(ReadOnlySpan<Value> key, ReadOnlySpan<byte> packed, int hash, out bool isPreferred)
    {
        isPreferred = false;
        for (var i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _groups[i].NextInBucket)
        {
            if (_groups[i].Hash != hash)
                continue;
            if (_rows.KeyOf(_groups[i].Key).SequenceEqual(packed))
                return i;
            var held = Scratch.HeldKey;
            _rows.ReadKey(_groups[i].Key, held);
            if (!Same(held, key))
                continue;
            isPreferred = IsPreferred(key, held);
            return i;
        }

        return -1;
    }

    /// <summary>Enters a group without rows.</summary>
    private int Enter(int hash, long key)
    {
        if (_count == _groups.Length)
            Grow();
        _groups[_count] = DeferredGroup.Empty(hash, key);
        Link(_count);
        return _count++;
    }

    private void Grow()
    {
        var (groups, buckets) = (_groups, _buckets);
        var size = Math.Max(GroupsMin, _count * 2);
        // Pools hand out powers of two, and need not be asked whether they do.
        _groups = size <= PooledMax ? ArrayPool<DeferredGroup>.Shared.Rent(size) : new DeferredGroup[size];
        _buckets = size <= PooledMax ? ArrayPool<int>.Shared.Rent(size) : new int[size];
        Array.Clear(_buckets);
        groups.AsSpan(0, _count).CopyTo(_groups);
        for (var i = 0; i < _count; i++)
            Link(i);
        Return(groups, buckets, _count);
    }

    private static void Return(DeferredGroup[] groups, int[] buckets, int count)
    {
        if (groups.Length is 0 or > PooledMax)
            return;
        // What was folded must not be held by a pool.
        Array.Clear(groups, 0, count);
        ArrayPool<DeferredGroup>.Shared.Return(groups);
        ArrayPool<int>.Shared.Return(buckets);
    }

    private void Link(int index)
    {
        ref var bucket = ref _buckets[_groups[index].Hash & (_buckets.Length - 1)];
        _groups[index].NextInBucket = bucket - 1;
        bucket = index + 1;
    }

    private static bool Same(ReadOnlySpan<Value> x, ReadOnlySpan<Value> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!ValueComparer.AreEqual(x[i], y[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether some value of a key, equal to the one held, is to stand for both.</summary>
    private static bool IsPreferred(ReadOnlySpan<Value> key, Value[] held)
    {
        var preferred = false;
        for (var i = 0; i < key.Length; i++)
            preferred |= EqualValues.Prefers(key[i], held[i]);
        return preferred;
    }
}
