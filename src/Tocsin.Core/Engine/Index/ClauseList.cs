namespace Tocsin.Core.Engine.Index;

/// <summary>Clauses that all hold together, cheapest first: what is known of the events that satisfy a condition.</summary>
internal static class ClauseList
{
    /// <summary>How many are kept while a condition is looked at; an index may keep fewer.</summary>
    public const int CountMax = 4;

    /// <summary>A clause of more atoms than this is not worth its room.</summary>
    public const int AtomsMax = 4096;

    /// <summary>Nothing is known.</summary>
    public static readonly Clause[] None = [];

    /// <summary>No event satisfies the condition.</summary>
    public static readonly Clause[] Never = [Clause.Of([])];

    /// <summary>One clause.</summary>
    public static Clause[] One(IEnumerable<Atom> atoms) => [Clause.Of(atoms)];

    /// <summary>What is known where several conditions hold: the cheapest of all clauses.</summary>
    public static Clause[] All(IEnumerable<Clause[]> parts)
    {
        var sorted = new List<Clause>();
        foreach (var part in parts)
        {
            foreach (var clause in part)
                Insert(sorted, clause);
        }

        var kept = new List<Clause>();
        foreach (var clause in sorted)
        {
            if (kept.Count < CountMax && !kept.Exists(k => Covers(k, clause)))
                kept.Add(clause);
        }

        return [.. kept];
    }

    /// <summary>What is known where one of several conditions holds: clauses side by side are united, the cheapest first.</summary>
    public static Clause[] Any(IReadOnlyList<Clause[]> parts)
    {
        var count = 0;
        foreach (var part in parts)
        {
            if (part.Length == 0)
                return None;
            count = Math.Max(count, part.Length);
        }

        var united = new List<Clause>(count);
        for (var i = 0; i < count; i++)
        {
            var clause = Clause.Of(parts.SelectMany(p => p[Math.Min(i, p.Length - 1)].Atoms));
            if (clause.Atoms.Count <= AtomsMax && !united.Exists(u => Covers(u, clause)))
                united.Add(clause);
        }

        return [.. united];
    }

    /// <summary>Puts a clause behind those that cost no more: of equal clauses the one written first stays first.</summary>
    private static void Insert(List<Clause> sorted, Clause clause)
    {
        var place = sorted.Count;
        while (place > 0 && sorted[place - 1].Cost > clause.Cost)
            place--;
        sorted.Insert(place, clause);
    }

    /// <summary>Whether a clause says all that another says.</summary>
    private static bool Covers(Clause stronger, Clause weaker) =>
        stronger.Atoms.Count <= weaker.Atoms.Count && stronger.Atoms.All(weaker.Atoms.Contains);
}
