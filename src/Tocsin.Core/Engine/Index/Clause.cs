namespace Tocsin.Core.Engine.Index;

/// <summary>A necessary condition of a rule: an event that the rule concerns makes at least one of the atoms true.</summary>
/// <remarks>Without atoms no event can. Never a sufficient condition: a candidate is still evaluated.</remarks>
internal sealed class Clause
{
    private const int FewMax = 8;

    private Clause(Atom[] atoms, double cost)
    {
        Atoms = atoms;
        Cost = cost;
    }

    /// <summary>The atoms, each once.</summary>
    public Atom[] Atoms { get; }

    /// <summary>The share of events that may make it true, as far as that can be guessed: 0 to 1.</summary>
    public double Cost { get; }

    /// <summary>A clause of one atom.</summary>
    public static Clause Of(Atom atom) => new([atom], CostOf(atom));

    /// <summary>A clause of some atoms.</summary>
    /// <param name="atoms">In any order, repeats allowed.</param>
    public static Clause Of(ReadOnlySpan<Atom> atoms)
    {
        if (atoms.Length == 1)
            return Of(atoms[0]);
        var distinct = new Atom[atoms.Length];
        var count = 0;
        var seen = atoms.Length > FewMax ? new HashSet<Atom>(atoms.Length) : null;
        var hasPresence = false;
        foreach (var atom in atoms)
        {
            if (seen is null ? Array.IndexOf(distinct, atom, 0, count) >= 0 : !seen.Add(atom))
                continue;
            distinct[count++] = atom;
            hasPresence |= atom.Kind == AtomKind.Present;
        }

        if (hasPresence)
            count = WithoutCovered(distinct, count);
        Array.Resize(ref distinct, count);
        // The more atoms, the likelier one of them; as if they had nothing to do with each other.
        var none = 1.0;
        foreach (var atom in distinct)
            none *= 1 - atom.Cost;
        return new(distinct, 1 - none);
    }

    /// <summary>What a clause of one atom costs.</summary>
    public static double CostOf(Atom atom) => 1 - (1 - atom.Cost);

    /// <summary>Presence makes every other question about the field needless.</summary>
    private static int WithoutCovered(Atom[] atoms, int count)
    {
        var present = new HashSet<int>();
        for (var i = 0; i < count; i++)
        {
            if (atoms[i].Kind == AtomKind.Present)
                present.Add(atoms[i].Slot);
        }

        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (atoms[i].Kind == AtomKind.Present || !present.Contains(atoms[i].Slot))
                atoms[kept++] = atoms[i];
        }

        return kept;
    }
}
