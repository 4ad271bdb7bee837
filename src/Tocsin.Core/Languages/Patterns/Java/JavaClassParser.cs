using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>Reads the classes of Java's regular expressions, <c>[a-z&amp;&amp;[^aeiou]]</c>, and the escapes that stand for characters and sets.</summary>
internal sealed class JavaClassParser(PatternCursor cursor)
{
    private const int NestingMax = 100;

    private int _nesting;

    /// <summary>Reads a class behind its <c>[</c>.</summary>
    public CodePointSet ParseClass(JavaFlags flags)
    {
        var start = cursor.Position - 1;
        if (++_nesting > NestingMax)
        {
            cursor.Fail("the pattern is nested too deeply", start);
            return CodePointSet.None;
        }

        var isNegated = cursor.Match('^');
        CodePointSet? result = null;
        var operand = CodePointSet.None;
        var isEmpty = true;
        while (true)
        {
            SkipComments(flags);
            if (!cursor.HasMore)
            {
                cursor.Fail("this `[` is not closed by a `]`", start);
                break;
            }

            // A `]` in the first place is a member.
            if (cursor.Current == ']' && !(isEmpty && result is null))
            {
                cursor.Match(']');
                break;
            }

            if (cursor.Match("&&"))
            {
                if (!isEmpty)
                    result = result?.Intersect(operand) ?? operand;
                operand = CodePointSet.None;
                isEmpty = true;
                // Further ampersands and an empty side mean nothing.
                continue;
            }

            operand = operand.Union(cursor.Match('[') ? ParseClass(flags) : ParseMember(flags));
            isEmpty = false;
        }

        _nesting--;
        if (!isEmpty)
            result = result?.Intersect(operand) ?? operand;
        result ??= CodePointSet.None;
        return isNegated ? result.Complement() : result;
    }

    /// <summary>Reads the name behind <c>\p</c> or <c>\P</c>, whose backslash stands at <paramref name="start"/>.</summary>
    public CodePointSet ParseProperty(bool isNegated, JavaFlags flags, int start)
    {
        var name = cursor.Match('{')
            ? cursor.TakeUntil("}", "this `{` is not closed by a `}`", start)
            : char.ConvertFromUtf32(cursor.Next());
        if (name is null)
            return CodePointSet.None;
        if (JavaSets.OfProperty(name, flags.HasFlag(JavaFlags.UnicodeClasses)) is not { } set)
        {
            cursor.Fail($"the character property `{name}` is not supported", start);
            return CodePointSet.None;
        }

        return Fold(isNegated ? set.Complement() : set, flags);
    }

    /// <summary>
    /// Reads the escape of a single character behind its backslash, which stands at <paramref name="start"/>: <c>\n</c>, <c>\x41</c>,
    /// <c>\.</c>; a letter without a meaning is an error.
    /// </summary>
    public int ParseEscapedCharacter(int start)
    {
        var codePoint = cursor.Next();
        switch (codePoint)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case '0':
                return ParseOctal(start);
            case 'c':
                return cursor.Next() ^ 0x40;
            case 'x':
                if (!cursor.Match('{'))
                    return cursor.TakeHex(2, 2, start);
                var value = cursor.TakeHex(1, 8, start);
                if (!cursor.Match('}'))
                    cursor.Fail("this `{` is not closed by a `}`", start);
                return value;
            case 'u':
                return ParseUnit(start);
            default:
                if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
                    cursor.Fail($"`\\{(char)codePoint}` has no meaning here", start);
                return codePoint;
        }
    }

    /// <summary>The set with the case variants that the flags ask for.</summary>
    public static CodePointSet Fold(CodePointSet set, JavaFlags flags) => CaseVariants.Close(set, FoldingOf(flags));

    /// <summary>What the flags say about case.</summary>
    public static CaseFolding FoldingOf(JavaFlags flags) =>
        !flags.HasFlag(JavaFlags.IgnoreCase) ? CaseFolding.None
        : (flags & (JavaFlags.UnicodeCase | JavaFlags.UnicodeClasses)) != 0 ? CaseFolding.Unicode
        : CaseFolding.Ascii;

    private CodePointSet ParseMember(JavaFlags flags)
    {
        var start = cursor.Position;
        if (cursor.Match(@"\Q"))
            return Fold(CodePointSet.OfCharacters(TakeQuoted()), flags);
        if (ParseSetEscape(flags) is { } set)
            return set;
        var first = ParseCharacter();
        // A hyphen at the end of the class or in front of a nested one is a character.
        if (cursor.Current != '-' || cursor.Peek(1) is ']' or '[' or '\0')
            return Fold(CodePointSet.Of((first, first)), flags);
        cursor.Match('-');
        var last = ParseCharacter();
        if (first <= last)
            return Fold(CodePointSet.Of((first, last)), flags);
        cursor.Fail("this range runs backwards", start);
        return CodePointSet.None;
    }

    private CodePointSet? ParseSetEscape(JavaFlags flags)
    {
        if (cursor.Current != '\\')
            return null;
        var letter = cursor.Peek(1);
        if (letter is 'p' or 'P')
        {
            var start = cursor.Position;
            cursor.Position += 2;
            return ParseProperty(letter == 'P', flags, start);
        }

        var set = JavaSets.OfLetter(letter, flags.HasFlag(JavaFlags.UnicodeClasses));
        if (set is not null)
            cursor.Position += 2;
        return set;
    }

    private int ParseCharacter()
    {
        var start = cursor.Position;
        return cursor.Match('\\') ? ParseEscapedCharacter(start) : cursor.Next();
    }

    /// <summary>The text up to <c>\E</c>, or to the end.</summary>
    public string TakeQuoted()
    {
        var end = cursor.Text.IndexOf(@"\E", cursor.Position, StringComparison.Ordinal);
        var quoted = cursor.Text[cursor.Position..(end < 0 ? cursor.Text.Length : end)];
        cursor.Position = end < 0 ? cursor.Text.Length : end + 2;
        return quoted;
    }

    private int ParseOctal(int start)
    {
        var first = cursor.Current;
        var digits = cursor.TakeWhile(c => c is >= '0' and <= '7', first is >= '0' and <= '3' ? 3 : 2);
        if (digits.Length > 0)
            return Convert.ToInt32(digits, 8);
        cursor.Fail(@"octal digits are expected behind `\0`", start);
        return 0;
    }

    private int ParseUnit(int start)
    {
        var unit = cursor.TakeHex(4, 4, start);
        if (!char.IsHighSurrogate((char)unit) || !cursor.IsAt(@"\u"))
            return unit;
        var behind = cursor.Position;
        cursor.Position += 2;
        var low = cursor.TakeHex(4, 4, start);
        if (char.IsLowSurrogate((char)low))
            return char.ConvertToUtf32((char)unit, (char)low);
        cursor.Position = behind;
        return unit;
    }

    /// <summary>Skips what does not count under <see cref="JavaFlags.Comments"/>.</summary>
    public void SkipComments(JavaFlags flags)
    {
        if (flags.HasFlag(JavaFlags.Comments))
            cursor.SkipBlanks(static c => c is '\n' or '\r');
    }
}
