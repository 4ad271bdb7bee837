using System.Text;

namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>Closes sets of code points over case.</summary>
internal static class CaseVariants
{
    private const int LastCased = 0x1FFFF;

    /// <summary>Groups of code points that differ in case only; computed once.</summary>
    private static readonly Lazy<IReadOnlyList<int[]>> Groups = new(FindGroups);

    /// <summary>The set with all variants of its members.</summary>
    public static CodePointSet Close(CodePointSet set, CaseFolding folding)
    {
        switch (folding)
        {
            case CaseFolding.None:
                return set;
            case CaseFolding.Ascii:
                var lower = set.Intersect(CodePointSet.Of(('a', 'z'))).Ranges.Select(r => (r.First - 32, r.Last - 32));
                var upper = set.Intersect(CodePointSet.Of(('A', 'Z'))).Ranges.Select(r => (r.First + 32, r.Last + 32));
                return CodePointSet.Of([.. set.Ranges, .. lower, .. upper]);
            default:
                var all = new List<(int, int)>(set.Ranges);
                foreach (var group in Groups.Value)
                {
                    if (!HoldsAny(set, group))
                        continue;
                    foreach (var codePoint in group)
                        all.Add((codePoint, codePoint));
                }

                return CodePointSet.Of([.. all]);
        }
    }

    private static bool HoldsAny(CodePointSet set, int[] codePoints)
    {
        foreach (var codePoint in codePoints)
        {
            if (set.Contains(codePoint))
                return true;
        }

        return false;
    }

    private static List<int[]> FindGroups()
    {
        var groups = new Dictionary<int, List<int>>();
        for (var codePoint = 0; codePoint <= LastCased; codePoint++)
        {
            if (!Rune.TryCreate(codePoint, out var rune))
                continue;
            // The upper case on the way brings together letters such as the two small sigmas.
            var key = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).Value;
            if (key == codePoint && Rune.ToUpperInvariant(rune) == rune)
                continue;
            if (!groups.TryGetValue(key, out var members))
                groups.Add(key, members = [key]);
            if (key != codePoint)
                members.Add(codePoint);
        }

        return [.. groups.Values.Where(g => g.Count > 1).Select(g => g.ToArray())];
    }
}
