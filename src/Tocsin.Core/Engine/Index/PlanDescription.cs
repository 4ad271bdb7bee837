using System.Globalization;
using System.Text;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>Says in words what a rule became: which indices it sees and by what its events are found.</summary>
internal sealed class PlanDescription
{
    private const int AtomsShown = 12;

    private readonly Clause[] _clauses;

    private PlanDescription(RulePlan plan, Clause[] clauses)
    {
        _clauses = clauses;
        Indices = plan.Indices.Patterns;
        Kind = plan switch
        {
            MatchPlan => "match: decides for each event by itself",
            WindowPlan => "window: evaluated over the events of each run's window",
            SequencePlan { IsSample: true } => "sample: joins events of one window",
            SequencePlan => "sequence: joins events in the order of time",
            _ => "new terms: remembers when values were seen",
        };
        Clauses = [.. clauses.Take(RuleIndex.RowsMax).Select(Describe)];
    }

    /// <summary>The index patterns.</summary>
    public IReadOnlyList<string> Indices { get; }

    /// <summary>How the rule is evaluated.</summary>
    public string Kind { get; }

    /// <summary>What must hold of an event, all of it, before the rule is asked; empty where it is asked of every event of its indices.</summary>
    public IReadOnlyList<string> Clauses { get; }

    /// <summary>Whether no event can concern the rule.</summary>
    public bool IsNever => _clauses.Length > 0 && _clauses[0].Atoms.Length == 0;

    /// <summary>The description of a rule.</summary>
    public static PlanDescription Of(RulePlan plan) => new(plan, PlanClauses.Of(plan));

    /// <summary>As text, one thing a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Kind}\n");
        text.Append(CultureInfo.InvariantCulture, $"events of {string.Join(", ", Indices)}\n");
        if (Clauses.Count == 0)
            text.Append("asked of every event of its indices: no condition could be found that an index can look up\n");
        if (IsNever)
            return text.Append("asked of no event: its condition cannot hold\n").ToString();
        foreach (var clause in Clauses)
            text.Append(CultureInfo.InvariantCulture, $"asked only where {clause}\n");
        return text.ToString();
    }

    private static string Describe(Clause clause)
    {
        var shown = clause.Atoms.Take(AtomsShown).Select(Describe).ToList();
        if (clause.Atoms.Length > AtomsShown)
            shown.Add($"{clause.Atoms.Length - AtomsShown} more");
        return string.Join(", or ", shown);
    }

    private static string Describe(Atom atom) =>
        atom.Kind switch
        {
            AtomKind.Present => $"`{atom.Path}` has a value",
            AtomKind.Text => $"`{atom.Path}` is {MatcherKey.Quote(atom.Text)}",
            AtomKind.Literal when atom.Place == AffixKind.StartsWith =>
                $"`{atom.Path}` begins with {MatcherKey.Quote(atom.Text)}",
            AtomKind.Literal when atom.Place == AffixKind.EndsWith =>
                $"`{atom.Path}` ends with {MatcherKey.Quote(atom.Text)}",
            AtomKind.Literal => $"`{atom.Path}` holds {MatcherKey.Quote(atom.Text)}",
            AtomKind.Constant => $"`{atom.Path}` is {ValueText.Format(atom.Constant)}",
            AtomKind.NoText => $"`{atom.Path}` is no text",
            _ => $"`{atom.Path}` is not all ASCII",
        };
}
