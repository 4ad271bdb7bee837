using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Reads a Lucene regular expression. Semantics: EQL specification, 8.8 to 8.12; ES|QL specification, 15.2.</summary>
/// <remarks>
/// From loose to tight: <c>|</c>, <c>&amp;</c>, concatenation, <c>~</c> with the postfix operators behind it, atoms. As in Lucene, a concatenation begins with an atom
/// before anybody looks for <c>|</c>, <c>&amp;</c> or <c>)</c>, so these are characters directly behind <c>(</c>, <c>|</c> and
/// <c>&amp;</c>, and a postfix operator is one where an atom must begin.
/// </remarks>
internal sealed class LuceneParser
{
    private const int NestingMax = 250;
    private const int DepthMax = 1000;

    /// <summary>Blank, tab, line feed, carriage return.</summary>
    private static readonly CodePointSet Spaces = CodePointSet.OfCharacters(" \t\n\r");

    private readonly string _pattern;
    private readonly LuceneDialect _dialect;
    private readonly bool _ignoreCase;
    private readonly List<int> _optionalOperators = [];
    private int _position;
    private int _nesting;
    private PatternError? _error;

    private LuceneParser(string pattern, LuceneDialect dialect, bool ignoreCase)
    {
        _pattern = pattern;
        _dialect = dialect;
        _ignoreCase = ignoreCase;
    }

    private bool HasMore => _position < _pattern.Length;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="dialect">Which operators are on.</param>
    /// <param name="ignoreCase">Whether single ASCII letters stand for both cases; ranges never do.</param>
    /// <param name="optionalOperators">Where an operator stands that users rarely expect: <c>&amp; @ # &lt; " ~</c>.</param>
    /// <param name="error">Why there is no result.</param>
    public static LuceneNode? Parse(
        string pattern,
        LuceneDialect dialect,
        bool ignoreCase,
        out IReadOnlyList<int> optionalOperators,
        out PatternError? error
    )
    {
        var parser = new LuceneParser(pattern, dialect, ignoreCase);
        var node = pattern.Length == 0 ? LuceneNode.Empty : parser.ParseUnion();
        if (parser.HasMore)
            parser.Fail("this `)` closes nothing", parser._position);
        optionalOperators = parser._optionalOperators;
        error = parser._error;
        return error is null ? node : null;
    }

    private LuceneNode ParseUnion()
    {
        var parts = new List<LuceneNode> { ParseIntersection() };
        while (Match('|'))
            parts.Add(ParseIntersection());
        return Checked(LuceneNode.Union(parts));
    }

    private LuceneNode ParseIntersection()
    {
        var parts = new List<LuceneNode> { ParseConcat() };
        while (MatchOptional('&'))
            parts.Add(ParseConcat());
        return LuceneNode.Intersection(parts);
    }

    private LuceneNode ParseConcat()
    {
        var parts = new List<LuceneNode>();
        do parts.Add(ParseRepeat());
        while (HasMore && !Peek(')') && !Peek('|') && !Peek('&'));
        return LuceneNode.Concat(parts);
    }

    private LuceneNode ParseRepeat()
    {
        var node = ParseComplement();
        while (true)
        {
            if (Match('?'))
                node = Checked(new LuceneRepeat(node, 0, 1));
            else if (Match('*'))
                node = Checked(new LuceneRepeat(node, 0, null));
            else if (Match('+'))
                node = Checked(new LuceneRepeat(node, 1, null));
            else if (Match('{'))
                node = Checked(ParseCount(node));
            else
                return node;
        }
    }

    private LuceneNode ParseCount(LuceneNode node)
    {
        var start = _position - 1;
        if (ParseNumber() is not { } min)
            return Fail("a number is expected behind `{`; write `\\{` for the character", start);
        int? max = min;
        if (Match(','))
            max = HasMore && char.IsAsciiDigit(_pattern[_position]) ? ParseNumber() : null;
        if (_error is null && !Match('}'))
            return Fail("this `{` is not closed by a `}`", start);
        return new LuceneRepeat(node, min, max);
    }

    private int? ParseNumber()
    {
        var start = _position;
        while (HasMore && char.IsAsciiDigit(_pattern[_position]))
            _position++;
        var digits = _pattern.AsSpan(start, _position - start);
        if (digits.IsEmpty)
            return null;
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Fail("this number is too large", start);
        return 0;
    }

    private LuceneNode ParseComplement()
    {
        if (_dialect != LuceneDialect.Eql || !MatchOptional('~'))
            return ParseAtom();
        if (!Enter())
            return LuceneNode.Nothing;
        var node = new LuceneComplement(ParseComplement());
        _nesting--;
        return node;
    }

    private LuceneNode ParseAtom()
    {
        var start = _position;
        if (Match('['))
            return ParseClass(start);
        if (Match('.'))
            return new LuceneSet(CodePointSet.All);
        if (MatchOptional('#'))
            return LuceneNode.Nothing;
        if (MatchOptional('@'))
            return LuceneNode.AnyString;
        if (MatchOptional('"'))
            return ParseQuoted(start);
        if (Match('('))
            return ParseGroup(start);
        if (MatchOptional('<'))
            return ParseInterval(start);
        return ParseShorthand() is { } set ? new LuceneSet(set) : new LuceneCharacter(ParseCharacter(), _ignoreCase);
    }

