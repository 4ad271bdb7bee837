using System.Globalization;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns.Grok;

/// <summary>Translates a grok pattern, which is Oniguruma in Ruby's syntax with references to named patterns, into .NET's syntax (ES|QL specification, 14.2 and 15.4).</summary>
/// <remarks>
/// <para>A reference is translated as a group of its own. Captures become groups named <c>g0</c>, <c>g1</c>, … in the order of <see cref="GrokGroups"/>;
/// plain parentheses do not capture.</para>
/// <para>Not supported, and reported: calls of groups, conditions, absent operators, <c>\K</c>, <c>\X</c>, references by number.</para>
/// </remarks>
internal sealed class GrokTranslator
{
    private const int NestingMax = 250;
    private const int LengthMax = 1 << 20;

    private readonly PatternCursor _cursor;
    private readonly NetPatternWriter _writer;
    private readonly OnigurumaClassParser _classes;
    private readonly GrokGroups _groups;
    private OnigurumaFlags _flags;
    private int _nesting;

    private GrokTranslator(string pattern, NetPatternWriter writer, GrokGroups groups)
    {
        _cursor = new(pattern);
        _writer = writer;
        _groups = groups;
        _classes = new(_cursor);
    }

    /// <summary>Translates a pattern; null with an error if it is none.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="withSurrogates">Whether texts may hold characters beyond U+FFFF.</param>
    /// <param name="groups">Receives the captures.</param>
    /// <param name="error">Why there is no result.</param>
    public static string? Translate(string pattern, bool withSurrogates, GrokGroups groups, out PatternError? error)
    {
        var writer = new NetPatternWriter(withSurrogates);
        error = TranslateInto(pattern, writer, groups, nesting: 0, OnigurumaFlags.None);
        return error is null ? writer.ToString() : null;
    }

    private static PatternError? TranslateInto(
        string pattern,
        NetPatternWriter writer,
        GrokGroups groups,
        int nesting,
        OnigurumaFlags flags
    )
    {
        var translator = new GrokTranslator(pattern, writer, groups) { _nesting = nesting, _flags = flags };
        translator.ParseAlternatives();
        if (translator._cursor.HasMore)
            translator._cursor.Fail("this `)` closes nothing", translator._cursor.Position);
        return translator._cursor.Error;
    }

    private void ParseAlternatives()
    {
        var flags = _flags;
        ParseSequence();
        while (_cursor.Match('|'))
        {
            _writer.Raw("|");
            ParseSequence();
        }

        _flags = flags;
    }

    private void ParseSequence()
    {
        while (true)
        {
            SkipComments();
            if (!_cursor.HasMore || _cursor.Current is '|' or ')')
                return;
            var start = _writer.Position;
            if (ParseAtom())
                ParseQuantifiers(start);
            if (_writer.Position > LengthMax)
                _cursor.Fail("the pattern is too large", _cursor.Position);
        }
    }

    /// <summary>Reads an atom; false if it was something that cannot be repeated.</summary>
    private bool ParseAtom()
    {
        var start = _cursor.Position;
        if (_cursor.IsAt("%{") && TryParseReference(start))
            return true;
        if (_cursor.Current == '\\')
            return ParseEscape(start);
        var current = _cursor.Next();
        switch (current)
        {
            case '(':
                return ParseGroup(start);
            case '[':
                _writer.Set(_classes.ParseClass(_flags));
                return true;
            case '.':
                var isAll = _flags.HasFlag(OnigurumaFlags.DotAll);
                _writer.Set(isAll ? CodePointSet.All : CodePointSet.OfCharacters("\n").Complement());
                return true;
            case '^':
                _writer.Raw(@"(?:\A|(?<=\n)(?!\z))");
                return true;
            case '$':
                _writer.Raw(@"(?=\n|\z)");
                return true;
            case '*' or '+' or '?':
                _cursor.Fail($"`{(char)current}` has nothing before it to repeat", start);
                return false;
            default:
                _writer.Character(current, Folding);
                return true;
        }
    }

    private CaseFolding Folding => _flags.HasFlag(OnigurumaFlags.IgnoreCase) ? CaseFolding.Unicode : CaseFolding.None;

