namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>What the translations of regular expressions into .NET's syntax share: alternatives, sequences, groups, flags.</summary>
/// <typeparam name="TFlags">The flags of the dialect.</typeparam>
/// <param name="cursor">The pattern.</param>
/// <param name="writer">Receives the translation.</param>
internal abstract class PatternTranslator<TFlags>(PatternCursor cursor, NetPatternWriter writer)
    where TFlags : struct, Enum
{
    /// <summary>How deep groups may be nested.</summary>
    protected const int NestingMax = 250;

    private const int LengthMax = 1 << 20;

    protected PatternCursor Cursor => cursor;

    protected NetPatternWriter Writer => writer;

    /// <summary>The flags that count here.</summary>
    protected TFlags Flags { get; set; }

    /// <summary>How many groups are around.</summary>
    protected int Nesting { get; set; }

    /// <summary>Reads the whole pattern.</summary>
    /// <returns>What is wrong with it.</returns>
    protected PatternError? Run()
    {
        ParseAlternatives();
        if (cursor.HasMore)
            cursor.Fail("this `)` closes nothing", cursor.Position);
        return cursor.Error;
    }

    /// <summary>Reads alternatives up to the end or a <c>)</c>; flags that are set inside end there.</summary>
    protected void ParseAlternatives()
    {
        var flags = Flags;
        ParseSequence();
        while (cursor.Match('|'))
        {
            writer.Raw("|");
            ParseSequence();
        }

        Flags = flags;
    }

    /// <summary>Reads an atom; false if it was something that cannot be repeated.</summary>
    protected abstract bool ParseAtom();

    /// <summary>Reads what repeats the atom that was written from a place on.</summary>
    protected abstract void ParseQuantifiers(int atom);

    /// <summary>Skips blanks and comments where a flag says that they mean nothing.</summary>
    protected abstract void SkipComments();

    /// <summary>Sets or clears the flag of a letter; false if it has none.</summary>
    protected abstract bool TrySetFlag(char letter, bool isOn);

    /// <summary>Reads the beginning of a group behind its <c>(</c>, and writes it; false if it was no group, and nothing is to be closed.</summary>
    protected abstract bool OpenGroup(int start);

    /// <summary>Reads a group behind its <c>(</c>; false if it was something that cannot be repeated.</summary>
    protected bool ParseGroup(int start)
    {
        if (++Nesting > NestingMax)
        {
            cursor.Fail("the pattern is nested too deeply", start);
            return false;
        }

        var outer = Flags;
        var isGroup = OpenGroup(start);
        if (isGroup)
        {
            ParseAlternatives();
            if (!cursor.Match(')'))
                cursor.Fail("this `(` is not closed by a `)`", start);
            writer.Raw(")");
            Flags = outer;
        }

        Nesting--;
        return isGroup;
    }

    /// <summary>Reads <c>:</c>, <c>=</c>, <c>!</c>, <c>&gt;</c>, <c>&lt;=</c> or <c>&lt;!</c> behind <c>(?</c> and writes the group; they mean the same in .NET.</summary>
    protected bool TryOpenPlain()
    {
        if (cursor.Match(":") || cursor.Match("=") || cursor.Match("!") || cursor.Match(">"))
            writer.Raw($"(?{cursor.Text[cursor.Position - 1]}");
        else if (cursor.Match("<=") || cursor.Match("<!"))
            writer.Raw($"(?<{cursor.Text[cursor.Position - 1]}");
        else
            return false;
        return true;
    }

    /// <summary>Reads letters of flags, those behind a <c>-</c> to be cleared.</summary>
    protected void ReadFlags()
    {
        var isOn = true;
        while (cursor.HasMore)
        {
            if (TrySetFlag(cursor.Current, isOn))
                cursor.Position++;
            else if (isOn && cursor.Match('-'))
                isOn = false;
            else
                break;
        }
    }

    /// <summary>Reads <c>?</c>, <c>*</c> or <c>+</c>; null, with nothing taken, if none comes next.</summary>
    protected string? TakeSimpleQuantifier() =>
        cursor.Match('?') ? "?"
        : cursor.Match('*') ? "*"
        : cursor.Match('+') ? "+"
        : null;

    private void ParseSequence()
    {
        while (true)
        {
            SkipComments();
            if (!cursor.HasMore || cursor.Current is '|' or ')')
                return;
            var start = writer.Position;
            if (ParseAtom())
                ParseQuantifiers(start);
            if (writer.Position > LengthMax)
                cursor.Fail("the pattern is too large", cursor.Position);
        }
    }
}
