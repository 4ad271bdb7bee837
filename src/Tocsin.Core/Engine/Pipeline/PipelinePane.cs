using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>What a plan keeps of the events of a stretch of time.</summary>
internal sealed class PipelinePane : IPane
{
    private readonly PipelineProgram _program;
    private readonly StageState _state;

    // PERF: there are thousands of panes, and events are added to a few.
    private Value[]? _cells;

    public PipelinePane(PipelineProgram program, bool keepEvidence)
    {
        _program = program;
        KeepsEvidence = keepEvidence;
        _state = new(program.Stage, keepEvidence);
    }

    /// <summary>Whether it remembers which events contributed.</summary>
    public bool KeepsEvidence { get; }

    /// <summary>What was gathered.</summary>
    public GatherState Gathered => _state.Gathered;

    /// <summary>Whether no later event can change the result, provided that events come in the order of arrival.</summary>
    public bool IsFull => Gathered.IsFull && !KeepsEvidence;

    /// <summary>Whether <see cref="IsFull"/> can ever be true.</summary>
    public bool CanBeFull => Gathered.CanBeFull && !KeepsEvidence;

    /// <summary>Whether <see cref="IsFull"/> would be true with what another pane holds.</summary>
    public bool IsFullWith(PipelinePane other) => !KeepsEvidence && Gathered.IsFullWith(other.Gathered);

    /// <inheritdoc/>
    public bool IsEmpty => Gathered.IsEmpty;

    /// <inheritdoc/>
    public long SizeBytes => 64 + Gathered.SizeBytes;

    /// <inheritdoc/>
    public bool Add(EvalContext context, long timeMillis)
    {
        // The context may be shared with other programs of the thread.
        var cells = context.Cells;
        context.Cells = _cells ??= _program.RentCells();
        var gathered = _state.Add(context, timeMillis);
        context.Cells = cells;
        return gathered > 0;
    }

    /// <inheritdoc/>
    public void Merge(IPane other)
    {
        Gathered.Adopt(((PipelinePane)other).Gathered);
        other.Release();
    }

    /// <inheritdoc/>
    public void ForEachStored(Action<StoredEvent> action) => Gathered.ForEachStored(action);

    /// <inheritdoc/>
    public void Shrink() => Gathered.Shrink();

    /// <inheritdoc/>
    public void MergeSmall(IPane other)
    {
        Gathered.Merge(((PipelinePane)other).Gathered);
        other.Release();
    }

    /// <inheritdoc/>
    /// <remarks>PERF: every chunk has a pane for each rule that it concerns, most of them for an event or two: so one is used again.</remarks>
    public void Release()
    {
        Settle();
        if (Gathered.Release() && KeepsEvidence)
            _program.Return(this);
    }

    /// <inheritdoc/>
    public void Settle()
    {
        Gathered.Settle();
        if (_cells is not { } cells)
            return;
        _cells = null;
        _program.Return(cells);
    }
}
