using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns.Grok;

/// <summary>Reads the classes of Oniguruma, <c>[a-z&amp;&amp;[^aeiou][:digit:]]</c>, and the escapes that stand for characters and sets.</summary>
internal sealed class OnigurumaClassParser(PatternCursor cursor)
{
    private const int NestingMax = 100;

    private int _nesting;

    /// <summary>Reads a class behind its <c>[</c>.</summary>
    public CodePointSet ParseClass(OnigurumaFlags flags)
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
        var isFirst = true;
        while (true)
        {
            if (!cursor.HasMore)
            {
                cursor.Fail("this `[` is not closed by a `]`", start);
                break;
            }

            // A `]` in the first place is a member.
            if (!isFirst && cursor.Match(']'))
                break;
            isFirst = false;
            if (cursor.Match("&&"))
            {
                result = result?.Intersect(operand) ?? operand;
                operand = CodePointSet.None;
                continue;
            }

            operand = operand.Union(ParsePosix() ?? (cursor.Match('[') ? ParseClass(flags) : ParseMember(flags)));
        }

        _nesting--;
        result = result?.Intersect(operand) ?? operand;
        return isNegated ? result.Complement() : result;
    }

    /// <summary>The set of an escape such as <c>\d</c> or <c>\p{Alpha}</c>; null, with nothing taken, if there is none.</summary>
    public CodePointSet? ParseSetEscape()
    {
        if (cursor.Current != '\\')
            return null;
        var letter = cursor.Peek(1);
        if (letter is 'p' or 'P' && cursor.Peek(2) == '{')
            return ParseProperty(letter == 'P');
        var set = OfLetter(letter);
        if (set is not null)
            cursor.Position += 2;
        return set;
    }

    /// <summary>Reads the escape of a character behind its backslash; anything without a meaning of its own is itself.</summary>
    /// <param name="start">Where the backslash stands.</param>
    /// <param name="isInClass">Whether <c>\b</c> is a backspace.</param>
    public int ParseEscapedCharacter(int start, bool isInClass)
    {
        var codePoint = cursor.Next();
        switch (codePoint)
        {
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'b' when isInClass:
                return '\b';
            case 'f':
                return '\f';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case 'x':
                if (!cursor.Match('{'))
                    return cursor.TakeHex(1, 2, start);
                var value = cursor.TakeHex(1, 8, start);
                if (!cursor.Match('}'))
                    cursor.Fail("this `{` is not closed by a `}`", start);
                return value;
            case 'u':
                return cursor.TakeHex(4, 4, start);
            case >= '0' and <= '7':
                var digits = (char)codePoint + cursor.TakeWhile(c => c is >= '0' and <= '7', 2);
                return Convert.ToInt32(digits, 8) & 0xFF;
            case 'c':
                return cursor.Next() & 0x1F;
            case 'C' or 'M':
                cursor.Fail($"`\\{(char)codePoint}` is not supported", start);
                return 0;
            default:
                return codePoint;
        }
    }

    private CodePointSet ParseMember(OnigurumaFlags flags)
    {
        var start = cursor.Position;
        if (ParseSetEscape() is { } set)
            return set;
        var first = ParseCharacter();
        // A hyphen at the end of the class, or in front of a set, is a character.
        if (cursor.Current != '-' || cursor.Peek(1) is ']' or '[' or '\0' || IsSetAt(1))
            return Fold(CodePointSet.Of((first, first)), flags);
        cursor.Match('-');
        var last = ParseCharacter();
        if (first <= last)
            return Fold(CodePointSet.Of((first, last)), flags);
        cursor.Fail("this range runs backwards", start);
        return CodePointSet.None;
    }

    private bool IsSetAt(int offset) => cursor.Peek(offset) == '\\' && OfLetter(cursor.Peek(offset + 1)) is not null;

    private int ParseCharacter()
    {
        var start = cursor.Position;
        return cursor.Match('\\') ? ParseEscapedCharacter(start, isInClass: true) : cursor.Next();
    }

    /// <summary>A POSIX class, <c>[:alpha:]</c> or <c>[:^alpha:]</c>; null, with nothing taken, if there is none.</summary>
    private CodePointSet? ParsePosix()
    {
        if (!cursor.IsAt("[:"))
            return null;
        var end = cursor.Text.IndexOf(":]", cursor.Position, StringComparison.Ordinal);
        if (end < 0)
            return null;
        var name = cursor.Text[(cursor.Position + 2)..end];
        var isNegated = name.StartsWith('^');
        if (OfName(isNegated ? name[1..] : name) is not { } set)
            return null;
        cursor.Position = end + 2;
        return isNegated ? set.Complement() : set;
    }

    private CodePointSet? ParseProperty(bool isNegated)
    {
        var start = cursor.Position;
        cursor.Position += 3;
        if (cursor.TakeUntil("}", "this `{` is not closed by a `}`", start) is not { } name)
            return CodePointSet.None;
        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        if (OfName(name) is { } set)
            return isNegated ? set.Complement() : set;
        cursor.Fail($"the character property `{name}` is not supported", start);
        return CodePointSet.None;
    }

    /// <summary>The set of a letter behind a backslash; null if it has none.</summary>
    public static CodePointSet? OfLetter(char letter) =>
        letter switch
        {
            'd' => UnicodeSets.Digits,
            'w' => UnicodeSets.WordCharacters,
            's' => UnicodeSets.WhiteSpace,
            'h' => UnicodeSets.FindPosix("xdigit"),
            'D' or 'W' or 'S' or 'H' => OfLetter(char.ToLowerInvariant(letter))!.Complement(),
            _ => null,
        };

    private static CodePointSet? OfName(string name) =>
        name.ToLowerInvariant() switch
        {
            "alpha" => UnicodeSets.Find("L")!.Union(UnicodeSets.Find("M")!).Union(UnicodeSets.Find("Nl")!),
            "alnum" => UnicodeSets.Find("L")!.Union(UnicodeSets.Find("M")!).Union(UnicodeSets.Digits),
            "digit" => UnicodeSets.Digits,
            "lower" => UnicodeSets.Find("Ll"),
            "upper" => UnicodeSets.Find("Lu"),
            "punct" => UnicodeSets.Find("P")!.Union(CodePointSet.OfCharacters("$+<=>^`|~")),
            "space" => UnicodeSets.WhiteSpace,
            "blank" => UnicodeSets.Find("Zs")!.Union(CodePointSet.OfCharacters("\t")),
            "cntrl" => UnicodeSets.Find("Cc"),
            "word" => UnicodeSets.WordCharacters,
            "any" => CodePointSet.All,
            "ascii" or "xdigit" => UnicodeSets.FindPosix(name.ToLowerInvariant()),
            "graph" => UnicodeSets
                .WhiteSpace.Union(UnicodeSets.Find("Cc")!)
                .Union(UnicodeSets.Find("Cn")!)
                .Complement(),
            "print" => UnicodeSets.Find("Cc")!.Union(UnicodeSets.Find("Cn")!).Complement(),
            _ => UnicodeSets.Find(name),
        };

    private static CodePointSet Fold(CodePointSet set, OnigurumaFlags flags) =>
        CaseVariants.Close(set, flags.HasFlag(OnigurumaFlags.IgnoreCase) ? CaseFolding.Unicode : CaseFolding.None);
}
