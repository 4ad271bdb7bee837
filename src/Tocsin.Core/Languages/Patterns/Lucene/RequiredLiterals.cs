using System.Text;

namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Finds literals of which every text of an expression holds at least one.</summary>
internal static class RequiredLiterals
{
    private const int AlternativesMax = 32;
    private static readonly byte[][] None = [];

    /// <summary>The literals as UTF-8; empty if nothing is known. Letters of parts that ignore case are in lower case.</summary>
    public static byte[][] Of(LuceneNode node)
    {
        switch (node)
        {
            case LuceneCharacter character:
                return [Encode([character])];
            case LuceneConcat concat:
                return OfConcat(concat);
            case LuceneUnion union:
                return OfUnion(union);
            case LuceneIntersection intersection:
                return intersection.Parts.Select(Of).Aggregate(None, Better);
            case LuceneRepeat { Min: > 0 } repeat when !(repeat.Max < repeat.Min):
                return Of(repeat.Part);
            default:
                return None;
        }
    }

    private static byte[][] OfConcat(LuceneConcat concat)
    {
        var best = None;
        var run = new List<LuceneCharacter>();
        foreach (var part in Flatten(concat))
        {
            if (part is LuceneCharacter character)
            {
                run.Add(character);
                continue;
            }

            best = Better(best, run.Count == 0 ? None : [Encode(run)]);
            run.Clear();
            best = Better(best, Of(part));
        }

        return Better(best, run.Count == 0 ? None : [Encode(run)]);
    }

    private static IEnumerable<LuceneNode> Flatten(LuceneConcat concat) =>
        concat.Parts.SelectMany(p => p is LuceneConcat inner ? Flatten(inner) : [p]);

    private static byte[][] OfUnion(LuceneUnion union)
    {
        var all = new List<byte[]>();
        foreach (var part in union.Parts)
        {
            var literals = Of(part);
            if (literals.Length == 0)
                return None;
            all.AddRange(literals);
            if (all.Count > AlternativesMax)
                return None;
        }

        return [.. all];
    }

    /// <summary>The one whose shortest literal is longer: it excludes more.</summary>
    private static byte[][] Better(byte[][] left, byte[][] right) =>
        right.Length > 0 && (left.Length == 0 || right.Min(l => l.Length) > left.Min(l => l.Length)) ? right : left;

    private static byte[] Encode(List<LuceneCharacter> characters)
    {
        var text = new StringBuilder();
        foreach (var character in characters)
        {
            if (Rune.TryCreate(character.CodePoint, out var rune))
                text.Append(rune);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return characters.Any(c => c.IgnoreCase) ? AsciiCase.Fold(bytes) : bytes;
    }
}
