using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>The part of a plan that runs event by event: steps that look at one row, and the step that gathers the rows.</summary>
/// <remarks>
/// Before the gathering step fields are read from the event where an expression needs them. What is needed of them behind it is
/// captured in cells as rows are gathered.
/// </remarks>
/// <param name="Prefix">The steps, in order.</param>
/// <param name="Gather">The step that ends the stage.</param>
/// <param name="Captures">The cells that are filled with fields as a row is gathered, and the fields.</param>
/// <param name="KeptCells">The cells that a gathered row keeps, ascending; the captured ones included.</param>
/// <param name="CellCount">How many cells the whole plan has.</param>
internal sealed record StreamStage(
    RowOperator[] Prefix,
    TableOperator Gather,
    IReadOnlyList<(int Cell, BoundExpression Field)> Captures,
    int[] KeptCells,
    int CellCount
)
{
    /// <summary>Fills the captured cells of a context.</summary>
    public void Capture(EvalContext context)
    {
        foreach (var (cell, field) in Captures)
            context.Cells[cell] = field.Evaluate(context);
    }
}
