using Tocsin.Core.Engine.Match;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>A plan whose every step looks at one row: it decides for each event by itself.</summary>
internal sealed class RowMatchProgram : IMatchProgram
{
    private readonly PipelineProgram _program;
    private readonly RowOperator[] _operators;

    /// <param name="program">The same plan as it is evaluated over a window; its stage ends in plain gathering and nothing follows.</param>
    public RowMatchProgram(PipelineProgram program)
    {
        _program = program;
        // Conditions that look at nothing but the event are part of the program's condition.
        _operators = ExpandLate(
            program.Stage.Prefix.Where(o => o is not FilterOperator filter || CellUse.ReadsCells(filter.Condition))
        );
    }

    /// <summary>The same plan as it is evaluated over a window.</summary>
    public PipelineProgram Pipeline => _program;

    /// <inheritdoc/>
    public BoundExpression? Condition => _program.Condition;

    /// <summary>The steps of the query, those of <see cref="Condition"/> included.</summary>
    public IReadOnlyList<RowOperator> Prefix => _program.Stage.Prefix;

    /// <inheritdoc/>
    public IReadOnlyList<ResultColumn> Columns => _program.Columns;

    /// <inheritdoc/>
    public void Evaluate(EvalContext context, List<Value[]> rows)
    {
        // Most events fail here, and cost nothing more.
        if (Condition is not null && context.Test(Condition) != Truth.True)
            return;
        var cells = context.Cells;
        context.Cells = new Value[_program.Stage.CellCount];
        var chain = new RowChain(_operators, new Output(_program, rows)) { Context = context };
        chain.Run(0);
        context.Cells = cells;
    }

    /// <summary>The steps, each expansion behind the filters and computed columns that have nothing to do with it: most events end there.</summary>
    /// <remarks>Cells are written once, so the rows and their order stay the same; nobody hears warnings here.</remarks>
    private static RowOperator[] ExpandLate(IEnumerable<RowOperator> steps)
    {
        var ordered = new List<RowOperator>();
        var waiting = new List<RowOperator>();
        var held = new HashSet<int>();
        foreach (var step in steps)
        {
            if (waiting.Count > 0 && step is FilterOperator or EvalOperator)
            {
                var read = new HashSet<int>();
                CellUse.Collect(step, read);
                var rests = read.Overlaps(held);
                (rests ? waiting : ordered).Add(step);
                if (rests && step is EvalOperator eval)
                    held.UnionWith(eval.Cells);
                continue;
            }

            ordered.AddRange(waiting);
            waiting.Clear();
            held.Clear();
            if (step is MvExpandOperator expand)
            {
                waiting.Add(step);
                held.Add(expand.Cell);
            }
            else
            {
                ordered.Add(step);
            }
        }

        return [.. ordered, .. waiting];
    }

    private sealed class Output(PipelineProgram program, List<Value[]> rows) : IRowSink
    {
        public void Accept(EvalContext context)
        {
            program.Stage.Capture(context);
            rows.Add(program.ReadCells(context.Cells));
        }
    }
}
