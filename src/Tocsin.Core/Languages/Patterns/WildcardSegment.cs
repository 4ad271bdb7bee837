using System.Text;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>What stands between two stars of a wildcard pattern: literals with runs of <c>?</c> before, between and after them.</summary>
/// <remarks>It covers a fixed number of code points, so the leftmost place where it fits is also the one that ends first.</remarks>
internal sealed class WildcardSegment
{
    private static readonly WildcardSegment Empty = new([], 0);

    private readonly Piece[] _pieces;
    private readonly int _trailing;

    private WildcardSegment(Piece[] pieces, int trailing)
    {
        _pieces = pieces;
        _trailing = trailing;
    }

    /// <summary>Whether it covers no character.</summary>
    public bool IsEmpty => _pieces.Length == 0 && _trailing == 0;

    /// <summary>Whether it is one literal without <c>?</c>.</summary>
    public bool IsLiteral => _pieces.Length == 1 && _pieces[0].Skip == 0 && _trailing == 0;

    /// <summary>The literals in order, none of them empty.</summary>
    public IEnumerable<byte[]> Literals => _pieces.Select(p => p.Exact);

    /// <summary>The literal that it begins with; empty if that is a <c>?</c>.</summary>
    public byte[] LeadingLiteral => _pieces.Length > 0 && _pieces[0].Skip == 0 ? _pieces[0].Exact : [];

    /// <summary>The literal that it ends with; empty if that is a <c>?</c>.</summary>
    public byte[] TrailingLiteral => _pieces.Length > 0 && _trailing == 0 ? _pieces[^1].Exact : [];

    /// <summary>The segment as it is written in the <see cref="WildcardDialect.Like"/> dialect.</summary>
    public string Key
    {
        get
        {
            var key = new StringBuilder();
            foreach (var piece in _pieces)
            {
                key.Append('?', piece.Skip);
                foreach (var c in Encoding.UTF8.GetString(piece.Exact))
                {
                    if (c is '*' or '?' or '\\')
                        key.Append('\\');
                    key.Append(c);
                }
            }

            return key.Append('?', _trailing).ToString();
        }
    }

    /// <summary>Where the segment ends if it stands at <paramref name="position"/>; -1 if it does not.</summary>
    public int MatchAt(ReadOnlySpan<byte> text, int position, bool ignoreCase)
    {
        foreach (var piece in _pieces)
        {
            position = SkipForward(text, position, piece.Skip);
            if (position < 0)
                return -1;
            var rest = text[position..];
            var fits = ignoreCase ? AsciiCase.StartsWithFolded(rest, piece.Folded) : rest.StartsWith(piece.Exact);
            if (!fits)
                return -1;
            position += piece.Exact.Length;
        }

        return SkipForward(text, position, _trailing);
    }

    /// <summary>Where the segment begins if it ends with the text and does not begin before <paramref name="earliest"/>; else -1.</summary>
    public int MatchAtEnd(ReadOnlySpan<byte> text, int earliest, bool ignoreCase)
    {
        var position = SkipBackward(text, text.Length, earliest, _trailing);
        for (var i = _pieces.Length - 1; i >= 0; i--)
        {
            var piece = _pieces[i];
            if (position < earliest + piece.Exact.Length)
                return -1;
            position -= piece.Exact.Length;
            var place = text.Slice(position, piece.Exact.Length);
            var fits = ignoreCase ? AsciiCase.EqualsFolded(place, piece.Folded) : place.SequenceEqual(piece.Exact);
            if (!fits)
                return -1;
            position = SkipBackward(text, position, earliest, piece.Skip);
        }

        return position;
    }

    /// <summary>The end of the first place at or after <paramref name="position"/> where the segment fits; -1 if there is none.</summary>
    public int FindEnd(ReadOnlySpan<byte> text, int position, bool ignoreCase)
    {
        if (_pieces.Length == 0)
            return SkipForward(text, position, _trailing);
        var first = _pieces[0];
        position = SkipForward(text, position, first.Skip);
        while (position >= 0)
        {
            var rest = text[position..];
            var found = ignoreCase ? AsciiCase.IndexOfFolded(rest, first.Folded) : rest.IndexOf(first.Exact);
            if (found < 0)
                return -1;
            var end = MatchAfterFirst(text, position + found + first.Exact.Length, ignoreCase);
            if (end >= 0)
                return end;
            position += found + 1;
        }

        return -1;
    }

    private int MatchAfterFirst(ReadOnlySpan<byte> text, int position, bool ignoreCase)
    {
        for (var i = 1; i < _pieces.Length; i++)
        {
            var piece = _pieces[i];
            position = SkipForward(text, position, piece.Skip);
            if (position < 0)
                return -1;
            var rest = text[position..];
            var fits = ignoreCase ? AsciiCase.StartsWithFolded(rest, piece.Folded) : rest.StartsWith(piece.Exact);
            if (!fits)
                return -1;
            position += piece.Exact.Length;
        }

        return SkipForward(text, position, _trailing);
    }

    private static int SkipForward(ReadOnlySpan<byte> text, int position, int count)
    {
        for (; count > 0; count--)
        {
            if (position >= text.Length)
                return -1;
            position += Utf8Steps.Forward(text, position);
        }

        return position;
    }

    private static int SkipBackward(ReadOnlySpan<byte> text, int position, int earliest, int count)
    {
        for (; count > 0; count--)
        {
            if (position <= earliest)
                return -1;
            position -= Utf8Steps.Backward(text, position);
        }

        return position < earliest ? -1 : position;
    }

    /// <param name="Skip">How many code points of any kind stand before the literal.</param>
    /// <param name="Exact">The literal.</param>
    /// <param name="Folded">The literal with its ASCII letters in lower case.</param>
    private readonly record struct Piece(int Skip, byte[] Exact, byte[] Folded);

    /// <summary>Collects the parts of one segment after the other.</summary>
    /// <param name="lengthMax">No segment has more characters.</param>
    public sealed class Builder(int lengthMax)
    {
        private readonly List<Piece> _pieces = [];
        private readonly byte[] _literal = new byte[Encoding.UTF8.GetMaxByteCount(lengthMax)];
        private int _length;
        private int _skip;

        /// <summary>Whether nothing was added.</summary>
        public bool IsEmpty => _length == 0 && _skip == 0 && _pieces.Count == 0;

        /// <summary>Adds a <c>?</c>.</summary>
        public void AddAny()
        {
            EndLiteral();
            _skip++;
        }

        /// <summary>Adds text; halves of surrogate pairs become U+FFFD.</summary>
        public void AddLiteral(ReadOnlySpan<char> text) =>
            _length += Encoding.UTF8.GetBytes(text, _literal.AsSpan(_length));

        /// <summary>The segment; the next one begins.</summary>
        public WildcardSegment ToSegment()
        {
            EndLiteral();
            var segment = _pieces.Count == 0 && _skip == 0 ? Empty : new([.. _pieces], _skip);
            _pieces.Clear();
            _skip = 0;
            return segment;
        }

        private void EndLiteral()
        {
            if (_length == 0)
                return;
            var exact = _literal.AsSpan(0, _length).ToArray();
            _pieces.Add(new(_skip, exact, AsciiCase.FoldOrSame(exact)));
            (_length, _skip) = (0, 0);
        }
    }
}
