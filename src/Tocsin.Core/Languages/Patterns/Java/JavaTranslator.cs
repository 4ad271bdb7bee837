using System.Globalization;
using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>Translates a pattern of <c>java.util.regex</c> into .NET's syntax (ES|QL specification, 15.3 and 19.7).</summary>
/// <remarks>
/// <para>Written out, since .NET means something else or nothing by it: ASCII <c>\d \w \s \b</c>, <c>. ^ $ \Z</c> with all line terminators,
/// possessive quantifiers, classes (as sets of code points), case, comments, numbers of groups.</para>
/// <para>Not supported, and reported: <c>\X</c>, <c>\N{…}</c>, <c>\b{g}</c>, properties that are scripts or blocks.</para>
/// </remarks>
internal sealed class JavaTranslator
{
    private const int NestingMax = 250;
    private const string WordUnit = "[0-9A-Za-z_]";
    private const string LineUnit = @"[\n\r\u0085\u2028\u2029]";

    private readonly PatternCursor _cursor;
    private readonly NetPatternWriter _writer;
    private readonly JavaClassParser _classes;
    private readonly Dictionary<string, int> _groupNumbers = new(StringComparer.Ordinal);
    private JavaFlags _flags;
    private int _groupCount;
    private int _nesting;

    private JavaTranslator(string pattern, bool withSurrogates)
    {
        _cursor = new(pattern);
        _writer = new(withSurrogates);
        _classes = new(_cursor);
    }

    /// <summary>Translates a pattern; null with an error if it is none.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="withSurrogates">Whether texts may hold characters beyond U+FFFF.</param>
    /// <param name="error">Why there is no result.</param>
    public static JavaPattern? Translate(string pattern, bool withSurrogates, out PatternError? error)
    {
        var translator = new JavaTranslator(pattern, withSurrogates);
        translator.ParseAlternatives();
        if (translator._cursor.HasMore)
            translator._cursor.Fail("this `)` closes nothing", translator._cursor.Position);
        error = translator._cursor.Error;
        return error is null
            ? new(translator._writer.ToString(), translator._groupCount, translator._groupNumbers)
            : null;
    }

