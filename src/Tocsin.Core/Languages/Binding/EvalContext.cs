using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>What an expression is evaluated against: an event, the computed columns of a row, the query's clock, and where warnings go.</summary>
/// <remarks>One for each thread and query; evaluating allocates only what functions return.</remarks>
internal sealed class EvalContext
{
    private Value[] _stack = new Value[64];
    private int _top;
    private Held[] _held = new Held[8];
    private int _heldCount;
    private ValueInterner? _interner;

    /// <summary>The event that <see cref="BoundField"/> reads; null behind a <c>STATS</c> and for <c>ROW</c>.</summary>
    public Event? Event { get; set; }

    /// <summary>The cells that <see cref="BoundColumn"/> reads.</summary>
    public Value[] Cells { get; set; } = [];

    /// <summary>The values that the <see cref="BoundChoice"/> at work has picked, one for each mention of a field.</summary>
    public Value[] Choices { get; set; } = [];

    /// <summary>The instant of <c>NOW()</c>, milliseconds since 1970: the tick of a rule, the <c>--now</c> of a query.</summary>
    public long NowMillis { get; set; }

    /// <summary>Receives failures of single values; null drops them.</summary>
    public IWarningSink? Warnings { get; set; }

    /// <summary>Holds the short texts that come again and again once.</summary>
    public ValueInterner Interner => _interner ??= new();

    /// <summary>The outcome of a condition as a whole: without a look at the event where it was said to hold.</summary>
    public Truth Test(BoundExpression condition)
    {
        for (var i = 0; i < _heldCount; i++)
        {
            if (ReferenceEquals(_held[i].Condition, condition))
                return Truth.True;
        }

        return condition.Test(this);
    }

    /// <summary>Says that conditions hold of the event, until <see cref="ReleaseHeld"/>.</summary>
    public void Hold(BoundExpression[] conditions)
    {
        if (_heldCount + conditions.Length > _held.Length)
            Array.Resize(ref _held, Math.Max(_held.Length * 2, _heldCount + conditions.Length));
        foreach (var condition in conditions)
            _held[_heldCount++] = new(condition);
    }

    /// <summary>Says that nothing is known of the event any more.</summary>
    public void ReleaseHeld() => _heldCount = 0;

    /// <summary>Takes <paramref name="count"/> cells of scratch space, all null; give them back with <see cref="Pop"/> in reverse order.</summary>
    public Span<Value> Push(int count)
    {
        if (_top + count > _stack.Length)
        {
            // The old array stays alive for the spans that were handed out of it.
            var larger = new Value[Math.Max(_stack.Length * 2, _top + count)];
            Array.Copy(_stack, larger, _top);
            _stack = larger;
        }

        var span = _stack.AsSpan(_top, count);
        span.Clear();
        _top += count;
        return span;
    }

    /// <summary>Gives back the cells of the last <see cref="Push"/>.</summary>
    public void Pop(int count) => _top -= count;

    /// <summary>PERF: storing a reference in an array of a class that has heirs costs a look at what is stored.</summary>
    private readonly record struct Held(BoundExpression Condition);
}
