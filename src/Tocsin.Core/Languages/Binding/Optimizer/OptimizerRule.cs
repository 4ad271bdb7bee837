namespace Tocsin.Core.Languages.Binding.Optimizer;

/// <summary>A rewrite of bound trees that keeps their meaning: the same value and the same truth for every event.</summary>
/// <remarks>Rules are stateless. A rule sees each node after its parts have been rewritten.</remarks>
internal abstract class OptimizerRule
{
    /// <summary>Rewrites a whole tree from its leaves up; returns the same object where nothing changes.</summary>
    public BoundExpression Rewrite(BoundExpression node)
    {
        var children = node.Children;
        BoundExpression[]? rewritten = null;
        for (var i = 0; i < children.Count; i++)
        {
            var child = Rewrite(children[i]);
            if (!ReferenceEquals(child, children[i]))
                (rewritten ??= [.. children])[i] = child;
        }

        return RewriteNode(rewritten is null ? node : node.WithChildren(rewritten));
    }

    /// <summary>Rewrites one node whose parts are done.</summary>
    protected abstract BoundExpression RewriteNode(BoundExpression node);
}