    /// <summary>Reads <c>%{NAME}</c>, <c>%{NAME:column}</c> or <c>%{NAME:column:type}</c>; false, with nothing taken, if it is none of these.</summary>
    private bool TryParseReference(int start)
    {
        _cursor.Position += 2;
        var name = _cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        var column = _cursor.Match(':') ? _cursor.TakeWhile(c => c != '}' && !char.IsWhiteSpace(c)) : null;
        if (name.Length == 0 || column?.Length == 0 || !_cursor.Match('}'))
        {
            if (name.Length > 0)
            {
                _cursor.Fail(
                    "a reference to a pattern looks like `%{NAME}`, `%{NAME:column}` or `%{NAME:column:type}`",
                    start
                );
                return true;
            }

            _cursor.Position = start;
            return false;
        }

        if (!GrokLibrary.TryGet(name, out var pattern))
        {
            var near = NearestName.Find(name, GrokLibrary.Names);
            _cursor.Fail($"unknown pattern `{name}`" + (near is null ? "" : $"; did you mean `{near}`?"), start);
            return true;
        }

        if (column is null)
            _writer.Raw("(?:");
        else
            OpenCapture(column, start);
        var error = TranslateInto(pattern, _writer, _groups, _nesting + 1, _flags);
        if (error is not null)
            _cursor.Fail(error.Message, start);
        _writer.Raw(")");
        return true;
    }

    private void OpenCapture(string nameAndType, int start)
    {
        var group = _groups.Add(nameAndType, out var error);
        if (error is not null)
            _cursor.Fail(error, start);
        _writer.Raw(string.Create(CultureInfo.InvariantCulture, $"(?<g{group}>"));
    }

    private void ParseQuantifiers(int atom)
    {
        SkipComments();
        for (var count = 0; TryParseQuantifier(atom, isRepeated: count > 0); count++)
        {
            if (count > NestingMax)
                _cursor.Fail("the pattern is nested too deeply", _cursor.Position);
            SkipComments();
        }
    }

