namespace Tocsin.Core.Diagnostics;

/// <summary>Finds the name that a user most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits from <paramref name="wanted"/>, or null when none is near (a third of its length, at most 4).</summary>
    public static string? Find(string wanted, IEnumerable<string> candidates)
    {
        var limit = Math.Clamp(wanted.Length / 3, 1, 4);
        string? best = null;
        var bestDistance = limit + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - wanted.Length) >= bestDistance)
                continue;
            var distance = Distance(wanted, candidate, bestDistance);
            if (distance < bestDistance || (distance == bestDistance && string.CompareOrdinal(candidate, best) < 0))
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return bestDistance <= limit ? best : null;
    }

    /// <summary>Edit distance with neighbouring letters swapped counting one; case differences are free.</summary>
    private static int Distance(string a, string b, int bound)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var rowMin = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var cost = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost = Math.Min(cost, beforeLast[j - 2] + 1);
                row[j] = cost;
                rowMin = Math.Min(rowMin, cost);
            }

            if (rowMin > bound)
                return rowMin;
            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