    private LuceneNode ParseGroup(int start)
    {
        if (Match(')'))
            return LuceneNode.Empty;
        if (!Enter())
            return LuceneNode.Nothing;
        var node = ParseUnion();
        _nesting--;
        return Match(')') ? node : Fail("this `(` is not closed by a `)`", start);
    }

    private LuceneNode ParseQuoted(int start)
    {
        var end = _pattern.IndexOf('"', _position);
        if (end < 0)
            return Fail(
                "this `\"` begins a literal text that no other `\"` ends; write `\\\"` for the character",
                start
            );
        var parts = new List<LuceneNode>();
        while (_position < end)
            parts.Add(new LuceneCharacter(Next(), _ignoreCase));
        _position = end + 1;
        return parts.Count == 0 ? LuceneNode.Empty : LuceneNode.Concat(parts);
    }

    private LuceneNode ParseInterval(int start)
    {
        var end = _pattern.IndexOf('>', _position);
        if (end < 0)
            return Fail("this `<` begins a range of numbers that no `>` ends; write `\\<` for the character", start);
        var bounds = _pattern[_position..end].Split('-');
        _position = end + 1;
        if (
            bounds.Length != 2
            || !int.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out var min)
            || !int.TryParse(bounds[1], NumberStyles.None, CultureInfo.InvariantCulture, out var max)
        )
            return Fail("`<` begins a range of numbers such as `<1-100>`; write `\\<` for the character", start);
        var digits = bounds[0].Length == bounds[1].Length ? bounds[0].Length : 0;
        // The numbers of a fixed width are nested a level for each digit.
        return digits > NestingMax
            ? Fail("this number is too long", start)
            : LuceneInterval.Of(Math.Min(min, max), Math.Max(min, max), digits);
    }

    private LuceneNode ParseClass(int start)
    {
        var isNegated = Match('^');
        var ranges = new List<(int, int)>();
        // A `]` in the first place is a member, as in Lucene.
        do ParseMember(ranges);
        while (HasMore && !Peek(']'));
        if (!Match(']'))
            return Fail("this `[` is not closed by a `]`", start);
        var set = CodePointSet.Of([.. ranges]);
        return new LuceneSet(isNegated ? set.Complement() : set);
    }

    private void ParseMember(List<(int First, int Last)> ranges)
    {
        var start = _position;
        if (ParseShorthand() is { } set)
        {
            ranges.AddRange(set.Ranges);
            return;
        }

        // An escaped character never begins a range, so that `[_\\-]` holds a backslash and a hyphen.
        if (Match('\\'))
        {
            var escaped = Next();
            ranges.Add((escaped, escaped));
            return;
        }

        var first = Next();
        if (!Match('-'))
        {
            ranges.AddRange(CodePointSet.Of(first, _ignoreCase).Ranges);
            return;
        }

        var last = ParseCharacter();
        if (first > last)
            Fail("this range runs backwards; escape the `-` if it is meant as a character", start);
        else
            ranges.Add((first, last));
    }

    /// <summary>A class such as <c>\d</c>; null if there is none. A letter that is none behind a backslash is an error.</summary>
    private CodePointSet? ParseShorthand()
    {
        if (_position + 1 >= _pattern.Length || _pattern[_position] != '\\')
            return null;
        var letter = _pattern[_position + 1];
        CodePointSet? set = letter switch
        {
            'd' => CodePointSet.Digits,
            'D' => CodePointSet.Digits.Complement(),
            'w' => CodePointSet.WordCharacters,
            'W' => CodePointSet.WordCharacters.Complement(),
            's' => Spaces,
            'S' => Spaces.Complement(),
            _ => null,
        };
        if (set is not null)
            _position += 2;
        else if (char.IsAsciiLetter(letter))
            Fail($"`\\{letter}` has no meaning; only `\\d \\D \\s \\S \\w \\W` do", _position);
        return set;
    }

    private int ParseCharacter()
    {
        Match('\\');
        return Next();
    }

    private int Next()
    {
        if (!HasMore)
        {
            Fail("the pattern ends where a character is expected", _pattern.Length);
            return 0;
        }

        Rune.DecodeFromUtf16(_pattern.AsSpan(_position), out var rune, out var length);
        _position += length;
        return rune.Value;
    }

    private bool Peek(char wanted) => HasMore && _pattern[_position] == wanted;

    private bool Match(char wanted)
    {
        if (!Peek(wanted))
            return false;
        _position++;
        return true;
    }

    private bool MatchOptional(char wanted)
    {
        if (!Match(wanted))
            return false;
        _optionalOperators.Add(_position - 1);
        return true;
    }

    private bool Enter()
    {
        if (++_nesting <= NestingMax)
            return true;
        Fail("the pattern is nested too deeply", _position);
        return false;
    }

    private LuceneNode Checked(LuceneNode node) =>
        node.Depth <= DepthMax ? node : Fail("the pattern is nested too deeply", _position);

    /// <summary>Keeps the first error and moves to the end, where every loop stops.</summary>
    private LuceneNode Fail(string message, int offset)
    {
        _error ??= new(message, offset);
        _position = _pattern.Length;
        return LuceneNode.Nothing;
    }
}
