namespace Tocsin.Core.Languages.Patterns;

/// <summary>A pattern of literals, <c>*</c> (any run of characters, also none, also line breaks) and <c>?</c> (one code point) that covers a whole value.</summary>
/// <remarks>
/// <para>Works on UTF-8 bytes. The part before the first star and the part behind the last are anchored; those in between are looked for from
/// left to right, and the first place is always right, so there is no backtracking: a pattern of <i>m</i> bytes costs at most <i>m</i>
/// comparisons for each byte of the value, whatever they hold.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
internal sealed class WildcardPattern
{
    private readonly WildcardSegment[] _segments;
    private readonly Shape _shape;

    private WildcardPattern(WildcardSegment[] segments)
    {
        _segments = segments;
        _shape = ShapeOf(segments);
    }

    private enum Shape
    {
        Exact,
        StartsWith,
        EndsWith,
        Contains,
        Everything,
        General,
    }

    /// <summary>The pattern in the <see cref="WildcardDialect.Like"/> dialect, runs of stars as one: equal exactly for equal patterns.</summary>
    public string Key => string.Join('*', _segments.Select(s => s.Key));

    /// <summary>Whether there is no wildcard in it: only <see cref="LongestLiteral"/> matches.</summary>
    public bool IsExact => _shape == Shape.Exact;

    /// <summary>Whether it matches every value.</summary>
    public bool IsEverything => _shape == Shape.Everything;

    /// <summary>The literals between wildcards, in order, as UTF-8; none is empty. A value that matches holds all of them.</summary>
    public IReadOnlyList<byte[]> Literals => [.. _segments.SelectMany(s => s.Literals)];

    /// <summary>What each matching value begins with; may be empty.</summary>
    public ReadOnlyMemory<byte> Prefix => _segments[0].LeadingLiteral;

    /// <summary>What each matching value ends with; may be empty.</summary>
    public ReadOnlyMemory<byte> Suffix => _segments[^1].TrailingLiteral;

    /// <summary>The longest of <see cref="Literals"/>, the first of several; empty if there is none.</summary>
    public byte[] LongestLiteral =>
        Literals.Aggregate(Array.Empty<byte>(), (best, next) => next.Length > best.Length ? next : best);

    /// <summary>Reads a pattern. A backslash that quotes nothing stands for itself.</summary>
    public static WildcardPattern Parse(string text, WildcardDialect dialect) => Parse(text, dialect, out _);

    /// <summary>Reads a pattern; a backslash at the end or before a character that needs none is an error (ES|QL specification, 15.1).</summary>
    public static bool TryParse(
        string text,
        WildcardDialect dialect,
        out WildcardPattern pattern,
        out PatternError? error
    )
    {
        pattern = Parse(text, dialect, out error);
        return error is null;
    }

    /// <summary>A pattern from the texts between its stars; two empty texts are a lone star, one text is a pattern without any.</summary>
    public static WildcardPattern FromSegments(IReadOnlyList<string> literalsBetweenStars)
    {
        var builder = new Builder(literalsBetweenStars.Max(l => l.Length));
        for (var i = 0; i < literalsBetweenStars.Count; i++)
        {
            if (i > 0)
                builder.AddStar();
            builder.AddLiteral(literalsBetweenStars[i]);
        }

        return builder.ToPattern();
    }

    /// <summary>Whether the whole text fits.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text, bool ignoreCase)
    {
        switch (_shape)
        {
            case Shape.Everything:
                return true;
            case Shape.Exact:
                return _segments[0].IsEmpty
                    ? text.Length == 0
                    : _segments[0].MatchAt(text, 0, ignoreCase) == text.Length;
            case Shape.StartsWith:
                return _segments[0].MatchAt(text, 0, ignoreCase) >= 0;
            case Shape.EndsWith:
                return _segments[^1].MatchAtEnd(text, 0, ignoreCase) >= 0;
            case Shape.Contains:
                return _segments[1].FindEnd(text, 0, ignoreCase) >= 0;
            default:
                return IsGeneralMatch(text, ignoreCase);
        }
    }

    private bool IsGeneralMatch(ReadOnlySpan<byte> text, bool ignoreCase)
    {
        var position = _segments[0].MatchAt(text, 0, ignoreCase);
        if (position < 0)
            return false;
        if (_segments.Length == 1)
            return position == text.Length;
        // The end first: it is the cheapest to refute, and what stands between must not reach into it.
        var end = _segments[^1].MatchAtEnd(text, position, ignoreCase);
        if (end < 0)
            return false;
        var middle = text[..end];
        for (var i = 1; i < _segments.Length - 1; i++)
        {
            position = _segments[i].FindEnd(middle, position, ignoreCase);
            if (position < 0)
                return false;
        }

        return true;
    }

    private static WildcardPattern Parse(string text, WildcardDialect dialect, out PatternError? error)
    {
        error = null;
        var builder = new Builder(text.Length);
        var special = dialect switch
        {
            WildcardDialect.Kql => "*",
            WildcardDialect.Like => @"*?\",
            _ => "*?",
        };
        var position = 0;
        while (position < text.Length)
        {
            var current = text[position];
            if (current == '*')
            {
                builder.AddStar();
                position++;
                continue;
            }

            if (current == '?' && dialect != WildcardDialect.Kql)
            {
                builder.AddAny();
                position++;
                continue;
            }

            if (current == '\\' && dialect == WildcardDialect.Like)
            {
                if (position + 1 == text.Length)
                    error ??= new("a backslash at the end of a pattern quotes nothing", position);
                else
                {
                    position++;
                    if (text[position] is not ('*' or '?' or '\\'))
                        error ??= new(@"only `*`, `?` and `\` can be quoted by a backslash", position - 1);
                }
            }

            // What stands here is a literal, quoted or not, and so is all up to the next special character.
            var length = text.AsSpan(position + 1).IndexOfAny(special) + 1;
            var literal = length > 0 ? text.AsSpan(position, length) : text.AsSpan(position);
            builder.AddLiteral(literal);
            position += literal.Length;
        }

        return builder.ToPattern();
    }

    private static Shape ShapeOf(WildcardSegment[] segments) =>
        segments switch
        {
            [var only] => only.IsEmpty || only.IsLiteral ? Shape.Exact : Shape.General,
            [{ IsEmpty: true }, { IsEmpty: true }] => Shape.Everything,
            [_, { IsEmpty: true }] => Shape.StartsWith,
            [{ IsEmpty: true }, _] => Shape.EndsWith,
            [{ IsEmpty: true }, _, { IsEmpty: true }] => Shape.Contains,
            _ => Shape.General,
        };

    /// <summary>Collects the parts of a pattern.</summary>
    /// <param name="lengthMax">No segment has more characters.</param>
    private sealed class Builder(int lengthMax)
    {
        private readonly List<WildcardSegment> _segments = [];
        private readonly WildcardSegment.Builder _current = new(lengthMax);

        public void AddStar()
        {
            // `**` is `*`.
            if (_segments.Count == 0 || !_current.IsEmpty)
                _segments.Add(_current.ToSegment());
        }

        public void AddAny() => _current.AddAny();

        public void AddLiteral(ReadOnlySpan<char> text) => _current.AddLiteral(text);

        public WildcardPattern ToPattern() => new([.. _segments, _current.ToSegment()]);
    }
}
