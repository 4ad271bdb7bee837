using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Gives one row for each value of an expression; null stays one row.</summary>
/// <param name="expanded">The values.</param>
/// <param name="cell">Where each value goes.</param>
internal sealed class MvExpandOperator(BoundExpression expanded, int cell) : RowOperator
{
    public override IReadOnlyList<BoundExpression> Expressions { get; } = [expanded];

    /// <summary>Where each value goes.</summary>
    public int Cell => cell;

    public override bool Multiplies => true;

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new MvExpandOperator(expressions[0], cell);

    public override void Process(RowChain chain, int next)
    {
        var context = chain.Context;
        var value = Expressions[0].Evaluate(context);
        if (!value.IsMany)
        {
            context.Cells[cell] = value;
            chain.Run(next);
            return;
        }

        for (var i = 0; i < value.Count; i++)
        {
            context.Cells[cell] = value[i];
            chain.Run(next);
        }
    }
}
