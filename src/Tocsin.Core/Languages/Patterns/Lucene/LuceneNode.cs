namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>A part of a Lucene regular expression: a language over code points.</summary>
/// <param name="Depth">How many levels of parts it has, itself included; bounds every recursion over the tree.</param>
internal abstract record LuceneNode(int Depth)
{
    /// <summary>The language of the empty text alone.</summary>
    public static readonly LuceneNode Empty = new LuceneEmpty();

    /// <summary>The language without any text.</summary>
    public static readonly LuceneNode Nothing = new LuceneSet(CodePointSet.None);

    /// <summary>Every text.</summary>
    public static readonly LuceneNode AnyString = new LuceneRepeat(new LuceneSet(CodePointSet.All), 0, null);

    /// <summary>Parts one behind the other.</summary>
    public static LuceneNode Concat(IReadOnlyList<LuceneNode> parts) =>
        parts.Count == 1 ? parts[0] : new LuceneConcat(parts);

    /// <summary>Any of several parts.</summary>
    public static LuceneNode Union(IReadOnlyList<LuceneNode> parts) =>
        parts.Count == 1 ? parts[0] : new LuceneUnion(parts);

    /// <summary>What all of several parts have in common.</summary>
    public static LuceneNode Intersection(IReadOnlyList<LuceneNode> parts) =>
        parts.Count == 1 ? parts[0] : new LuceneIntersection(parts);

    /// <summary>Levels of the deepest of several parts.</summary>
    protected static int DepthOf(IReadOnlyList<LuceneNode> parts) => parts.Max(p => p.Depth);
}

/// <summary>The empty text.</summary>
internal sealed record LuceneEmpty() : LuceneNode(1);

/// <summary>One code point of a set.</summary>
internal sealed record LuceneSet(CodePointSet Set) : LuceneNode(1);

/// <summary>One code point; with the other case of an ASCII letter if <paramref name="IgnoreCase"/>.</summary>
internal sealed record LuceneCharacter(int CodePoint, bool IgnoreCase) : LuceneNode(1);

/// <summary>Parts one behind the other.</summary>
internal sealed record LuceneConcat(IReadOnlyList<LuceneNode> Parts) : LuceneNode(DepthOf(Parts) + 1);

/// <summary>Any of the parts.</summary>
internal sealed record LuceneUnion(IReadOnlyList<LuceneNode> Parts) : LuceneNode(DepthOf(Parts) + 1);

/// <summary>What all parts have in common.</summary>
internal sealed record LuceneIntersection(IReadOnlyList<LuceneNode> Parts) : LuceneNode(DepthOf(Parts) + 1);

/// <summary>Every text that the part does not hold.</summary>
internal sealed record LuceneComplement(LuceneNode Part) : LuceneNode(Part.Depth + 1);

/// <summary>The part so many times in a row; no limit if <paramref name="Max"/> is null. A maximum below the minimum is no text at all.</summary>
internal sealed record LuceneRepeat(LuceneNode Part, int Min, int? Max) : LuceneNode(Part.Depth + 1);