    private bool TryParseQuantifier(int atom, bool isRepeated)
    {
        var isInterval = false;
        string? quantifier =
            _cursor.Match('?') ? "?"
            : _cursor.Match('*') ? "*"
            : _cursor.Match('+') ? "+"
            : null;
        if (quantifier is null)
        {
            quantifier = TryParseInterval();
            isInterval = true;
        }

        if (quantifier is null)
            return false;
        // .NET does not repeat what is repeated already unless it is a group.
        if (isRepeated)
            _writer.Wrap(atom, "(?:", ")");
        if (!isInterval && _cursor.Match('+'))
            _writer.Wrap(atom, "(?>", quantifier + ")");
        else if (isInterval && !quantifier.Contains(',', StringComparison.Ordinal) && _cursor.Match('?'))
            // In Ruby's syntax `{n}?` is an optional `{n}`.
            _writer.Wrap(atom, "(?:", quantifier + ")?");
        else
            _writer.Raw(_cursor.Match('?') ? quantifier + "?" : quantifier);
        return true;
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c>, <c>{,m}</c> or <c>{n,m}</c>; null, with nothing taken, where the brace is a character.</summary>
    private string? TryParseInterval()
    {
        var start = _cursor.Position;
        if (!_cursor.Match('{'))
            return null;
        var min = _cursor.TakeNumber();
        var hasComma = _cursor.Match(',');
        var max = hasComma ? _cursor.TakeNumber() : min;
        if ((min is null && max is null) || !_cursor.Match('}'))
        {
            _cursor.Position = start;
            return null;
        }

        if (max < min)
            _cursor.Fail("the larger number comes first", start);
        return !hasComma
            ? string.Create(CultureInfo.InvariantCulture, $"{{{min}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{{min ?? 0},{max}}}");
    }

    private bool ParseGroup(int start)
    {
        if (++_nesting > NestingMax)
        {
            _cursor.Fail("the pattern is nested too deeply", start);
            return false;
        }

        var flags = _flags;
        var isGroup = OpenGroup(start);
        if (isGroup)
        {
            ParseAlternatives();
            if (!_cursor.Match(')'))
                _cursor.Fail("this `(` is not closed by a `)`", start);
            _writer.Raw(")");
        }

        _flags = flags;
        _nesting--;
        return isGroup;
    }

    /// <summary>Writes the beginning of a group; false if it was a comment, or flags and all that they count for.</summary>
    private bool OpenGroup(int start)
    {
        if (!_cursor.Match('?'))
            _writer.Raw("(?:");
        else if (_cursor.Match('#'))
        {
            _cursor.TakeUntil(")", "this comment is not closed by a `)`", start);
            return false;
        }
        else if (_cursor.Match(":") || _cursor.Match("=") || _cursor.Match("!") || _cursor.Match(">"))
            _writer.Raw($"(?{_cursor.Text[_cursor.Position - 1]}");
        else if (_cursor.Match("<=") || _cursor.Match("<!"))
            _writer.Raw($"(?<{_cursor.Text[_cursor.Position - 1]}");
        else if (_cursor.Match('<'))
            OpenNamed(">", start);
        else if (_cursor.Match('\''))
            OpenNamed("'", start);
        else
            return OpenFlags(start);
        return true;
    }

    private void OpenNamed(string end, int start)
    {
        if (_cursor.TakeUntil(end, "this group's name does not end", start) is not { } name)
            return;
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            _cursor.Fail("a group's name is empty or has blanks", start);
        OpenCapture(name, start);
    }

    /// <summary>Reads <c>(?i:</c>, or <c>(?i)</c> and everything up to the end of the group around it, alternatives too, as Ruby's syntax has it.</summary>
    private bool OpenFlags(int start)
    {
        var isOn = true;
        while (_cursor.HasMore)
        {
            var flag = FlagOf(_cursor.Current);
            if (flag != OnigurumaFlags.None)
            {
                _flags = isOn ? _flags | flag : _flags & ~flag;
                _cursor.Position++;
            }
            else if (isOn && _cursor.Match('-'))
                isOn = false;
            else
                break;
        }

        _writer.Raw("(?:");
        if (_cursor.Match(':'))
            return true;
        if (!_cursor.Match(')'))
            _cursor.Fail("this kind of group is not supported", start);
        ParseAlternatives();
        _writer.Raw(")");
        return false;
    }

    private bool ParseEscape(int start)
    {
        var letter = _cursor.Peek(1);
        if (letter is 'd' or 'D' or 'w' or 'W' or 's' or 'S')
        {
            _cursor.Position += 2;
            _writer.Shorthand($@"\{letter}", () => OnigurumaClassParser.OfLetter(letter)!);
            return true;
        }

        if (_classes.ParseSetEscape() is { } set)
        {
            _writer.Set(set);
            return true;
        }

        _cursor.Match('\\');
        switch (letter)
        {
            case 'b' or 'B' or 'A' or 'z' or 'Z' or 'G':
                _cursor.Position++;
                _writer.Raw($@"(?:\{letter})");
                return true;
            case 'R':
                _cursor.Position++;
                _writer.Raw(@"(?>\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
                return true;
            case 'k':
                _cursor.Position++;
                ParseBackReference(start);
                return true;
            case 'g' or 'K' or 'X' or 'y' or 'Y' or (>= '1' and <= '9'):
                _cursor.Fail($"`\\{letter}` is not supported", start);
                return false;
            default:
                _writer.Character(_classes.ParseEscapedCharacter(start, isInClass: false), Folding);
                return true;
        }
    }

    /// <summary>Writes a reference to any of the groups of a name, the last that took part first.</summary>
    private void ParseBackReference(int start)
    {
        var name = _cursor.Match('<') ? _cursor.TakeUntil(">", "this reference does not end", start) : null;
        name ??= _cursor.Match('\'') ? _cursor.TakeUntil("'", "this reference does not end", start) : null;
        var references = _groups
            .GroupsOf(name ?? "")
            .Select(g => string.Create(CultureInfo.InvariantCulture, $@"\k<g{g}>"))
            .ToList();
        if (references.Count == 0)
            _cursor.Fail($"there is no group `{name}` before this", start);
        var open = _flags.HasFlag(OnigurumaFlags.IgnoreCase) ? "(?i:" : "(?:";
        _writer.Raw(open + string.Join('|', references) + ")");
    }

    private static OnigurumaFlags FlagOf(char letter) =>
        letter switch
        {
            'i' => OnigurumaFlags.IgnoreCase,
            'm' => OnigurumaFlags.DotAll,
            'x' => OnigurumaFlags.Comments,
            _ => OnigurumaFlags.None,
        };

    private void SkipComments()
    {
        if (!_flags.HasFlag(OnigurumaFlags.Comments))
            return;
        while (_cursor.HasMore && (_cursor.Current is ' ' or '#' || _cursor.Current is >= '\t' and <= '\r'))
        {
            if (_cursor.Current == '#')
                _cursor.TakeWhile(c => c != '\n');
            else
                _cursor.Position++;
        }
    }
}
