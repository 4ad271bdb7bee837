using System.Text.Json.Nodes;

namespace Tocsin.Core.Engine.Explain;

/// <summary>A part of a rule's explanation: named facts, then a tree.</summary>
/// <param name="Key">What it is called in JSON; its title is the same with blanks.</param>
internal sealed record ExplainedSection(string Key)
{
    /// <summary>Names and values, in order; a value is a text, a number, a truth value or a list of texts.</summary>
    public IReadOnlyList<(string Key, JsonNode Value)> Facts { get; init; } = [];

    /// <summary>Lines below each other.</summary>
    public IReadOnlyList<ExplainedNode> Tree { get; init; } = [];
}
