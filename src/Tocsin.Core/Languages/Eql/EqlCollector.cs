using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Gathers what of the input matters to a query: the half of a run that any thread can do, in any order.</summary>
/// <remarks>
/// One thread at a time. Memory: the matching events of an event query, but no more than a first <c>head</c>, <c>tail</c> or the size let
/// through, twice; all candidates of a sequence or sample.
/// </remarks>
internal sealed class EqlCollector
{
    private readonly EqlProgram _program;
    private readonly EvalContext _context;
    private readonly List<Value[]> _rows = [];
    private readonly EqlPipe? _cut;

    /// <param name="program">The query.</param>
    /// <param name="cut">What will be left of a sorted list of events; null for all.</param>
    /// <param name="warnings">Receives failures of single values; may be null.</param>
    /// <param name="nowMillis">What <c>now</c> is in dates, milliseconds since 1970.</param>
    public EqlCollector(EqlProgram program, EqlPipe? cut, IWarningSink? warnings, long nowMillis)
    {
        _program = program;
        _cut = cut;
        _context = new() { Warnings = warnings, NowMillis = nowMillis };
    }

    /// <summary>The matching events, in no order.</summary>
    public List<SequenceCandidate> Candidates { get; } = [];

    /// <summary>Looks at an event; what is kept of it is copied.</summary>
    public void Add(Event next)
    {
        _context.Event = next;
        if (_program.Sequence is { } sequence)
        {
            if (sequence.Collect(_context) is { } candidate)
                Candidates.Add(candidate);
            return;
        }

        _rows.Clear();
        _program.Match!.Evaluate(_context, _rows);
        if (_rows.Count == 0)
            return;
        var time = _program.Order.TimeOf(next, out var nanos);
        // Events without a time come last.
        Candidates.Add(
            new(next.Store(), time == Event.NoTime ? long.MaxValue : time, nanos, _program.Order.TiebreakerOf(next), [])
        );
        if (_cut is { } cut && Candidates.Count > 2 * cut.Count + 1_000)
            Cut(Candidates, cut);
    }

    /// <summary>Sorts a list and keeps one end of it.</summary>
    public static void Cut(List<SequenceCandidate> candidates, EqlPipe cut)
    {
        candidates.Sort();
        var surplus = candidates.Count - (int)Math.Min(cut.Count, candidates.Count);
        candidates.RemoveRange(cut.End == ListEnd.Head ? candidates.Count - surplus : 0, surplus);
    }
}
