namespace Tocsin.Core.Languages.Binding.Optimizer;

/// <summary>Optimizer rules in the order in which they run.</summary>
internal sealed class TreePipeline(IReadOnlyList<OptimizerRule> rules)
{
    /// <summary>All rules.</summary>
    public static readonly TreePipeline Default = new([
        new FoldConstants(),
        // After constants are known: a constant operand decides or drops out.
        new SimplifyLogic(),
        // After logic is flat: alternatives over one field stand side by side.
        new MergeAlternatives(),
    ]);

    /// <summary>No rule: trees run as the binder made them.</summary>
    public static readonly TreePipeline None = new([]);

    /// <summary>Rewrites a tree by each rule in turn.</summary>
    public BoundExpression Run(BoundExpression tree)
    {
        foreach (var rule in rules)
            tree = rule.Rewrite(tree);
        return tree;
    }
}
