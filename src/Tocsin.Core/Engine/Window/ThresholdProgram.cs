using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>A threshold rule: groups of events that reach a count, and perhaps a number of distinct values of another field.</summary>
/// <remarks>
/// Semantics: <c>detection-engine.md</c>, D30 to D32. Distinct values are counted exactly. Columns: the group fields, then
/// <see cref="CountColumn"/> and, with cardinality, <see cref="CardinalityColumn"/>.
/// </remarks>
internal sealed class ThresholdProgram : IWindowProgram
{
    /// <summary>The column that holds the number of events.</summary>
    public const string CountColumn = "kibana.alert.threshold_result.count";

    /// <summary>The column that holds the number of distinct values.</summary>
    public const string CardinalityColumn = "kibana.alert.threshold_result.cardinality.value";

    private readonly ThresholdSettings _settings;
    private readonly int[] _slots;
    private readonly int _cardinalitySlot;

    /// <param name="condition">The rule's query.</param>
    /// <param name="settings">Group fields, count, cardinality.</param>
    /// <param name="schema">For the types of the group fields.</param>
    /// <param name="fields">The run's fields.</param>
    public ThresholdProgram(BoundExpression condition, ThresholdSettings settings, ISchema schema, FieldTable fields)
    {
        Condition = condition;
        _settings = settings;
        _slots = [.. settings.Fields.Select(fields.GetOrAdd)];
        _cardinalitySlot = settings.CardinalityField is { } field ? fields.GetOrAdd(field) : -1;
        var columns = settings
            .Fields.Select(f => new ResultColumn(f, schema.Resolve(f)?.Type ?? DataType.Keyword))
            .ToList();
        columns.Add(new(CountColumn, DataType.Long));
        if (_cardinalitySlot >= 0)
            columns.Add(new(CardinalityColumn, DataType.Long));
        Columns = columns;
    }

    /// <summary>The slots of the group fields, in order.</summary>
    public IReadOnlyList<int> GroupSlots => _slots;

