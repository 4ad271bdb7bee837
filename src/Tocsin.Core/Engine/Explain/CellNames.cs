using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Explain;

/// <summary>What the cells of a plan were called in the query; the plan itself knows only their numbers.</summary>
/// <remarks>Names are those of the places that use a cell.</remarks>
internal sealed class CellNames
{
    private readonly Dictionary<int, string> _names = [];

    public CellNames(PipelineProgram program)
    {
        foreach (var output in program.Output)
            Add(output.Cell, output.Column.Name);
        foreach (var step in program.Stage.Prefix.Concat([program.Stage.Gather, .. program.Operators]))
            Add(step);
        foreach (var (cell, field) in program.Stage.Captures)
            Add(cell, ExpressionText.Of(field));
    }

    /// <summary>The name of a cell; null where nothing uses it by name.</summary>
    public string? this[int cell] => _names.GetValueOrDefault(cell);

    private void Add(PipelineOperator step)
    {
        foreach (var expression in step.Expressions)
            Add(expression);
        if (step is LookupJoinOperator join)
        {
            for (var i = 0; i < join.Cells.Count; i++)
                Add(join.Cells[i], join.Table.Columns[i].Name);
        }

        foreach (var nested in step.Nested)
            Add(nested);
    }

    private void Add(BoundExpression expression)
    {
        if (expression is BoundColumn column)
            Add(column.Index, column.Name);
        foreach (var child in expression.Children)
            Add(child);
    }

    private void Add(int cell, string name)
    {
        if (cell >= 0)
            _names.TryAdd(cell, name);
    }
}
