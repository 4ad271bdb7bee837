namespace Tocsin.Core.Engine.Live;

/// <summary>A rule in force: its plan, the name of its state, and what came of it.</summary>
/// <param name="plan">The rule.</param>
/// <param name="stateKey">See <see cref="Live.StateKey"/>.</param>
/// <param name="clock">The place of its clock among those of the rules.</param>
internal sealed class LiveRule(RulePlan plan, string stateKey, int clock)
{
    public RulePlan Plan { get; } = plan;

    public string StateKey { get; } = stateKey;

    /// <summary>The place of the clock that it goes by; for a sequence the one that orders its events.</summary>
    public int Clock { get; } = clock;

    public RuleCounters Counters { get; init; } = new();

    /// <summary>Whether its alerts are folded.</summary>
    public bool HasSuppression { get; } = plan.Rule.Suppression is not null;

    /// <summary>How long its evaluations took in this process, where somebody measures.</summary>
    public TimeSpan Cost { get; set; }

    /// <summary>Whether its state must be filled from the whole log: the rule is new.</summary>
    public bool IsNew { get; set; }

    /// <summary>The name of one of its state tables.</summary>
    public string Table(string kind) => $"{kind}/{StateKey}";

    /// <summary>What <see cref="RuleCounters.Shed"/> was when this process took the state up.</summary>
    public long ShedBefore { get; set; }
}
