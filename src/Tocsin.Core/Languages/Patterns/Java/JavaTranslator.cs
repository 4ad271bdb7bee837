using System.Globalization;
using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>Translates a pattern of <c>java.util.regex</c> into .NET's syntax (ES|QL specification, 15.3 and 19.7).</summary>
/// <remarks>
/// <para>Written out, since .NET means something else or nothing by it: ASCII <c>\d \w \s \b</c>, <c>. ^ $ \Z</c> with all line terminators,
/// possessive quantifiers, classes (as sets of code points), case, comments, numbers of groups.</para>
/// <para>Not supported, and reported: <c>\X</c>, <c>\N{…}</c>, <c>\b{g}</c>, properties that are scripts or blocks.</para>
/// </remarks>
internal sealed class JavaTranslator : PatternTranslator<JavaFlags>
{
    private const string WordUnit = "[0-9A-Za-z_]";
    private const string LineUnit = @"[\n\r\u0085\u2028\u2029]";

    private readonly JavaClassParser _classes;
    private readonly Dictionary<string, int> _groupNumbers = new(StringComparer.Ordinal);
    private int _groupCount;

    private JavaTranslator(PatternCursor cursor, bool withSurrogates)
        : base(cursor, new(withSurrogates)) => _classes = new(cursor);

    /// <summary>Translates a pattern; null with an error if it is none.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="withSurrogates">Whether texts may hold characters beyond U+FFFF.</param>
    /// <param name="error">Why there is no result.</param>
    public static JavaPattern? Translate(string pattern, bool withSurrogates, out PatternError? error)
    {
        var translator = new JavaTranslator(new(pattern), withSurrogates);
        error = translator.Run();
        return error is null
            ? new(translator.Writer.ToString(), translator._groupCount, translator._groupNumbers)
            : null;
    }

    protected override bool ParseAtom()
    {
        var start = Cursor.Position;
        var current = Cursor.Next();
        switch (current)
        {
            case '(':
                return ParseGroup(start);
            case '[':
                Writer.Set(_classes.ParseClass(Flags));
                return true;
            case '.':
                Writer.Set(DotSet());
                return true;
            case '^':
                Writer.Raw(Caret());
                return true;
            case '$':
                Writer.Raw(Dollar(Has(JavaFlags.Multiline)));
                return true;
            case '\\':
                return ParseEscape(start);
            case '*' or '+' or '?':
                Cursor.Fail($"`{(char)current}` has nothing before it to repeat", start);
                return false;
            case '{':
                // Counts of nothing are read and mean nothing.
                Cursor.Position = start;
                Writer.Raw("(?:)");
                return true;
            default:
                Writer.Character(current, JavaClassParser.FoldingOf(Flags));
                return true;
        }
    }

    protected override void ParseQuantifiers(int atom)
    {
        SkipComments();
        var start = Cursor.Position;
        var quantifier = TakeSimpleQuantifier() ?? (Cursor.Match('{') ? ParseCount(start) : null);
        if (quantifier is null)
            return;
        // Anchors are written as groups, so that .NET repeats them too.
        if (Cursor.Match('+'))
            Writer.Wrap(atom, "(?>", quantifier + ")");
        else
            Writer.Raw(Cursor.Match('?') ? quantifier + "?" : quantifier);
        if (Cursor.Current is '*' or '+' or '?' && Cursor.HasMore)
            Cursor.Fail($"`{Cursor.Current}` has nothing before it to repeat", Cursor.Position);
    }

    private string ParseCount(int start)
    {
        if (Cursor.TakeNumber() is not { } min)
        {
            Cursor.Fail("a number is expected behind `{`; write `\\{` for the character", start);
            return "";
        }

        var max = (int?)min;
        if (Cursor.Match(','))
            max = Cursor.TakeNumber();
        if (!Cursor.Match('}'))
            Cursor.Fail("this `{` is not closed by a `}`", start);
        else if (max < min)
            Cursor.Fail("the larger number comes first", start);
        return max is { } limit
            ? string.Create(CultureInfo.InvariantCulture, $"{{{min},{limit}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{{min},}}");
    }

    protected override bool OpenGroup(int start)
    {
        if (!Cursor.Match('?'))
            OpenCapture();
        else if (TryOpenPlain())
            return true;
        else if (Cursor.Match('<'))
            OpenNamed(start);
        else
            return ParseFlags(start);
        return true;
    }

