using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>The groups of an aggregation: holds groups, never rows.</summary>
/// <remarks>A row whose key has several values belongs to the group of each distinct one; with several such keys, of each combination (ES|QL specification, 8.4.8).</remarks>
internal sealed class GroupsState : GatherState
{
    private readonly AggregateOperator _operator;
    private readonly bool _keepEvidence;
    private readonly GroupTable _table = new();
    private readonly Value[] _keyValues;
    private readonly Value[] _key;
    private readonly Value[] _arguments;
    private readonly int[] _argumentStarts;
    private readonly bool[] _passes;
    private readonly HashSet<int> _borrowed = [];
    private long _sizeBytes;

    public GroupsState(AggregateOperator aggregate, bool keepEvidence)
    {
        _operator = aggregate;
        _keepEvidence = keepEvidence;
        _keyValues = new Value[aggregate.Keys.Count];
        _key = new Value[aggregate.Keys.Count];
        _passes = new bool[aggregate.Calls.Count];
        _argumentStarts = new int[aggregate.Calls.Count];
        var total = 0;
        for (var i = 0; i < _argumentStarts.Length; i++)
        {
            _argumentStarts[i] = total;
            total += aggregate.Calls[i].Binding.ArgumentCount;
        }

        _arguments = new Value[total];
    }

    /// <summary>The groups.</summary>
    public GroupTable Table => _table;

    /// <inheritdoc/>
    public override bool IsEmpty => _table.Groups.Count == 0;

    /// <inheritdoc/>
    public override long SizeBytes => 256 + _sizeBytes;

    /// <inheritdoc/>
    public override void Add(EvalContext context, long timeMillis, int ordinal)
    {
        Evaluate(context);
        AddToGroups(0, context, new(null, null, timeMillis));
    }

    /// <summary>Adds a held row.</summary>
    public void Add(EvalContext context, Evidence? evidence) => Add(context, new RowOrigin(evidence, null, 0));

    /// <summary>Adds the row of an event that is kept; null where no evidence is.</summary>
    public void Add(EvalContext context, StoredEvent? kept, long timeMillis) =>
        Add(context, new RowOrigin(null, kept, timeMillis));

    private void Add(EvalContext context, in RowOrigin origin)
    {
        Evaluate(context);
        AddToGroups(0, context, origin);
    }

