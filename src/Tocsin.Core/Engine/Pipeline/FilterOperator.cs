using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Lets through the rows for which a condition is true.</summary>
internal sealed class FilterOperator(BoundExpression condition) : RowOperator
{
    public BoundExpression Condition { get; } = condition;

    public override IReadOnlyList<BoundExpression> Expressions => [Condition];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new FilterOperator(expressions[0]);

    public override void Process(RowChain chain, int next)
    {
        if (Condition.Test(chain.Context) == Truth.True)
            chain.Run(next);
    }
}
