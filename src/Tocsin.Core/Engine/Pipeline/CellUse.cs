using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Finds the cells that steps read.</summary>
internal static class CellUse
{
    /// <summary>Adds the cells that a step, and the steps inside it, read.</summary>
    public static void Collect(PipelineOperator step, ISet<int> cells)
    {
        foreach (var expression in step.Expressions)
            Collect(expression, cells);
        foreach (var nested in step.Nested)
            Collect(nested, cells);
        if (step is ForkOperator fork)
        {
            foreach (var (from, _) in fork.Branches.SelectMany(b => b.Columns))
            {
                if (from >= 0)
                    cells.Add(from);
            }
        }
    }

    /// <summary>Whether an expression reads any cell.</summary>
    public static bool ReadsCells(BoundExpression expression) =>
        expression is BoundColumn || expression.Children.Any(ReadsCells);

    private static void Collect(BoundExpression expression, ISet<int> cells)
    {
        if (expression is BoundColumn column)
            cells.Add(column.Index);
        foreach (var child in expression.Children)
            Collect(child, cells);
    }
}