    /// <summary>Reads alternatives up to the end or a <c>)</c>; flags that are set inside end there.</summary>
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
                ParseQuantifier(start);
        }
    }

    /// <summary>Reads an atom; false if it was something that cannot be repeated.</summary>
    private bool ParseAtom()
    {
        var start = _cursor.Position;
        var current = _cursor.Next();
        switch (current)
        {
            case '(':
                return ParseGroup(start);
            case '[':
                _writer.Set(_classes.ParseClass(_flags));
                return true;
            case '.':
                _writer.Set(DotSet());
                return true;
            case '^':
                _writer.Raw(Caret());
                return true;
            case '$':
                _writer.Raw(Dollar(Has(JavaFlags.Multiline)));
                return true;
            case '\\':
                return ParseEscape(start);
            case '*' or '+' or '?':
                _cursor.Fail($"`{(char)current}` has nothing before it to repeat", start);
                return false;
            case '{':
                // Counts of nothing are read and mean nothing.
                _cursor.Position = start;
                _writer.Raw("(?:)");
                return true;
            default:
                _writer.Character(current, JavaClassParser.FoldingOf(_flags));
                return true;
        }
    }

    private void ParseQuantifier(int atom)
    {
        SkipComments();
        var start = _cursor.Position;
        string quantifier;
        if (_cursor.Match('?'))
            quantifier = "?";
        else if (_cursor.Match('*'))
            quantifier = "*";
        else if (_cursor.Match('+'))
            quantifier = "+";
        else if (_cursor.Match('{'))
            quantifier = ParseCount(start);
        else
            return;
        // Anchors are written as groups, so that .NET repeats them too.
        if (_cursor.Match('+'))
            _writer.Wrap(atom, "(?>", quantifier + ")");
        else
            _writer.Raw(_cursor.Match('?') ? quantifier + "?" : quantifier);
        if (_cursor.Current is '*' or '+' or '?' && _cursor.HasMore)
            _cursor.Fail($"`{_cursor.Current}` has nothing before it to repeat", _cursor.Position);
    }

    private string ParseCount(int start)
    {
        if (_cursor.TakeNumber() is not { } min)
        {
            _cursor.Fail("a number is expected behind `{`; write `\\{` for the character", start);
            return "";
        }

        var max = (int?)min;
        if (_cursor.Match(','))
            max = _cursor.TakeNumber();
        if (!_cursor.Match('}'))
            _cursor.Fail("this `{` is not closed by a `}`", start);
        else if (max < min)
            _cursor.Fail("the larger number comes first", start);
        return max is { } limit
            ? string.Create(CultureInfo.InvariantCulture, $"{{{min},{limit}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{{min},}}");
    }

    private bool ParseGroup(int start)
    {
        if (++_nesting > NestingMax)
        {
            _cursor.Fail("the pattern is nested too deeply", start);
            return false;
        }

        var outer = _flags;
        if (!_cursor.Match('?'))
            OpenCapture();
        else if (_cursor.Match(":") || _cursor.Match("=") || _cursor.Match("!") || _cursor.Match(">"))
            _writer.Raw($"(?{_cursor.Text[_cursor.Position - 1]}");
        else if (_cursor.Match("<=") || _cursor.Match("<!"))
            _writer.Raw($"(?<{_cursor.Text[_cursor.Position - 1]}");
        else if (_cursor.Match('<'))
            OpenNamed(start);
        else if (!ParseFlags(start))
        {
            _nesting--;
            return false;
        }

        ParseAlternatives();
        _flags = outer;
        _nesting--;
        if (!_cursor.Match(')'))
            _cursor.Fail("this `(` is not closed by a `)`", start);
        _writer.Raw(")");
        return true;
    }

    private void OpenCapture()
    {
        _groupCount++;
        _writer.Raw(string.Create(CultureInfo.InvariantCulture, $"(?<{_groupCount}>"));
    }

    private void OpenNamed(int start)
    {
        var name = _cursor.TakeWhile(char.IsAsciiLetterOrDigit);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !_cursor.Match('>'))
            _cursor.Fail("a group's name has letters and digits only and begins with a letter", start);
        OpenCapture();
        if (!_groupNumbers.TryAdd(name, _groupCount))
            _cursor.Fail($"there are two groups `{name}`", start);
    }

    /// <summary>Reads <c>(?i)</c> or <c>(?i:</c>; false for the first, which is no group.</summary>
    private bool ParseFlags(int start)
    {
        var isOn = true;
        while (_cursor.HasMore)
        {
            var flag = FlagOf(_cursor.Current);
            if (flag != JavaFlags.None)
            {
                _flags = isOn ? _flags | flag : _flags & ~flag;
                _cursor.Position++;
            }
            else if (isOn && _cursor.Match('-'))
                isOn = false;
            else
                break;
        }

        if (_cursor.Match(')'))
            return false;
        if (!_cursor.Match(':'))
            _cursor.Fail("this kind of group is unknown", start);
        _writer.Raw("(?:");
        return true;
    }

    private bool ParseEscape(int start)
    {
        var letter = _cursor.Current;
        if (JavaSets.OfLetter(letter, Has(JavaFlags.UnicodeClasses)) is { } set)
        {
            _cursor.Position++;
            _writer.Set(set);
            return true;
        }

        switch (letter)
        {
            case 'p' or 'P':
                _cursor.Position++;
                _writer.Set(_classes.ParseProperty(letter == 'P', _flags, start));
                return true;
            case 'Q':
                _cursor.Position++;
                return ParseQuoted();
            case 'E':
                _cursor.Position++;
                return false;
            case 'b' or 'B' when _cursor.Peek(1) != '{':
                _cursor.Position++;
                _writer.Raw(WordBoundary(letter == 'B'));
                return true;
            case 'A' or 'z' or 'G':
                _cursor.Position++;
                _writer.Raw($@"(?:\{letter})");
                return true;
            case 'Z':
                _cursor.Position++;
                _writer.Raw(Dollar(isMultiline: false));
                return true;
            case 'R':
                _cursor.Position++;
                _writer.Raw(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
                return true;
            case 'k':
                _cursor.Position++;
                ParseNamedReference(start);
                return true;
            case >= '1' and <= '9':
                ParseReference();
                return true;
            case 'X' or 'N' or 'b' or 'B':
                _cursor.Fail($"`\\{letter}` is not supported", start);
                return false;
            default:
                _writer.Character(_classes.ParseEscapedCharacter(start), JavaClassParser.FoldingOf(_flags));
                return true;
        }
    }

    /// <summary>Writes the text between <c>\Q</c> and <c>\E</c>; a quantifier behind it counts for its last character.</summary>
    private bool ParseQuoted()
    {
        var runes = _classes.TakeQuoted().EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var start = _writer.Position;
            _writer.Character(runes[i].Value, JavaClassParser.FoldingOf(_flags));
            if (i == runes.Length - 1)
                ParseQuantifier(start);
        }

        return false;
    }

    private void ParseNamedReference(int start)
    {
        if (!_cursor.Match('<') || _cursor.TakeUntil(">", "this `<` is not closed by a `>`", start) is not { } name)
            _cursor.Fail(@"`\k` is followed by a group's name in `<` and `>`", start);
        else if (_groupNumbers.TryGetValue(name, out var number))
            Reference(number);
        else
            _cursor.Fail($"there is no group `{name}` before this", start);
    }

    /// <summary>Reads a number, as many digits as there are groups so far for; a group that does not exist matches nothing.</summary>
    private void ParseReference()
    {
        var number = _cursor.Next() - '0';
        while (char.IsAsciiDigit(_cursor.Current) && number * 10 + _cursor.Current - '0' <= _groupCount)
            number = number * 10 + _cursor.Next() - '0';
        if (number <= _groupCount)
            Reference(number);
        else
            _writer.Raw("(?!)");
    }

    private void Reference(int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $@"\k<{number}>");
        _writer.Raw(Has(JavaFlags.IgnoreCase) ? $"(?i:{text})" : text);
    }

    private CodePointSet DotSet() =>
        Has(JavaFlags.DotAll) ? CodePointSet.All
        : Has(JavaFlags.UnixLines) ? CodePointSet.OfCharacters("\n").Complement()
        : JavaSets.LineTerminators.Complement();

    private string Caret()
    {
        if (!Has(JavaFlags.Multiline))
            return @"(?:\A)";
        // Not at the end, even behind a line terminator; not within CR LF.
        return Has(JavaFlags.UnixLines)
            ? @"(?:(?!\z)(?:\A|(?<=\n)))"
            : @"(?:(?!\z)(?:\A|(?<=[\n\u0085\u2028\u2029])|(?<=\r)(?!\n)))";
    }

    private string Dollar(bool isMultiline)
    {
        if (Has(JavaFlags.UnixLines))
            return isMultiline ? @"(?=\n|\z)" : @"(?=\n?\z)";
        const string notWithin = @"(?!(?<=\r)\n)";
        return isMultiline ? $@"(?:{notWithin}(?={LineUnit}|\z))" : $@"(?:{notWithin}(?=(?:\r\n|{LineUnit})?\z))";
    }

    private string WordBoundary(bool isNegated)
    {
        if (Has(JavaFlags.UnicodeClasses))
            return isNegated ? @"(?:\B)" : @"(?:\b)";
        return isNegated
            ? $"(?:(?<={WordUnit})(?={WordUnit})|(?<!{WordUnit})(?!{WordUnit}))"
            : $"(?:(?<={WordUnit})(?!{WordUnit})|(?<!{WordUnit})(?={WordUnit}))";
    }

    private bool Has(JavaFlags flag) => (_flags & flag) != 0;

    private static JavaFlags FlagOf(char letter) =>
        letter switch
        {
            'i' => JavaFlags.IgnoreCase,
            'm' => JavaFlags.Multiline,
            's' => JavaFlags.DotAll,
            'd' => JavaFlags.UnixLines,
            'u' => JavaFlags.UnicodeCase,
            'U' => JavaFlags.UnicodeClasses,
            'x' => JavaFlags.Comments,
            _ => JavaFlags.None,
        };

    private void SkipComments()
    {
        if (Has(JavaFlags.Comments))
            _classes.SkipComments(_flags);
    }
}
