using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding.Optimizer;

/// <summary>Computes what needs no event: <c>LENGTH("abc") + n</c> becomes <c>3 + n</c>.</summary>
/// <remarks>Does not touch what fails: <c>1 / 0</c> stays, since each run of the query has to warn of it; nor what reads the clock.</remarks>
internal sealed class FoldConstants : OptimizerRule
{
    protected override BoundExpression RewriteNode(BoundExpression node)
    {
        if (node is BoundLiteral || !node.IsConstant)
            return node;
        var warnings = new Failures();
        var value = node.Evaluate(new() { Warnings = warnings });
        return warnings.Any ? node : new BoundLiteral(value.ToOwned(), node.Type, node.Span);
    }

    private sealed class Failures : IWarningSink
    {
        public bool Any { get; private set; }

        public void Warn(SourceText source, TextSpan span, EvaluationFailure failure) => Any = true;
    }
}
