namespace Tocsin.Core.Engine.Index;

/// <summary>A necessary condition of a rule: an event that the rule concerns makes at least one of the atoms true.</summary>
/// <remarks>Without atoms no event can. Never a sufficient condition: a candidate is still evaluated.</remarks>
internal sealed class Clause
{
    private Clause(Atom[] atoms, double cost)
    {
        Atoms = atoms;
        Cost = cost;
    }

    /// <summary>The atoms, each once.</summary>
    public IReadOnlyList<Atom> Atoms { get; }

    /// <summary>The share of events that may make it true, as far as that can be guessed: 0 to 1.</summary>
    public double Cost { get; }

    /// <summary>A clause of some atoms.</summary>
    /// <param name="atoms">In any order, repeats allowed.</param>
    public static Clause Of(IEnumerable<Atom> atoms)
    {
        var distinct = atoms.Distinct().ToList();
        // Presence makes every other question about the field needless.
        var present = distinct.Where(a => a.Kind == AtomKind.Present).Select(a => a.Slot).ToHashSet();
        if (present.Count > 0)
            distinct.RemoveAll(a => a.Kind != AtomKind.Present && present.Contains(a.Slot));
        // The more atoms, the likelier one of them; as if they had nothing to do with each other.
        return new([.. distinct], 1 - distinct.Aggregate(1.0, (none, atom) => none * (1 - ClauseCosts.Of(atom))));
    }
}
