using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Scan;

/// <summary>The book of a run: for each rule the ticks that were due and what came of them. Nothing is lost without standing here.</summary>
internal sealed class ScheduleLedger
{
    private readonly Dictionary<Rule, LedgerEntry> _entries = new(ReferenceEqualityComparer.Instance);

    /// <param name="plans">The rules, in the order in which they are listed.</param>
    public ScheduleLedger(IEnumerable<RulePlan> plans)
    {
        Entries = [.. plans.Select(p => new LedgerEntry(p.Rule))];
        foreach (var entry in Entries)
            _entries.TryAdd(entry.Rule, entry);
    }

    /// <summary>An entry for each rule, in the order of the rules.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>Enters the ticks that were due.</summary>
    public void Add(IEnumerable<RuleTicks> ticks)
    {
        foreach (var rule in ticks)
        {
            var entry = Of(rule.Plan.Rule);
            entry.Due = entry.Evaluated = rule.Due;
            entry.Late = rule.Late;
            entry.Range = rule.Due > 0 ? (rule.First, rule.Last) : null;
        }
    }

    /// <summary>The entry of a rule.</summary>
    public LedgerEntry Of(Rule rule) => _entries[rule];
}

/// <summary>What came of the ticks of a rule.</summary>
internal sealed class LedgerEntry(Rule rule)
{
    private readonly SortedDictionary<long, LedgerTick> _ticks = [];

    public Rule Rule => rule;

    /// <summary>The first and the last tick that were due, milliseconds since 1970; null where none was.</summary>
    public (long First, long Last)? Range { get; set; }

    /// <summary>How many ticks were due.</summary>
    public long Due { get; set; }

    /// <summary>How many were evaluated; a tick that is known to see nothing counts.</summary>
    public long Evaluated { get; set; }

    /// <summary>Parts of the input that came after the ticks that should have seen them.</summary>
    public long Late { get; set; }

    /// <summary>The ticks at which something was found, in order.</summary>
    public IReadOnlyCollection<KeyValuePair<long, LedgerTick>> Ticks => _ticks;

    /// <summary>What the rule found before duplicates, suppression and cuts, over all ticks.</summary>
    public long Hits => _ticks.Values.Sum(t => t.Hits);

    /// <summary>Alerts that were created; building blocks of sequences not counted.</summary>
    public long Alerts => _ticks.Values.Sum(t => t.Alerts);

    /// <summary>Alerts that were folded into others.</summary>
    public long Suppressed => _ticks.Values.Sum(t => t.Suppressed);

    /// <summary>Runs that <c>max_signals</c> cut short.</summary>
    public long Cuts => _ticks.Values.Count(t => t.WasCut);

    /// <summary>Runs that left time unseen.</summary>
    public long Gaps => _ticks.Values.Count(t => t.HadGap);

    /// <summary>Forgets what came of all ticks.</summary>
    public void Clear() => _ticks.Clear();

    /// <summary>What came of a tick; made when first asked for.</summary>
    public LedgerTick At(long tick)
    {
        if (!_ticks.TryGetValue(tick, out var entry))
            _ticks[tick] = entry = new();
        return entry;
    }
}

/// <summary>What came of one tick of a rule.</summary>
internal sealed class LedgerTick
{
    public long Hits { get; set; }

    public long Alerts { get; set; }

    public long Suppressed { get; set; }

    public bool WasCut { get; set; }

    public bool HadGap { get; set; }
}
