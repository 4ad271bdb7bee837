using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>A query with its names resolved: the plan and what is known of it.</summary>
/// <param name="Builder">The plan; it has been ended.</param>
/// <param name="Patterns">The indices it reads; null without <c>FROM</c>.</param>
/// <param name="Output">The columns of the result.</param>
/// <param name="ExpandedFields">The columns that <c>MV_EXPAND</c> expanded, in order.</param>
/// <param name="Warnings">What Elasticsearch would warn of before it runs the query, in its wording.</param>
internal sealed record BoundQuery(
    PlanBuilder Builder,
    IndexPatterns? Patterns,
    IReadOnlyList<OutputColumn> Output,
    IReadOnlyList<string> ExpandedFields,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>The cells of the whole plan.</summary>
    public required CellNumbers CellCount { get; init; }

    /// <summary>Whether <c>STATS</c> occurs as a command (17.3).</summary>
    public bool IsAggregating { get; init; }

    /// <summary>See <see cref="EsqlProgram.UnansweredCompletion"/>.</summary>
    public TextSpan? UnansweredCompletion { get; init; }

    /// <summary>Whether the result has columns that the query cannot know: all that the event has.</summary>
    public bool IsWholeEvent { get; init; }
}
