using Tocsin.Core.Engine.Match;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>A query that can be run. Immutable; shared between threads.</summary>
internal sealed class EsqlProgram
{
    /// <summary>The query.</summary>
    public required SourceText Query { get; init; }

    /// <summary>The indices it reads; null for <c>ROW</c> and <c>SHOW INFO</c>, which read nothing.</summary>
    public required IndexPatterns? Source { get; init; }

    /// <summary>The plan, as it is evaluated over all the events of a window or an input.</summary>
    public required PipelineProgram Pipeline { get; init; }

    /// <summary>The same for each event by itself, where no step needs to see several; else null.</summary>
    public required IMatchProgram? Match { get; init; }

    /// <summary>The plan as a rule runs it where <see cref="Match"/> is null; else null.</summary>
    public IWindowProgram? Window => Match is null ? Pipeline : null;

    /// <summary>The columns of the result, in order.</summary>
    public IReadOnlyList<Engine.ResultColumn> Columns => Pipeline.Columns;

    /// <summary>Whether <c>STATS</c> occurs as a command: rows then stand for groups (17.3).</summary>
    public required bool IsAggregating { get; init; }

    /// <summary>
    /// Whether the result also has columns that the query cannot know: whatever the event has (<c>KEEP *</c>, or no <c>KEEP</c>).
    /// In a rule those are the event.
    /// </summary>
    public required bool IsWholeEvent { get; init; }

    /// <summary>The columns that <c>MV_EXPAND</c> expanded: part of an alert's identity (17.5).</summary>
    public required IReadOnlyList<string> ExpandedFields { get; init; }

    /// <summary>What Elasticsearch would warn of before it runs the query, in its wording.</summary>
    public required IReadOnlyList<string> PlanWarnings { get; init; }

    /// <summary>The place of a <c>COMPLETION</c> that has no language model to ask and gives null; null where there is none.</summary>
    public TextSpan? UnansweredCompletion { get; init; }

    /// <summary>How much memory a run may hold.</summary>
    public required long MemoryBytesMax { get; init; }
}
