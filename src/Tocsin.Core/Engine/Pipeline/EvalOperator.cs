using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Computes cells, in order; an expression may use the cells before it.</summary>
/// <param name="cells">Where the values go.</param>
/// <param name="expressions">As many as there are cells.</param>
internal sealed class EvalOperator(IReadOnlyList<int> cells, IReadOnlyList<BoundExpression> expressions) : RowOperator
{
    private readonly int[] _cells = [.. cells];
    private readonly BoundExpression[] _expressions = [.. expressions];

    /// <summary>The cells that it fills.</summary>
    public IReadOnlyList<int> Cells => _cells;

    public override IReadOnlyList<BoundExpression> Expressions => _expressions;

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new EvalOperator(_cells, expressions);

    public override void Process(RowChain chain, int next)
    {
        var context = chain.Context;
        for (var i = 0; i < _cells.Length; i++)
            context.Cells[_cells[i]] = _expressions[i].Evaluate(context);
        chain.Run(next);
    }
}
