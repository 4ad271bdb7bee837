using System.Globalization;

namespace Tocsin.Core.Engine.Index;

/// <summary>What an index can do for a set of rules.</summary>
/// <param name="Rules">How many rules there are.</param>
/// <param name="Unindexed">How many are asked of every event of their indices.</param>
/// <param name="OnlyPresence">How many have no better clause than that a field has a value.</param>
/// <param name="Never">How many no event can concern.</param>
/// <param name="Clauses">How many clauses are kept.</param>
/// <param name="Atoms">How many different atoms they have.</param>
/// <param name="Fields">How many fields are asked.</param>
internal sealed record IndexStatistics(
    int Rules,
    int Unindexed,
    int OnlyPresence,
    int Never,
    int Clauses,
    int Atoms,
    int Fields
)
{
    /// <summary>The statistics of some rules.</summary>
    public static IndexStatistics Of(IEnumerable<RulePlan> plans)
    {
        var clauses = plans.Select(p => PlanClauses.Of(p).Take(RuleIndex.RowsMax).ToArray()).ToList();
        var kept = clauses.SelectMany(c => c).ToList();
        var atoms = kept.SelectMany(c => c.Atoms).ToHashSet();
        return new(
            clauses.Count,
            clauses.Count(c => c.Length == 0),
            clauses.Count(c => c.Length > 0 && c[0].Atoms.Length > 0 && c.All(HasPresence)),
            clauses.Count(c => c.Length > 0 && c[0].Atoms.Length == 0),
            kept.Count,
            atoms.Count,
            atoms.Select(a => a.Slot).Distinct().Count()
        );
    }

    private static bool HasPresence(Clause clause) => clause.Atoms.Any(a => a.Kind == AtomKind.Present);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Rules} rules: {Unindexed} asked of every event of their indices, {OnlyPresence} of those that have some field, {Never} of none; "
                + $"{Clauses} clauses of {Atoms} atoms over {Fields} fields"
        );
}
