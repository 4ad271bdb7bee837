namespace Tocsin.Core.Engine.Index;

/// <summary>Which bytes of a literal are seldom met: those that a search looks for first.</summary>
internal static class GramRarity
{
    /// <summary>The most frequent letters of names and paths, most frequent first.</summary>
    private static ReadOnlySpan<byte> Frequent => "esiortnaclmdp/\\. -u"u8;

    private static ReadOnlySpan<byte> Rare => "zqxjkvwyb"u8;

    /// <summary>Where the rarest run of some bytes begins; the last of several, since names begin alike.</summary>
    public static int RarestOf(ReadOnlySpan<byte> literal, int size)
    {
        var best = 0;
        var bestScore = -1;
        for (var offset = 0; offset + size <= literal.Length; offset++)
        {
            var score = 0;
            foreach (var unit in literal.Slice(offset, size))
                score += ScoreOf(unit);
            if (score < bestScore)
                continue;
            (best, bestScore) = (offset, score);
        }

        return best;
    }

    private static int ScoreOf(byte unit)
    {
        var place = Frequent.IndexOf(unit);
        if (place >= 0)
            return place < 8 ? 1 : 2;
        return Rare.Contains(unit) ? 5 : 4;
    }
}
