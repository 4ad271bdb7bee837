using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>A list of values.</summary>
/// <param name="span">The brackets, or the header of the first table.</param>
/// <param name="items">The values in order.</param>
/// <param name="isTables">Whether it is made of <c>[[headers]]</c>, so that further ones add to it.</param>
internal sealed class ArrayNode(TextSpan span, List<Node> items, bool isTables = false) : Node(span)
{
    /// <summary>The values in order.</summary>
    public List<Node> Items { get; } = items;

    /// <summary>Whether it is made of <c>[[headers]]</c>.</summary>
    public bool IsTables { get; } = isTables;

    public override string Kind => "an array";
}
