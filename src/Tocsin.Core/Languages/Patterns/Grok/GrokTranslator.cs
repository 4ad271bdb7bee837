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
internal sealed class GrokTranslator : PatternTranslator<OnigurumaFlags>
{
    private readonly OnigurumaClassParser _classes;
    private readonly GrokGroups _groups;

    private GrokTranslator(PatternCursor cursor, NetPatternWriter writer, GrokGroups groups)
        : base(cursor, writer)
    {
        _groups = groups;
        _classes = new(cursor);
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
        return new GrokTranslator(new(pattern), writer, groups) { Nesting = nesting, Flags = flags }.Run();
    }

    protected override bool ParseAtom()
    {
        var start = Cursor.Position;
        if (Cursor.IsAt("%{") && TryParseReference(start))
            return true;
        if (Cursor.Current == '\\')
            return ParseEscape(start);
        var current = Cursor.Next();
        switch (current)
        {
            case '(':
                return ParseGroup(start);
            case '[':
                Writer.Set(_classes.ParseClass(Flags));
                return true;
            case '.':
                var isAll = Flags.HasFlag(OnigurumaFlags.DotAll);
                Writer.Set(isAll ? CodePointSet.All : CodePointSet.OfCharacters("\n").Complement());
                return true;
            case '^':
                Writer.Raw(@"(?:\A|(?<=\n)(?!\z))");
                return true;
            case '$':
                Writer.Raw(@"(?=\n|\z)");
                return true;
            case '*' or '+' or '?':
                Cursor.Fail($"`{(char)current}` has nothing before it to repeat", start);
                return false;
            default:
                Writer.Character(current, Folding);
                return true;
        }
    }

    private CaseFolding Folding => Flags.HasFlag(OnigurumaFlags.IgnoreCase) ? CaseFolding.Unicode : CaseFolding.None;

    /// <summary>Reads <c>%{NAME}</c>, <c>%{NAME:column}</c> or <c>%{NAME:column:type}</c>; false, with nothing taken, if it is none of these.</summary>
    private bool TryParseReference(int start)
    {
        Cursor.Position += 2;
        var name = Cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        var column = Cursor.Match(':') ? Cursor.TakeWhile(c => c != '}' && !char.IsWhiteSpace(c)) : null;
        if (name.Length == 0 || column?.Length == 0 || !Cursor.Match('}'))
        {
            if (name.Length > 0)
            {
                Cursor.Fail(
                    "a reference to a pattern looks like `%{NAME}`, `%{NAME:column}` or `%{NAME:column:type}`",
                    start
                );
                return true;
            }

            Cursor.Position = start;
            return false;
        }

        if (!GrokLibrary.TryGet(name, out var pattern))
        {
            var near = NearestName.Find(name, GrokLibrary.Names);
            Cursor.Fail($"unknown pattern `{name}`" + (near is null ? "" : $"; did you mean `{near}`?"), start);
            return true;
        }

        if (column is null)
            Writer.Raw("(?:");
        else
            OpenCapture(column, start);
        var error = TranslateInto(pattern, Writer, _groups, Nesting + 1, Flags);
        if (error is not null)
            Cursor.Fail(error.Message, start);
        Writer.Raw(")");
        return true;
    }

    private void OpenCapture(string nameAndType, int start)
    {
        var group = _groups.Add(nameAndType, out var error);
        if (error is not null)
            Cursor.Fail(error, start);
        Writer.Raw(string.Create(CultureInfo.InvariantCulture, $"(?<g{group}>"));
    }

    protected override void ParseQuantifiers(int atom)
    {
        SkipComments();
        for (var count = 0; TryParseQuantifier(atom, isRepeated: count > 0); count++)
        {
            if (count > NestingMax)
                Cursor.Fail("the pattern is nested too deeply", Cursor.Position);
            SkipComments();
        }
    }

