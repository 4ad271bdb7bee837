using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Engine.Match;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine;

/// <summary>A rule made executable.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Indices">The events it sees.</param>
/// <param name="Clock">The time it goes by.</param>
internal abstract record RulePlan(Rule Rule, IndexPatterns Indices, RuleClock Clock)
{
    /// <summary>
    /// What an event must satisfy to be seen at all: the filters beside the query, and no exception; null where there is neither.
    /// </summary>
    public BoundExpression? Filter { get; init; }

    /// <summary>A condition of the query that holds for every event that can matter; null where there is none.</summary>
    public BoundExpression? Condition =>
        this switch
        {
            MatchPlan match => match.Program.Condition,
            WindowPlan window => window.Program.Condition,
            SequencePlan sequence => sequence.Program.Condition,
            NewTermsPlan terms => terms.Program.Condition,
            _ => null,
        };

    /// <summary>Whether an event is seen.</summary>
    public bool Admits(EvalContext context) => Filter is null || context.Test(Filter) == Truth.True;

    /// <summary>Whether it sees alerts: then it also runs on those that other rules raised in the same run.</summary>
    public bool ReadsAlerts { get; } = AlertIndex.IsSeenBy(Indices);

    /// <summary>When it is evaluated, and over what.</summary>
    public Schedule Schedule { get; init; } = Schedule.For(Rule);
}

/// <summary>A rule that decides for each event by itself.</summary>
internal sealed record MatchPlan(Rule Rule, IndexPatterns Indices, RuleClock Clock, IMatchProgram Program)
    : RulePlan(Rule, Indices, Clock);

/// <summary>A rule that is evaluated over the window of each tick.</summary>
internal sealed record WindowPlan(Rule Rule, IndexPatterns Indices, RuleClock Clock, IWindowProgram Program)
    : RulePlan(Rule, Indices, Clock);

/// <summary>A rule that joins several events.</summary>
/// <param name="OrderClock">
/// The time that its events are ordered by: <c>timestamp_field</c>, not <c>timestamp_override</c> (EQL specification, 12.2.4). For a sample,
/// which has no order, the time of the rule's windows.
/// </param>
internal sealed record SequencePlan(
    Rule Rule,
    IndexPatterns Indices,
    RuleClock Clock,
    RuleClock OrderClock,
    ISequenceProgram Program
) : RulePlan(Rule, Indices, Clock)
{
    /// <summary>Whether it joins events of one window whatever their order.</summary>
    public bool IsSample { get; } = Program is SampleProgram;
}

/// <summary>A rule that looks for values that were not seen before.</summary>
internal sealed record NewTermsPlan(Rule Rule, IndexPatterns Indices, RuleClock Clock, NewTermsProgram Program)
    : RulePlan(Rule, Indices, Clock);
