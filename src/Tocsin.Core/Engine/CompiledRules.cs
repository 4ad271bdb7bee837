namespace Tocsin.Core.Engine;

/// <summary>The rules in force, made executable and sorted by kind. Immutable; shared between threads.</summary>
internal sealed class CompiledRules
{
    private readonly int[] _clockOfMatch;
    private readonly int[] _clockOfWindow;
    private readonly int[] _clockOfSequence;
    private readonly int[] _clockOfNewTerms;

    public CompiledRules(IEnumerable<RulePlan> plans)
    {
        All = [.. plans];
        // Lists: what they are made of otherwise costs two calls for each element, and rules are looked up with every event.
        Matches = All.OfType<MatchPlan>().ToList();
        Windows = All.OfType<WindowPlan>().ToList();
        Sequences = All.OfType<SequencePlan>().ToList();
        NewTerms = All.OfType<NewTermsPlan>().ToList();
        Clocks = [.. All.Select(p => p.Clock).Concat(Sequences.Select(p => p.OrderClock)).DistinctBy(c => c.Key)];
        _clockOfMatch = [.. Matches.Select(p => ClockIndex(p.Clock))];
        _clockOfWindow = [.. Windows.Select(p => ClockIndex(p.Clock))];
        _clockOfNewTerms = [.. NewTerms.Select(p => ClockIndex(p.Clock))];
        _clockOfSequence = [.. Sequences.Select(p => ClockIndex(p.OrderClock))];
    }

    /// <summary>All of them, in the order of their files.</summary>
    public IReadOnlyList<RulePlan> All { get; }

    public IReadOnlyList<MatchPlan> Matches { get; }

    public IReadOnlyList<WindowPlan> Windows { get; }

    public IReadOnlyList<SequencePlan> Sequences { get; }

    public IReadOnlyList<NewTermsPlan> NewTerms { get; }

    /// <summary>The distinct clocks that the rules go by.</summary>
    public IReadOnlyList<RuleClock> Clocks { get; }

    /// <summary>The place among <see cref="Clocks"/> of a match rule's clock.</summary>
    public int ClockOfMatch(int index) => _clockOfMatch[index];

    /// <summary>The place among <see cref="Clocks"/> of a windowed rule's clock.</summary>
    public int ClockOfWindow(int index) => _clockOfWindow[index];

    /// <summary>The place among <see cref="Clocks"/> of the clock that a sequence rule orders by.</summary>
    public int ClockOfSequence(int index) => _clockOfSequence[index];

    /// <summary>The place among <see cref="Clocks"/> of a new-terms rule's clock.</summary>
    public int ClockOfNewTerms(int index) => _clockOfNewTerms[index];

    /// <summary>The same rules without those that decide for each event by themselves.</summary>
    public CompiledRules Stateful() => new(All.Where(p => p is not MatchPlan));

    private int ClockIndex(RuleClock clock)
    {
        for (var i = 0; i < Clocks.Count; i++)
        {
            if (Clocks[i].Key == clock.Key)
                return i;
        }

        throw new InvalidOperationException("every plan's clock is among the clocks");
    }
}
