using System.Diagnostics;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Puts the steps of a plan, or of one branch of it, together.</summary>
/// <remarks>
/// <para>As long as steps look at one row they run event by event and read fields from the event. The first step that needs all rows ends
/// that; a field named behind it is captured in a cell as rows are gathered.</para>
/// <para>Sorting waits: a step that looks at one row may run before it. The order is made where it shows: at a limit or at the end.</para>
/// <para>Where one pane serves several ticks, what reads the clock cannot run event by event. Such filters and columns are put off to the
/// gathered rows; all that does not depend on them still runs early.</para>
/// </remarks>
internal sealed class PlanBuilder
{
    private readonly CellNumbers _cells;
    private readonly FieldTable _fields;
    private readonly bool _clockIsFixed;
    private readonly List<RowOperator> _prefix = [];
    private readonly List<PipelineOperator> _operators = [];
    private readonly List<RowOperator> _deferred = [];
    private readonly HashSet<int> _deferredCells = [];

    /// <summary>The fields that are captured, by slot.</summary>
    private readonly List<Capture> _captures = [];
    private readonly PlanBuilder _capturer;
    private TableOperator? _gather;
    private int _cellsAtGather;
    private List<SortKey> _order = [];

    /// <param name="cells">Numbers cells over the whole plan.</param>
    /// <param name="fields">Receives the fields that are read.</param>
    /// <param name="clockIsFixed">Whether <c>NOW()</c> is known while events are read.</param>
    public PlanBuilder(CellNumbers cells, FieldTable fields, bool clockIsFixed)
        : this(cells, fields, clockIsFixed, null) { }

    private PlanBuilder(CellNumbers cells, FieldTable fields, bool clockIsFixed, PlanBuilder? outer)
    {
        _cells = cells;
        _fields = fields;
        _clockIsFixed = clockIsFixed;
        IsStreaming = outer is null || outer.IsStreaming;
        // Behind a gathering step the fields that a branch reads were captured there.
        _capturer = IsStreaming ? this : outer!._capturer;
        _order = outer is null ? [] : [.. outer._order];
    }

    /// <summary>Whether steps still run event by event, so that the event can be asked.</summary>
    public bool IsStreaming { get; private set; }

    /// <summary>Whether something was put off because it reads the clock.</summary>
    public bool HasDeferred => _deferred.Count > 0;

    /// <summary>The order that the rows are to have, loosest difference first; empty for none.</summary>
    public IReadOnlyList<SortKey> Order => _order;

    /// <summary>A plan for a branch that begins where this one is.</summary>
    public PlanBuilder Branch() => new(_cells, _fields, _clockIsFixed, this);

    /// <summary>A number for a new cell.</summary>
    public int NewCell() => _cells.Next();

    /// <summary>What a column holds, as an expression.</summary>
    public BoundExpression Read(Column column, TextSpan span)
    {
        if (column.Cell >= 0)
            return new BoundColumn(column.Name, column.Cell, column.Type, span);
        Debug.Assert(column.Field is not null, "a column is a cell or a field");
        var slot = _fields.GetOrAdd(column.Field.Name);
        var field = new BoundField(column.Field, slot, asDocValues: true, span);
        return IsStreaming ? field : Captured(field);
    }

    /// <summary>Adds a condition.</summary>
    public void AddFilter(BoundExpression condition)
    {
        if (!MustDefer(condition))
        {
            AddRow(new FilterOperator(condition));
            return;
        }

        // The parts that do not read the clock can still keep rows out early.
        if (condition is BoundAnd)
        {
            foreach (var part in condition.Children)
                AddFilter(part);
            return;
        }

        _deferred.Add(new FilterOperator(KeepEventPartsEarly(condition)));
    }

    /// <summary>Adds computed cells; an expression may use the cells before it.</summary>
    public void AddEval(IReadOnlyList<int> cells, IReadOnlyList<BoundExpression> expressions)
    {
        var earlyCells = new List<int>();
        var early = new List<BoundExpression>();
        for (var i = 0; i < cells.Count; i++)
        {
            if (MustDefer(expressions[i]))
            {
                _deferredCells.Add(cells[i]);
                _deferred.Add(new EvalOperator([cells[i]], [KeepEventPartsEarly(expressions[i])]));
            }
            else
            {
                earlyCells.Add(cells[i]);
                early.Add(expressions[i]);
            }
        }

        if (early.Count > 0)
            AddRow(new EvalOperator(earlyCells, early));
    }

    /// <summary>Adds any other step that looks at one row.</summary>
    public void Add(RowOperator step)
    {
        if (step.Expressions.Any(MustDefer))
            AddHeld(step);
        else
            AddRow(step);
    }

    /// <summary>Adds a step that was bound while rows came event by event, to work on held rows.</summary>
    public void AddHeld(PipelineOperator step)
    {
        if (IsStreaming)
        {
            step = step.Rewrite(KeepEventPartsEarly);
            EndStreaming();
        }

        _operators.Add(step.Rewrite(ToColumns));
    }