    /// <summary>The groups that the row of a context belongs to, in the order of its key values.</summary>
    public void FindGroups(EvalContext context, List<Group> groups)
    {
        for (var i = 0; i < _keyValues.Length; i++)
            _keyValues[i] = Distinct(_operator.Keys[i].Expression.Evaluate(context));
        groups.Clear();
        FindGroups(0, groups);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// PERF: most groups of a window lie in one pane alone. Such a group is shown as it is, and only copied when another pane
    /// has it too.
    /// </remarks>
    public override void Merge(GatherState other)
    {
        var theirs = ((GroupsState)other)._table;
        for (var i = 0; i < theirs.Groups.Count; i++)
            Merge(theirs.Groups[i], theirs.HashAt(i));
    }

    /// <summary>Adds the one group of another state that has a key, if there is one; the other stays as it is.</summary>
    /// <param name="other">A state of the same step.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash (<see cref="GroupTable.Hash"/>).</param>
    public void MergeGroup(GroupsState other, Value[] key, int hash)
    {
        if (other._table.Find(key, hash) is { } group)
            Merge(group, hash);
    }

    private void Merge(Group group, int hash)
    {
        var index = _table.IndexOf(group.Key, hash);
        if (index < 0)
        {
            _table.Add(group, hash);
            _borrowed.Add(_table.Groups.Count - 1);
            return;
        }

        if (_borrowed.Remove(index))
        {
            var copy = NewGroup((Value[])_table.Groups[index].Key.Clone());
            MergeInto(copy, _table.Groups[index]);
            _table.Groups[index] = copy;
        }

        MergeInto(_table.Groups[index], group);
    }

    /// <inheritdoc/>
    public override void Adopt(GatherState other)
    {
        var theirs = ((GroupsState)other)._table;
        for (var i = 0; i < theirs.Groups.Count; i++)
        {
            var group = theirs.Groups[i];
            var hash = theirs.HashAt(i);
            if (_table.Find(group.Key, hash) is { } mine)
            {
                MergeInto(mine, group);
                continue;
            }

            _table.Add(group, hash);
            _sizeBytes += group.SizeBytes;
        }
    }

    private void MergeInto(Group mine, Group theirs)
    {
        for (var i = 0; i < mine.Key.Length; i++)
        {
            if (EqualValues.Prefers(theirs.Key[i], mine.Key[i]))
                mine.Key[i] = theirs.Key[i];
        }

        var before = mine.SizeBytes;
        mine.Merge(theirs);
        _sizeBytes += mine.SizeBytes - before;
    }

    /// <inheritdoc/>
    public override List<Row> Finish(PipelineRun run)
    {
        var groups = _table.Groups.ToArray();
        if (groups.Length == 0 && _operator.Keys.Count == 0)
            groups = [NewGroup([])];
        Array.Sort(groups, static (x, y) => CompareKeys(x.Key, y.Key));
        var rows = new List<Row>(groups.Length);
        foreach (var group in groups)
            rows.Add(ToRow(group, run));
        return rows;
    }

    /// <summary>The row of a group.</summary>
    public Row ToRow(Group group, PipelineRun run)
    {
        var cells = new Value[run.CellCount];
        for (var i = 0; i < group.Key.Length; i++)
            cells[_operator.Keys[i].Cell] = group.Key[i];
        for (var i = 0; i < group.Accumulators.Length; i++)
        {
            var call = _operator.Calls[i];
            cells[call.Cell] = group.Accumulators[i].Finish(new(run.Context.Warnings, call.Source, call.Span));
        }

        return new(cells) { GroupKey = group.Key, Evidence = group.Evidence };
    }

    private void Evaluate(EvalContext context)
    {
        for (var i = 0; i < _keyValues.Length; i++)
        {
            _keyValues[i] = _operator.Keys[i].Expression.Evaluate(context);
            if (_keyValues[i].IsMany)
                _keyValues[i] = Distinct(_keyValues[i]);
        }

        for (var i = 0; i < _passes.Length; i++)
            _passes[i] = _operator.Calls[i].Evaluate(context, _arguments.AsSpan(_argumentStarts[i]));
        // PERF: what many groups hold (verbs, resources, names of groups) is held once and compared by reference.
        foreach (ref var argument in _arguments.AsSpan())
            argument = context.Interner.Intern(argument);
    }

    private void AddToGroups(int keyIndex, EvalContext context, in RowOrigin origin)
    {
        if (keyIndex < _key.Length)
        {
            var value = _keyValues[keyIndex];
            var count = Math.Max(1, value.Count);
            for (var i = 0; i < count; i++)
            {
                _key[keyIndex] = value.IsNull ? value : value[i];
                AddToGroups(keyIndex + 1, context, origin);
            }

            return;
        }

        var group = FindOrAdd(_key);
        for (var i = 0; i < _passes.Length; i++)
        {
            if (!_passes[i])
                continue;
            var binding = _operator.Calls[i].Binding;
            var accumulator = group.Accumulators[i];
            var before = binding.Grows ? accumulator.SizeBytes : 0;
            accumulator.Add(_arguments.AsSpan(_argumentStarts[i], binding.ArgumentCount));
            if (binding.Grows)
                _sizeBytes += accumulator.SizeBytes - before;
        }

        if (group.Evidence is null)
            return;
        var evidenceBefore = group.Evidence.SizeBytes;
        if (origin.Evidence is not null)
            group.Evidence.Merge(origin.Evidence);
        else if (origin.Kept is not null)
            group.Evidence.AddApart(origin.Kept, origin.TimeMillis);
        else if (context.Event is { } read)
            group.Evidence.Add(read, origin.TimeMillis);
        _sizeBytes += group.Evidence.SizeBytes - evidenceBefore;
    }

    private void FindGroups(int keyIndex, List<Group> groups)
    {
        if (keyIndex == _key.Length)
        {
            if (_table.Find(_key, GroupTable.Hash(_key)) is { } group)
                groups.Add(group);
            return;
        }

        var value = _keyValues[keyIndex];
        for (var i = 0; i < Math.Max(1, value.Count); i++)
        {
            _key[keyIndex] = value.IsNull ? value : value[i];
            FindGroups(keyIndex + 1, groups);
        }
    }

    private Group FindOrAdd(Value[] key)
    {
        var hash = GroupTable.Hash(key);
        if (_table.Find(key, hash) is { } known)
        {
            for (var i = 0; i < key.Length; i++)
            {
                if (EqualValues.Prefers(key[i], known.Key[i]))
                    known.Key[i] = key[i].ToOwned();
            }

            return known;
        }

        var owned = new Value[key.Length];
        for (var i = 0; i < owned.Length; i++)
            owned[i] = key[i].ToOwned();
        var group = NewGroup(owned);
        _sizeBytes += group.SizeBytes;
        _table.Add(group, hash);
        return group;
    }

    private Group NewGroup(Value[] key) => _operator.NewGroup(key, _keepEvidence);

    /// <summary>The different ones of several values.</summary>
    public static Value Distinct(in Value value)
    {
        if (!value.IsMany)
            return value;
        var distinct = new List<Value>(value.Count);
        foreach (ref readonly var element in value.AsMany)
        {
            if (!distinct.Contains(element, ValueComparer.Instance))
                distinct.Add(element);
        }

        return Value.FromMany([.. distinct]);
    }

    /// <summary>What a row rests on: evidence, or the event that is kept of it, or else the event at hand.</summary>
    private readonly record struct RowOrigin(Evidence? Evidence, StoredEvent? Kept, long TimeMillis);

    /// <summary>The order of groups.</summary>
    public static int CompareKeys(Value[] x, Value[] y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var order = ValueComparer.CompareValues(x[i], y[i]);
            if (order != 0)
                return order;
        }

        return 0;
    }
}
