namespace Tocsin.Core.Text;

/// <summary>A run of UTF-16 code units of a <see cref="SourceText"/>, from <paramref name="Start"/> for <paramref name="Length"/> units.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The position behind the last unit.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that holds both.</summary>
    public static TextSpan Cover(TextSpan first, TextSpan second)
    {
        var start = Math.Min(first.Start, second.Start);
        return new(start, Math.Max(first.End, second.End) - start);
    }

    /// <summary>The span between two positions, <paramref name="end"/> not included.</summary>
    public static TextSpan FromBounds(int start, int end) => new(start, Math.Max(0, end - start));
}
