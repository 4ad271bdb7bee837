using System.Runtime.InteropServices;

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
    public static Clause[] One(params ReadOnlySpan<Atom> atoms) => [Clause.Of(atoms)];

    /// <summary>What is known where several conditions hold: the cheapest of all clauses.</summary>
    public static Clause[] All(params ReadOnlySpan<Clause[]> parts)
    {
        var sorted = new List<Clause>();
        foreach (var part in parts)
        {
            foreach (var clause in part)
                Insert(sorted, clause);
        }

        var kept = new List<Clause>(CountMax);
        foreach (var clause in sorted)
        {
            if (kept.Count < CountMax && !kept.Exists(k => Covers(k, clause)))
                kept.Add(clause);
        }

        return [.. kept];
    }

    /// <summary>Puts a clause behind those that cost as much: of equal clauses the one written first is kept.</summary>
    private static void Insert(List<Clause> sorted, Clause clause)
    {
        var place = sorted.Count;
        while (place > 0 && sorted[place - 1].Cost > clause.Cost)
            place--;
        sorted.Insert(place, clause);
    }

    /// <summary>What is known where one of several conditions holds: clauses side by side are united, the cheapest first.</summary>
    public static Clause[] Any(params ReadOnlySpan<Clause[]> parts)
    {
        var count = 0;
        foreach (var part in parts)
        {
            if (part.Length == 0)
                return None;
            count = Math.Max(count, part.Length);
        }

        var united = new List<Clause>(count);
        var atoms = new List<Atom>();
        for (var i = 0; i < count; i++)
        {
            atoms.Clear();
            foreach (var part in parts)
                atoms.AddRange(part[Math.Min(i, part.Length - 1)].Atoms);
            var clause = Clause.Of(CollectionsMarshal.AsSpan(atoms));
            if (clause.Atoms.Length <= AtomsMax && !united.Exists(u => Covers(u, clause)))
                united.Add(clause);
        }

        return [.. united];
    }

    /// <summary>Whether a clause says all that another says.</summary>
    private static bool Covers(Clause stronger, Clause weaker) =>
        stronger.Atoms.Length <= weaker.Atoms.Length
        && Array.TrueForAll(stronger.Atoms, atom => Array.IndexOf(weaker.Atoms, atom) >= 0);
}