    /// <summary>Adds a step that needs all rows.</summary>
    public void Add(TableOperator step)
    {
        // These take rows as they come; the others are given all rows at once, when the event is gone.
        if (IsStreaming && !HasDeferred && step is AggregateOperator or SortOperator or ForkOperator)
        {
            Gather(step);
            return;
        }

        AddHeld(step);
    }

    /// <summary>Asks for an order; the one asked for before no longer counts (8.9.4).</summary>
    public void SetOrder(List<SortKey> order) => _order = order;

    /// <summary>Orders the rows as asked for and keeps the first ones.</summary>
    public void AddLimit(int countMax)
    {
        Add(new SortOperator(_order, countMax));
        _order = [];
    }

    /// <summary>Ends the event-by-event part: from here on rows are held.</summary>
    public void EndStreaming()
    {
        if (!IsStreaming)
            return;
        Gather(new SortOperator([], int.MaxValue));
        foreach (var step in _deferred)
            _operators.Add(step.Rewrite(ToColumns));
        _deferred.Clear();
    }

    /// <summary>Whether an expression reads the clock, or a cell that does, before the clock is known.</summary>
    public bool MustDefer(BoundExpression expression)
    {
        if (_clockIsFixed || !IsStreaming)
            return false;
        return expression switch
        {
            BoundCall { Function.IsPure: false } => true,
            BoundDateTest => true,
            BoundColumn column => _deferredCells.Contains(column.Index),
            _ => expression.Children.Any(MustDefer),
        };
    }

    /// <summary>Whether an expression needs the event itself rather than the values of fields.</summary>
    public static bool NeedsEvent(BoundExpression expression) =>
        expression.Children.Count > 0
            ? expression.Children.Any(NeedsEvent)
            : expression is not (BoundField or BoundColumn or BoundLiteral or BoundCall);

    /// <summary>The stage and the steps behind it; only for a plan or branch that began event by event and has a gathering step.</summary>
    /// <param name="output">The cells of the result.</param>
    /// <param name="rewrite">The optimizer.</param>
    public (StreamStage Stage, IReadOnlyList<PipelineOperator> Operators) Build(
        IEnumerable<int> output,
        Func<BoundExpression, BoundExpression> rewrite
    )
    {
        Debug.Assert(_gather is not null, "the plan has been ended");
        var prefix = _prefix.Select(o => (RowOperator)o.Rewrite(rewrite)).ToArray();
        var gather = (TableOperator)_gather.Rewrite(rewrite);
        var operators = _operators.Select(o => o.Rewrite(rewrite)).ToArray();
        var kept = new SortedSet<int>(output.Where(c => c >= 0));
        foreach (var step in operators.Append<PipelineOperator>(gather))
            CellUse.Collect(step, kept);
        // What is computed later need not be kept now.
        var captured = _captures.Select(c => c.Cell).ToHashSet();
        kept.RemoveWhere(c => c >= _cellsAtGather && !captured.Contains(c));
        var captures = _captures.ConvertAll(c => (c.Cell, (BoundExpression)c.Field));
        var stage = new StreamStage(prefix, gather, captures, [.. kept], _cells.Count);
        return (stage, operators);
    }

    /// <summary>The steps of a branch that began behind a gathering step.</summary>
    public IReadOnlyList<PipelineOperator> Steps => _operators;

    /// <summary>The same expression reading captured cells instead of fields.</summary>
    public BoundExpression ToColumns(BoundExpression expression)
    {
        if (expression is BoundField field)
            return Captured(field);
        if (expression.Children.Count == 0)
            return expression;
        return expression.WithChildren([.. expression.Children.Select(ToColumns)]);
    }

    private void Gather(TableOperator step)
    {
        _gather = step;
        _cellsAtGather = _cells.Count;
        IsStreaming = false;
    }

    /// <summary>Replaces the parts that need the event itself by cells that are computed while it is there.</summary>
    private BoundExpression KeepEventPartsEarly(BoundExpression expression)
    {
        if (!NeedsEvent(expression))
            return expression;
        if (MustDefer(expression) && expression.Children.Count > 0)
            return expression.WithChildren([.. expression.Children.Select(KeepEventPartsEarly)]);
        var cell = NewCell();
        AddRow(new EvalOperator([cell], [expression]));
        return new BoundColumn("", cell, expression.Type, expression.Span);
    }

    private BoundColumn Captured(BoundField field)
    {
        var captures = _capturer._captures;
        var place = captures.FindIndex(c => c.Field.Slot >= field.Slot);
        if (place < 0)
            place = captures.Count;
        if (place == captures.Count || captures[place].Field.Slot != field.Slot)
            captures.Insert(place, new(NewCell(), field));
        return new(field.Field.Name, captures[place].Cell, field.Type, field.Span);
    }

    private void AddRow(RowOperator step)
    {
        if (IsStreaming)
            _prefix.Add(step);
        else
            _operators.Add(step);
    }

    /// <summary>A field that is kept in a cell as rows are gathered.</summary>
    private sealed record Capture(int Cell, BoundField Field);
}
