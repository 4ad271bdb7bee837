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

    /// <param name="condition">The rule's query.</param>
    /// <param name="settings">Group fields, count, cardinality.</param>
    /// <param name="schema">For the types of the group fields.</param>
    /// <param name="fields">The run's fields.</param>
    public ThresholdProgram(BoundExpression condition, ThresholdSettings settings, ISchema schema, FieldTable fields)
    {
        Condition = condition;
        _settings = settings;
        GroupSlots = [.. settings.Fields.Select(fields.GetOrAdd)];
        CountedSlot = settings.CardinalityField is { } field ? fields.GetOrAdd(field) : -1;
        var columns = settings
            .Fields.Select(f => new ResultColumn(f, schema.Resolve(f)?.Type ?? DataType.Keyword))
            .ToList();
        columns.Add(new(CountColumn, DataType.Long));
        if (CountedSlot >= 0)
            columns.Add(new(CardinalityColumn, DataType.Long));
        Columns = columns;
    }

    /// <summary>The slots of the group fields, in order.</summary>
    public int[] GroupSlots { get; }

    /// <summary>The slot of the field whose distinct values are counted, or -1.</summary>
    public int CountedSlot { get; }

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
    public IPane CreatePane(bool keepEvidence) => new ThresholdPane(this);

    /// <inheritdoc/>
    public ResultTable Finish(IReadOnlyList<IPane> panes, long nowMillis, IWarningSink? warnings)
    {
        var keys = new HashSet<ValueKey>();
        foreach (var pane in panes)
            CollectKeys(pane, keys);
        return FinishGroups(panes, keys, nowMillis);
    }

    /// <inheritdoc/>
    public void CollectKeys(IPane pane, ISet<ValueKey> keys) => ((ThresholdPane)pane).CollectKeys(keys);

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
            count += ((ThresholdPane)pane).Groups.TryGetValue(key, out var group) ? group.Evidence.Count : 0;
        return count;
    }

    private ThresholdGroup Merge(ValueKey key, IReadOnlyList<IPane> panes)
    {
        var merged = new ThresholdGroup(CountedSlot >= 0);
        foreach (var pane in panes)
        {
            if (((ThresholdPane)pane).Groups.TryGetValue(key, out var group))
                merged.Merge(group);
        }

        return merged;
    }

    /// <summary>The row of a group; null where it is not reached.</summary>
    private ResultRow? ToRow(ValueKey key, ThresholdGroup group)
    {
        if (group.Evidence.Count < _settings.Value || (group.Distinct?.Count ?? 0) < MinimumDistinct)
            return null;
        List<Value> cells = [.. key.Values, Value.FromLong(group.Evidence.Count)];
        if (group.Distinct is not null)
            cells.Add(Value.FromLong(group.Distinct.Count));
        return new([.. cells], key.Values, group.Evidence);
    }

    private long MinimumDistinct => CountedSlot >= 0 ? _settings.CardinalityValue : 0;
}
