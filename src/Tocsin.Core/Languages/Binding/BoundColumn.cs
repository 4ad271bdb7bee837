using Tocsin.Core.Fields;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>A cell of the row: a column that the query computed.</summary>
/// <param name="name">The column's name, for output and SQL.</param>
/// <param name="index">Its place in <see cref="EvalContext.Cells"/>.</param>
/// <param name="type">Its type.</param>
/// <param name="span">Where it is named.</param>
internal sealed class BoundColumn(string name, int index, DataType type, TextSpan span) : BoundExpression(type, span)
{
    public string Name { get; } = name;

    public int Index { get; } = index;

    public override bool IsConstant => false;

    public override Value Evaluate(EvalContext context) => context.Cells[Index];
}
