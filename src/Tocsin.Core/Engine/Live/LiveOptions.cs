using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Live;

/// <summary>How the live engine treats time, and how much it may hold.</summary>
/// <remarks>Results are a function of the log and of these: change them and a restart continues with the new ones.</remarks>
internal sealed record LiveOptions
{
    /// <summary>How far behind the latest event of its source an event may come and still be seen by every window.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How far after its arrival an event may claim to have happened; beyond, windows and sequences do not take it.</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long without a batch a source no longer holds the others back.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>About how much memory the state of all rules may take; then the oldest of the largest is dropped, and counted.</summary>
    public long StateBytesMax { get; init; } = 256L << 20;

    /// <summary>How many terms a new-terms rule remembers; the one seen longest ago goes first.</summary>
    public int TermsMax { get; init; } = 1_000_000;

    /// <summary>How many groups of a windowed rule may have an alert that goes on; the one extended longest ago goes first.</summary>
    public int EpisodesMax { get; init; } = 20_000;

    /// <summary>How many suppression groups a rule may have; the one added to longest ago goes first.</summary>
    public int SuppressionGroupsMax { get; init; } = 20_000;

    /// <summary>How many ids of alerts, and of identical records, are remembered to tell repeats.</summary>
    public int RecentMax { get; init; } = 100_000;

    /// <summary>For how long, by the arrival of batches, they are remembered.</summary>
    public TimeSpan RecentAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether windows and sequences are looked at as events come in, before their tick is due.</summary>
    public bool EvaluatesEarly { get; init; } = true;

    /// <summary>How many ticks a step looks ahead for a rule.</summary>
    public int EarlyTicksMax { get; init; } = 8;

    /// <summary>How many groups of panes a step looks at for a rule; what is beyond waits for the tick.</summary>
    public int EarlyLookupsMax { get; init; } = 20_000;

    /// <summary>How many waiting events of one key a sequence is tried with at once; more wait for the watermark.</summary>
    public int EarlyCandidatesMax { get; init; } = 128;

    /// <summary>Measures what rules cost, for statistics only; null where nobody asks.</summary>
    public TimeProvider? Stopwatch { get; init; }

    /// <summary>The index of records that name none.</summary>
    public string DefaultIndex { get; init; } = "logs-generic-default";

    /// <summary>What the state of a rule depends on beside the rule itself: its exceptions, say. Null where there is nothing.</summary>
    public Func<Rule, string>? StateSaltOf { get; init; }
}
