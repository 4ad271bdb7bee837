using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Holds rows: all of them, or the first few in some order.</summary>
/// <remarks>
/// Rows come out in the order of the keys, then, with evidence, of event time and id, then of arrival: never in the order in which
/// they were added. With a bound of n never more than about 2n rows are held.
/// </remarks>
internal sealed class RowsState : GatherState
{
    /// <summary>What an event takes beside its record.</summary>
    private const int EventBytes = 200;

    /// <summary>A state that had room for more rows is not used again.</summary>
    private const int ReusedRowsMax = 256;

    private readonly StreamStage _stage;
    private readonly bool _keepEvidence;
    private readonly (SortKey Key, int Place)[] _keys;
    private readonly int _countMax;
    private readonly TableOperator? _then;
    private readonly Comparison<HeldRow> _compare;
    private readonly List<HeldRow> _rows = [];
    private long _sizeBytes;

    /// <param name="stage">Tells which cells to keep.</param>
    /// <param name="keepEvidence">Whether rows carry their event.</param>
    /// <param name="keys">The order, loosest difference first.</param>
    /// <param name="countMax">How many of the first rows are wanted.</param>
    /// <param name="then">A step that works on all the rows, or null.</param>
    public RowsState(
        StreamStage stage,
        bool keepEvidence,
        IReadOnlyList<SortKey> keys,
        int countMax,
        TableOperator? then
    )
    {
        _stage = stage;
        _keepEvidence = keepEvidence;
        _keys = [.. keys.Select(k => (k, Array.BinarySearch(stage.KeptCells, k.Column.Index)))];
        _countMax = countMax;
        _then = then;
        _compare = Compare;
    }

    /// <inheritdoc/>
    public override bool IsEmpty => _rows.Count == 0;

    /// <inheritdoc/>
    public override long SizeBytes => 96 + _sizeBytes;

    /// <inheritdoc/>
    public override bool IsFull => _keys.Length == 0 && _rows.Count >= _countMax;

    /// <inheritdoc/>
    public override bool CanBeFull => _keys.Length == 0 && _countMax < int.MaxValue;

    /// <inheritdoc/>
    public override bool IsFullWith(GatherState other) =>
        _keys.Length == 0 && _rows.Count + (long)((RowsState)other)._rows.Count >= _countMax;

    /// <inheritdoc/>
    public override void Add(EvalContext context, long timeMillis, int ordinal)
    {
        if (_countMax == 0)
            return;
        var cells = new Value[_stage.KeptCells.Length];
        long size = 96;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = context.Cells[_stage.KeptCells[i]].ToOwned();
            size += SizeOf(cells[i]);
        }

        var read = context.Event;
        StoredEvent? evidence = null;
        if (_keepEvidence && read is not null)
        {
            evidence = read.Store();
            size += EventBytes;
        }

