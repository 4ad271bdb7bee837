namespace Tocsin.Core.Scenarios;

/// <summary>Pairs each of one kind with one of another, as many as possible (Kuhn's algorithm).</summary>
internal static class BipartiteMatching
{
    /// <summary>For each of the left the place of its partner on the right, or -1.</summary>
    /// <param name="left">How many there are on the left; earlier ones are served first.</param>
    /// <param name="right">How many there are on the right.</param>
    /// <param name="fits">Whether two may be a pair.</param>
    public static int[] Find(int left, int right, Func<int, int, bool> fits)
    {
        var partners = new int[right];
        Array.Fill(partners, -1);
        var graph = new List<int>[left];
        for (var i = 0; i < left; i++)
        {
            graph[i] = [];
            for (var j = 0; j < right; j++)
            {
                if (fits(i, j))
                    graph[i].Add(j);
            }
        }

        for (var i = 0; i < left; i++)
            TryPair(i, graph, partners, new bool[right]);
        var found = new int[left];
        Array.Fill(found, -1);
        for (var j = 0; j < right; j++)
        {
            if (partners[j] >= 0)
                found[partners[j]] = j;
        }

        return found;
    }

    private static bool TryPair(int from, List<int>[] graph, int[] partners, bool[] tried)
    {
        foreach (var to in graph[from])
        {
            if (tried[to])
                continue;
            tried[to] = true;
            if (partners[to] >= 0 && !TryPair(partners[to], graph, partners, tried))
                continue;
            partners[to] = from;
            return true;
        }

        return false;
    }
}
