namespace Tocsin.Core.Engine.Explain;

/// <summary>A line of what a rule became, and the lines below it: a condition, a stage, a step.</summary>
/// <param name="Text">One line.</param>
/// <param name="Parts">What it is made of; empty for a leaf.</param>
internal sealed record ExplainedNode(string Text, IReadOnlyList<ExplainedNode> Parts)
{
    /// <summary>A leaf.</summary>
    public ExplainedNode(string text)
        : this(text, []) { }
}