        Hold(new(cells, evidence is null ? 0 : timeMillis, read?.Arrival ?? 0, ordinal, evidence, size));
    }

    /// <inheritdoc/>
    public override void Merge(GatherState other)
    {
        foreach (var row in ((RowsState)other)._rows)
            Hold(row);
    }

    /// <inheritdoc/>
    public override void ForEachStored(Action<StoredEvent> action)
    {
        foreach (var row in _rows)
        {
            if (row.Event is { } stored)
                action(stored);
        }
    }

    /// <inheritdoc/>
    public override bool Release()
    {
        _rows.Clear();
        _sizeBytes = 0;
        return _rows.Capacity <= ReusedRowsMax;
    }

    /// <summary>Whether all rows come out as they were gathered, so that who does not mind their order can take them one by one.</summary>
    public bool GivesAllRows => _countMax == int.MaxValue && _then is null;

    /// <summary>Sends all rows through some steps into groups, in no order. Only one row has all its cells at a time.</summary>
    public void AddTo(GroupsState groups, RowOperator[] operators, PipelineRun run)
    {
        var sink = new GroupsSink(groups);
        var chain = new RowChain(operators, sink) { Context = run.Context };
        var cells = new Value[run.CellCount];
        run.Context.Cells = cells;
        foreach (var row in _rows)
        {
            Array.Clear(cells);
            for (var i = 0; i < _stage.KeptCells.Length; i++)
                cells[_stage.KeptCells[i]] = row.Cells[i];
            sink.Row = row;
            chain.Run(0);
        }
    }

    /// <inheritdoc/>
    public override List<Row> Finish(PipelineRun run)
    {
        var held = _rows.ToArray();
        Array.Sort(held, _compare);
        var count = Math.Min(held.Length, _countMax);
        var rows = new List<Row>(count);
        for (var i = 0; i < count; i++)
        {
            var cells = new Value[run.CellCount];
            for (var j = 0; j < _stage.KeptCells.Length; j++)
                cells[_stage.KeptCells[j]] = held[i].Cells[j];
            rows.Add(new(cells) { Evidence = EvidenceOf(held[i]) });
        }

        return _then is null ? rows : _then.Apply(rows, run);
    }

    private static Evidence? EvidenceOf(HeldRow row)
    {
        if (row.Event is not { } held)
            return null;
        var evidence = new Evidence();
        evidence.Add(held, row.TimeMillis);
        return evidence;
    }

    private void Hold(HeldRow row)
    {
        _rows.Add(row);
        _sizeBytes += row.SizeBytes;
        if (_countMax == int.MaxValue || _rows.Count < Math.Max(2L * _countMax, 1024))
            return;
        _rows.Sort(_compare);
        _rows.RemoveRange(_countMax, _rows.Count - _countMax);
        _sizeBytes = _rows.Sum(r => r.SizeBytes);
    }

    private int Compare(HeldRow x, HeldRow y)
    {
        foreach (var (key, place) in _keys)
        {
            var order = key.Compare(x.Cells[place], y.Cells[place]);
            if (order != 0)
                return order;
        }

        var tie = x.TimeMillis.CompareTo(y.TimeMillis);
        if (tie == 0)
            tie = string.CompareOrdinal(x.Event?.Id, y.Event?.Id);
        if (tie == 0)
            tie = x.Arrival.CompareTo(y.Arrival);
        return tie != 0 ? tie : x.Ordinal.CompareTo(y.Ordinal);
    }

    private static long SizeOf(in Value value)
    {
        if (value.Kind is ValueKind.String or ValueKind.Ip or ValueKind.Version)
            return 48 + value.AsBytes.Length;
        long size = 24;
        if (value.IsMany)
        {
            foreach (ref readonly var element in value.AsMany)
                size += SizeOf(element);
        }

        return size;
    }

    private sealed class GroupsSink(GroupsState groups) : IRowSink
    {
        public HeldRow Row { get; set; } = null!;

        public void Accept(EvalContext context) => groups.Add(context, Row.Event, Row.TimeMillis);
    }

    /// <summary>A row with the cells that are kept. Immutable, so that states can share it.</summary>
    /// <param name="Cells">One for each kept cell.</param>
    /// <param name="TimeMillis">The time that the rule goes by; 0 without evidence.</param>
    /// <param name="Arrival">See <see cref="Event.Arrival"/>.</param>
    /// <param name="Ordinal">Which of the event's rows it is.</param>
    /// <param name="Event">The event, where evidence is kept.</param>
    /// <param name="OwnBytes">About how much memory it holds, the event's record left out.</param>
    private sealed record HeldRow(
        Value[] Cells,
        long TimeMillis,
        long Arrival,
        int Ordinal,
        StoredEvent? Event,
        long OwnBytes
    )
    {
        /// <summary>About how much memory it holds.</summary>
        public long SizeBytes => OwnBytes + (Event?.HeldBytes ?? 0);
    }
}