    private void OpenCapture()
    {
        _groupCount++;
        Writer.Raw(string.Create(CultureInfo.InvariantCulture, $"(?<{_groupCount}>"));
    }

    private void OpenNamed(int start)
    {
        var name = Cursor.TakeWhile(char.IsAsciiLetterOrDigit);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !Cursor.Match('>'))
            Cursor.Fail("a group's name has letters and digits only and begins with a letter", start);
        OpenCapture();
        if (!_groupNumbers.TryAdd(name, _groupCount))
            Cursor.Fail($"there are two groups `{name}`", start);
    }

    /// <summary>Reads <c>(?i)</c> or <c>(?i:</c>; false for the first, which is no group.</summary>
    private bool ParseFlags(int start)
    {
        ReadFlags();
        if (Cursor.Match(')'))
            return false;
        if (!Cursor.Match(':'))
            Cursor.Fail("this kind of group is unknown", start);
        Writer.Raw("(?:");
        return true;
    }

    private bool ParseEscape(int start)
    {
        var letter = Cursor.Current;
        if (JavaSets.OfLetter(letter, Has(JavaFlags.UnicodeClasses)) is { } set)
        {
            Cursor.Position++;
            Writer.Set(set);
            return true;
        }

        switch (letter)
        {
            case 'p' or 'P':
                Cursor.Position++;
                Writer.Set(_classes.ParseProperty(letter == 'P', Flags, start));
                return true;
            case 'Q':
                Cursor.Position++;
                return ParseQuoted();
            case 'E':
                Cursor.Position++;
                return false;
            case 'b' or 'B' when Cursor.Peek(1) != '{':
                Cursor.Position++;
                Writer.Raw(WordBoundary(letter == 'B'));
                return true;
            case 'A' or 'z' or 'G':
                Cursor.Position++;
                Writer.Raw($@"(?:\{letter})");
                return true;
            case 'Z':
                Cursor.Position++;
                Writer.Raw(Dollar(isMultiline: false));
                return true;
            case 'R':
                Cursor.Position++;
                Writer.Raw(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
                return true;
            case 'k':
                Cursor.Position++;
                ParseNamedReference(start);
                return true;
            case >= '1' and <= '9':
                ParseReference();
                return true;
            case 'X' or 'N' or 'b' or 'B':
                Cursor.Fail($"`\\{letter}` is not supported", start);
                return false;
            default:
                Writer.Character(_classes.ParseEscapedCharacter(start), JavaClassParser.FoldingOf(Flags));
                return true;
        }
    }

    /// <summary>Writes the text between <c>\Q</c> and <c>\E</c>; a quantifier behind it counts for its last character.</summary>
    private bool ParseQuoted()
    {
        var runes = _classes.TakeQuoted().EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var start = Writer.Position;
            Writer.Character(runes[i].Value, JavaClassParser.FoldingOf(Flags));
            if (i == runes.Length - 1)
                ParseQuantifiers(start);
        }

        return false;
    }

    private void ParseNamedReference(int start)
    {
        if (!Cursor.Match('<') || Cursor.TakeUntil(">", "this `<` is not closed by a `>`", start) is not { } name)
            Cursor.Fail(@"`\k` is followed by a group's name in `<` and `>`", start);
        else if (_groupNumbers.TryGetValue(name, out var number))
            Reference(number);
        else
            Cursor.Fail($"there is no group `{name}` before this", start);
    }

    /// <summary>Reads a number, as many digits as there are groups so far for; a group that does not exist matches nothing.</summary>
    private void ParseReference()
    {
        var number = Cursor.Next() - '0';
        while (char.IsAsciiDigit(Cursor.Current) && number * 10 + Cursor.Current - '0' <= _groupCount)
            number = number * 10 + Cursor.Next() - '0';
        if (number <= _groupCount)
            Reference(number);
        else
            Writer.Raw("(?!)");
    }

    private void Reference(int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $@"\k<{number}>");
        Writer.Raw(Has(JavaFlags.IgnoreCase) ? $"(?i:{text})" : text);
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

    private bool Has(JavaFlags flag) => (Flags & flag) != 0;

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

    protected override bool TrySetFlag(char letter, bool isOn)
    {
        var flag = FlagOf(letter);
        Flags = isOn ? Flags | flag : Flags & ~flag;
        return flag != JavaFlags.None;
    }

    protected override void SkipComments() => _classes.SkipComments(Flags);
}