    /// <inheritdoc/>
    public BoundExpression? Condition { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <inheritdoc/>
    public bool EmptyWindowGivesRows => false;

    /// <inheritdoc/>
    public bool IsAggregating => true;

    /// <inheritdoc/>
    public bool OnlyGrows => true;

    /// <inheritdoc/>
    public IPane CreatePane(bool keepEvidence) => new Pane(this);

    /// <inheritdoc/>
    public ResultTable Finish(IReadOnlyList<IPane> panes, long nowMillis, IWarningSink? warnings)
    {
        var merged = new Pane(this);
        foreach (var pane in panes)
            merged.MergeCopy((Pane)pane);

        var rows = new List<ResultRow>();
        foreach (
            var (key, group) in merged.Groups.OrderBy(g => g.Key, Comparer<ValueKey>.Create((a, b) => a.CompareTo(b)))
        )
        {
            if (ToRow(key, group) is { } row)
                rows.Add(row);
        }

        return new(Columns, rows);
    }

    /// <inheritdoc/>
    public void CollectKeys(IPane pane, ISet<ValueKey> keys) => keys.UnionWith(((Pane)pane).Groups.Keys);

    /// <inheritdoc/>
    public ResultTable FinishGroups(IReadOnlyList<IPane> panes, IReadOnlyCollection<ValueKey> keys, long nowMillis)
    {
        var rows = new List<ResultRow>();
        foreach (var key in keys)
        {
            if (CountOf(key, panes) >= _settings.Value && ToRow(key, Merge(key, panes)) is { } row)
                rows.Add(row);
        }

        rows.Sort(static (x, y) => new ValueKey(x.GroupKey).CompareTo(new ValueKey(y.GroupKey)));
        return new(Columns, rows);
    }

    private static long CountOf(ValueKey key, IReadOnlyList<IPane> panes)
    {
        long count = 0;
        foreach (var pane in panes)
            count += ((Pane)pane).Groups.TryGetValue(key, out var group) ? group.Evidence.Count : 0;
        return count;
    }

    private Group Merge(ValueKey key, IReadOnlyList<IPane> panes)
    {
        var merged = new Group(_cardinalitySlot >= 0);
        foreach (var pane in panes)
        {
            if (((Pane)pane).Groups.TryGetValue(key, out var group))
                merged.Merge(group);
        }

        return merged;
    }

    /// <summary>The row of a group; null where it is not reached.</summary>
    private ResultRow? ToRow(ValueKey key, Group group)
    {
        if (group.Evidence.Count < _settings.Value || (group.Distinct?.Count ?? 0) < MinimumDistinct)
            return null;
        List<Value> cells = [.. key.Values, Value.FromLong(group.Evidence.Count)];
        if (group.Distinct is not null)
            cells.Add(Value.FromLong(group.Distinct.Count));
        return new([.. cells], key.Values, group.Evidence);
    }

    private long MinimumDistinct => _cardinalitySlot >= 0 ? _settings.CardinalityValue : 0;

    private sealed class Group(bool countsDistinct)
    {
        public Evidence Evidence { get; } = new();

        public HashSet<Value>? Distinct { get; } = countsDistinct ? new(ValueComparer.Instance) : null;

        /// <summary>About how much memory it holds.</summary>
        public long SizeBytes => Evidence.SizeBytes + 48L * (Distinct?.Count ?? 0);

        public void Merge(Group other)
        {
            Evidence.Merge(other.Evidence);
            Distinct?.UnionWith(other.Distinct!);
        }
    }

    private sealed class Pane(ThresholdProgram program) : IPane
    {
        private readonly List<ValueKey> _combinations = [];

        public Dictionary<ValueKey, Group> Groups { get; } = [];

        public bool IsEmpty => Groups.Count == 0;

        public long SizeBytes { get; private set; }

        public bool Add(EvalContext context, long timeMillis)
        {
            if (program.Condition!.Test(context) != Truth.True)
                return false;
            _combinations.Clear();
            FieldCombinations.Collect(context.Event!, program._slots, _combinations);
            foreach (var key in _combinations)
            {
                if (!Groups.TryGetValue(key, out var group))
                {
                    group = new(program._cardinalitySlot >= 0);
                    var owned = key.ToOwned();
                    Groups[owned] = group;
                    SizeBytes += owned.SizeBytes + 200;
                }

                var before = group.Evidence.SizeBytes;
                group.Evidence.Add(context.Event!, timeMillis);
                SizeBytes += group.Evidence.SizeBytes - before;
                if (group.Distinct is not null)
                    AddDistinct(group.Distinct, context.Event!.Get(program._cardinalitySlot));
            }

            return _combinations.Count > 0;
        }

        public void Merge(IPane other)
        {
            foreach (var (key, group) in ((Pane)other).Groups)
            {
                if (!Groups.TryGetValue(key, out var mine))
                {
                    Groups[key] = group;
                    SizeBytes += key.SizeBytes + 200 + group.SizeBytes;
                    continue;
                }

                // What evidence has no room for is dropped, so the size is not the sum.
                var before = mine.SizeBytes;
                mine.Merge(group);
                SizeBytes += mine.SizeBytes - before;
            }
        }

        /// <summary>As <see cref="Merge"/>, leaving the other's groups to it.</summary>
        public void MergeCopy(Pane other)
        {
            foreach (var (key, group) in other.Groups)
            {
                if (!Groups.TryGetValue(key, out var mine))
                    Groups[key] = mine = new(group.Distinct is not null);
                mine.Merge(group);
            }
        }

        private void AddDistinct(HashSet<Value> distinct, in Value values)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (distinct.Contains(values[i]))
                    continue;
                distinct.Add(values[i].ToOwned());
                SizeBytes += 48;
            }
        }
    }
}
