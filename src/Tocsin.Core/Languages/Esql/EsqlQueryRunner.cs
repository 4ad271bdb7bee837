using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Esql;

/// <summary>What a query gave.</summary>
/// <param name="Table">Columns and rows; null where the run was given up.</param>
/// <param name="Warnings">In Elasticsearch's wording, one a line.</param>
/// <param name="Error">Why the run was given up, or null.</param>
internal sealed record EsqlQueryResult(ResultTable? Table, IReadOnlyList<string> Warnings, Diagnostic? Error);

/// <summary>Runs a query over events once: <c>tocsin query</c>.</summary>
/// <remarks>
/// Events are added in the order of arrival, on one thread; several runners of one program can each take a part of the
/// input, to be merged in that order (<see cref="Merge"/>). Nothing is held of an event but what the query keeps.
/// </remarks>
internal sealed class EsqlQueryRunner
{
    private const int CheckInterval = 256;

    private readonly EsqlProgram _program;
    private PipelinePane _pane;
    private readonly EvalContext _context;
    private EsqlWarnings _warnings;
    private readonly long _nowMillis;
    private int _sinceCheck;
    private bool _isTooLarge;

    /// <param name="program">Compiled with <see cref="EsqlOptions.ClockIsFixed"/>.</param>
    /// <param name="nowMillis">The instant of <c>NOW()</c>.</param>
    public EsqlQueryRunner(EsqlProgram program, long nowMillis)
    {
        _program = program;
        _nowMillis = nowMillis;
        _warnings = new();
        _context = new() { NowMillis = nowMillis, Warnings = _warnings };
        _pane = (PipelinePane)program.Pipeline.CreatePane(keepEvidence: false);
    }

    /// <summary>Runs a program over all of some events, each valid until the next; those of other indices have been left out.</summary>
    public static EsqlQueryResult Run(EsqlProgram program, IEnumerable<Event> events, long nowMillis)
    {
        var runner = new EsqlQueryRunner(program, nowMillis);
        if (program.Source is null)
            return runner.Finish();
        foreach (var read in events)
        {
            if (!runner.Add(read))
                break;
        }

        return runner.Finish();
    }

    /// <summary>Whether no later event can change the result, provided that events come in the order of arrival.</summary>
    public bool IsFull => _pane.IsFull;

    /// <summary>Whether <see cref="IsFull"/> can ever be true.</summary>
    public bool CanBeFull => _pane.CanBeFull;

    /// <summary>Whether more is held than the query may hold.</summary>
    public bool IsTooLarge => _isTooLarge;

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes => _pane.SizeBytes;

    /// <summary>Whether <see cref="IsFull"/> would be true with what another runner gathered.</summary>
    public bool IsFullWith(EsqlQueryRunner other) => _pane.IsFullWith(other._pane);

    /// <summary>Adds an event.</summary>
    /// <returns>Whether more events can change the result.</returns>
    public bool Add(Event read)
    {
        if (_isTooLarge)
            return false;
        _context.Event = read;
        _pane.Add(_context, 0);
        if (++_sinceCheck >= CheckInterval)
        {
            _sinceCheck = 0;
            _isTooLarge = _pane.SizeBytes > _program.MemoryBytesMax;
        }

        return !_isTooLarge && !_pane.IsFull;
    }

    /// <summary>Moves what was gathered into a runner of its own, for another thread; this one starts afresh.</summary>
    public EsqlQueryRunner HandOver()
    {
        var gathered = new EsqlQueryRunner(_program, _nowMillis) { _isTooLarge = _isTooLarge };
        (gathered._pane, _pane) = (_pane, gathered._pane);
        (gathered._warnings, _warnings) = (_warnings, gathered._warnings);
        (gathered._context.Warnings, _context.Warnings) = (gathered._warnings, _warnings);
        return gathered;
    }

    /// <summary>Takes over what another runner gathered; it is not used afterwards.</summary>
    public void Merge(EsqlQueryRunner other)
    {
        _isTooLarge |= other._isTooLarge;
        _pane.Merge(other._pane);
        _warnings.Merge(other._warnings);
        _isTooLarge |= _pane.SizeBytes > _program.MemoryBytesMax;
    }

    /// <summary>The result over all that was added.</summary>
    public EsqlQueryResult Finish()
    {
        if (_isTooLarge)
        {
            var error = new Diagnostic(
                EsqlDiagnostics.MemoryLimit,
                _program.Query,
                new(0, _program.Query.Text.Length),
                [_program.MemoryBytesMax >> 20],
                Help: "filter earlier, keep fewer columns, or end with STATS or LIMIT"
            );
            return new(null, Warnings(), error);
        }

        if (_program.Source is null)
        {
            // ROW and SHOW INFO are one row without an event.
            _context.Event = null;
            _pane.Add(_context, 0);
        }

        var table = _program.Pipeline.Finish([_pane], _nowMillis, _warnings);
        return new(table, Warnings(), null);
    }

    private List<string> Warnings() => [.. _program.PlanWarnings, .. _warnings.ToLines()];
}