    private bool TryParseQuantifier(int atom, bool isRepeated)
    {
        var isInterval = false;
        var quantifier = TakeSimpleQuantifier();
        if (quantifier is null)
        {
            quantifier = TryParseInterval();
            isInterval = true;
        }

        if (quantifier is null)
            return false;
        // .NET does not repeat what is repeated already unless it is a group.
        if (isRepeated)
            Writer.Wrap(atom, "(?:", ")");
        if (!isInterval && Cursor.Match('+'))
            Writer.Wrap(atom, "(?>", quantifier + ")");
        else if (isInterval && !quantifier.Contains(',', StringComparison.Ordinal) && Cursor.Match('?'))
            // In Ruby's syntax `{n}?` is an optional `{n}`.
            Writer.Wrap(atom, "(?:", quantifier + ")?");
        else
            Writer.Raw(Cursor.Match('?') ? quantifier + "?" : quantifier);
        return true;
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c>, <c>{,m}</c> or <c>{n,m}</c>; null, with nothing taken, where the brace is a character.</summary>
    private string? TryParseInterval()
    {
        var start = Cursor.Position;
        if (!Cursor.Match('{'))
            return null;
        var min = Cursor.TakeNumber();
        var hasComma = Cursor.Match(',');
        var max = hasComma ? Cursor.TakeNumber() : min;
        if ((min is null && max is null) || !Cursor.Match('}'))
        {
            Cursor.Position = start;
            return null;
        }

        if (max < min)
            Cursor.Fail("the larger number comes first", start);
        return !hasComma
            ? string.Create(CultureInfo.InvariantCulture, $"{{{min}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{{min ?? 0},{max}}}");
    }

    /// <summary>Writes the beginning of a group; false if it was a comment, or flags and all that they count for.</summary>
    protected override bool OpenGroup(int start)
    {
        if (!Cursor.Match('?'))
            Writer.Raw("(?:");
        else if (Cursor.Match('#'))
        {
            Cursor.TakeUntil(")", "this comment is not closed by a `)`", start);
            return false;
        }
        else if (TryOpenPlain())
            return true;
        else if (Cursor.Match('<'))
            OpenNamed(">", start);
        else if (Cursor.Match('\''))
            OpenNamed("'", start);
        else
            return OpenFlags(start);
        return true;
    }

    private void OpenNamed(string end, int start)
    {
        if (Cursor.TakeUntil(end, "this group's name does not end", start) is not { } name)
            return;
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            Cursor.Fail("a group's name is empty or has blanks", start);
        OpenCapture(name, start);
    }

    /// <summary>Reads <c>(?i:</c>, or <c>(?i)</c> and everything up to the end of the group around it, alternatives too, as Ruby's syntax has it.</summary>
    private bool OpenFlags(int start)
    {
        var outer = Flags;
        ReadFlags();
        Writer.Raw("(?:");
        if (Cursor.Match(':'))
            return true;
        if (!Cursor.Match(')'))
            Cursor.Fail("this kind of group is not supported", start);
        ParseAlternatives();
        Writer.Raw(")");
        Flags = outer;
        return false;
    }

    private bool ParseEscape(int start)
    {
        var letter = Cursor.Peek(1);
        if (letter is 'd' or 'D' or 'w' or 'W' or 's' or 'S')
        {
            Cursor.Position += 2;
            Writer.Shorthand($@"\{letter}", () => OnigurumaClassParser.OfLetter(letter)!);
            return true;
        }

        if (_classes.ParseSetEscape() is { } set)
        {
            Writer.Set(set);
            return true;
        }

        Cursor.Match('\\');
        switch (letter)
        {
            case 'b' or 'B' or 'A' or 'z' or 'Z' or 'G':
                Cursor.Position++;
                Writer.Raw($@"(?:\{letter})");
                return true;
            case 'R':
                Cursor.Position++;
                Writer.Raw(@"(?>\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
                return true;
            case 'k':
                Cursor.Position++;
                ParseBackReference(start);
                return true;
            case 'g' or 'K' or 'X' or 'y' or 'Y' or (>= '1' and <= '9'):
                Cursor.Fail($"`\\{letter}` is not supported", start);
                return false;
            default:
                Writer.Character(_classes.ParseEscapedCharacter(start, isInClass: false), Folding);
                return true;
        }
    }

    /// <summary>Writes a reference to any of the groups of a name, the last that took part first.</summary>
    private void ParseBackReference(int start)
    {
        var name = Cursor.Match('<') ? Cursor.TakeUntil(">", "this reference does not end", start) : null;
        name ??= Cursor.Match('\'') ? Cursor.TakeUntil("'", "this reference does not end", start) : null;
        var references = _groups
            .GroupsOf(name ?? "")
            .Select(g => string.Create(CultureInfo.InvariantCulture, $@"\k<g{g}>"))
            .ToList();
        if (references.Count == 0)
            Cursor.Fail($"there is no group `{name}` before this", start);
        var open = Flags.HasFlag(OnigurumaFlags.IgnoreCase) ? "(?i:" : "(?:";
        Writer.Raw(open + string.Join('|', references) + ")");
    }

    private static OnigurumaFlags FlagOf(char letter) =>
        letter switch
        {
            'i' => OnigurumaFlags.IgnoreCase,
            'm' => OnigurumaFlags.DotAll,
            'x' => OnigurumaFlags.Comments,
            _ => OnigurumaFlags.None,
        };

    protected override bool TrySetFlag(char letter, bool isOn)
    {
        var flag = FlagOf(letter);
        Flags = isOn ? Flags | flag : Flags & ~flag;
        return flag != OnigurumaFlags.None;
    }

    protected override void SkipComments()
    {
        if (Flags.HasFlag(OnigurumaFlags.Comments))
            Cursor.SkipBlanks(static c => c == '\n');
    }
}
