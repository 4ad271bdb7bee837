namespace Tocsin.Core.Tests.Languages.Kql;

/// <summary>The grammar of the KQL specification, section 2, written down as it stands there: every alternative is tried in order, and nothing is clever.</summary>
/// <remarks>Gives a tree as text, or null where the query does not parse.</remarks>
internal sealed class ReferenceGrammar(string text)
{
    private const string Special = "\\():<>\"*{}";

    private delegate (string Tree, int End)? Rule(int at);

    public static string? Parse(string text)
    {
        var grammar = new ReferenceGrammar(text);
        var start = grammar.Spaces(0);
        if (start == text.Length)
            return "all";
        return grammar.Or(start) is { } or && grammar.Spaces(or.End) == text.Length ? or.Tree : null;
    }

    private (string Tree, int End)? Or(int at) => Chain(at, "or", And);

    private (string Tree, int End)? And(int at) => Chain(at, "and", Not);

    private (string Tree, int End)? ValueOr(int at) => Chain(at, "or", ValueAnd);

    private (string Tree, int End)? ValueAnd(int at) => Chain(at, "and", ValueNot);

    private (string Tree, int End)? Chain(int at, string word, Rule operand)
    {
        if (operand(at) is not { } first)
            return null;
        var trees = new List<string> { first.Tree };
        var end = first.End;
        while (Spaces1(end) is { } a && Word(a, word) is { } b && Spaces1(b) is { } c && operand(c) is { } next)
        {
            trees.Add(next.Tree);
            end = next.End;
        }

        return (trees.Count == 1 ? trees[0] : $"({word} {string.Join(' ', trees)})", end);
    }

    private (string Tree, int End)? Not(int at) => Negated(at, Group) ?? Group(at);

    private (string Tree, int End)? ValueNot(int at) => Negated(at, Values) ?? Values(at);

    private (string Tree, int End)? Negated(int at, Rule operand) =>
        Word(at, "not") is { } a && Spaces1(a) is { } b && operand(b) is { } inner
            ? ($"(not {inner.Tree})", inner.End)
            : null;

    private (string Tree, int End)? Group(int at) =>
        Char(at, '(') is { } a && Or(Spaces(a)) is { } inner && Char(Spaces(inner.End), ')') is { } end
            ? (inner.Tree, end)
            : Nested(at);

    private (string Tree, int End)? Nested(int at) =>
        Literal(at) is { } name
        && Char(Spaces(name.End), ':') is { } colon
        && Char(Spaces(colon), '{') is { } open
        && Or(Spaces(open)) is { } inner
        && Char(Spaces(inner.End), '}') is { } end
            ? ($"(nested {name.Tree} {inner.Tree})", end)
            : Clause(at);

    private (string Tree, int End)? Clause(int at)
    {
        if (Literal(at) is not { } name)
            return null;
        var next = Spaces(name.End);
        foreach (var comparison in (string[])["<=", ">=", "<", ">"])
        {
            if (string.CompareOrdinal(text, next, comparison, 0, comparison.Length) != 0)
                continue;
            if (Literal(Spaces(next + comparison.Length)) is { } bound)
                return ($"({comparison} {name.Tree} {bound.Tree})", bound.End);
            break;
        }

        if (Char(next, ':') is { } colon && Values(Spaces(colon)) is { } values)
            return ($"(is {name.Tree} {values.Tree})", values.End);
        return ($"(bare {name.Tree})", name.End);
    }

    private (string Tree, int End)? Values(int at) =>
        Char(at, '(') is { } a && ValueOr(Spaces(a)) is { } inner && Char(Spaces(inner.End), ')') is { } end
            ? (inner.Tree, end)
            : Literal(at);

    private (string Tree, int End)? Literal(int at) => Quoted(at) ?? Unquoted(at);

    private (string Tree, int End)? Quoted(int at)
    {
        if (Char(at, '"') is not { } position)
            return null;
        var value = "";
        while (position < text.Length && text[position] != '"')
        {
            var (c, end) =
                Control(position)
                ?? Unicode(position)
                ?? Escaped(position, "\\\"")
                ?? (text[position].ToString(), position + 1);
            value += c;
            position = end;
        }

        return Char(position, '"') is { } close ? ($"\"{value}\"", close) : null;
    }

    private (string Tree, int End)? Unquoted(int at)
    {
        var value = "";
        var position = at;
        while (Character(position) is { } next)
        {
            value += next.Text;
            position = next.End;
        }

        return position == at ? null : ($"[{value.Trim()}]", position);
    }

    private (string Text, int End)? Character(int at)
    {
        if (at >= text.Length)
            return null;
        if (Control(at) is { } control)
            return control;
        if (Escaped(at, Special) is { } escaped)
            return escaped;
        if (Unicode(at) is { } unicode)
            return unicode;
        if (text[at] == '\\')
        {
            foreach (var word in (string[])["or", "and", "not"])
            {
                if (Word(at + 1, word) is { } end)
                    return (text[(at + 1)..end], end);
            }
        }

        // A private character stands for the wildcard, so that it is told from an escaped star.
        if (text[at] == '*')
            return ("\uE000", at + 1);
        return Special.Contains(text[at], StringComparison.Ordinal) || IsKeyword(at)
            ? null
            : (text[at].ToString(), at + 1);
    }

    private bool IsKeyword(int at) =>
        (
            Space(at) is { } a
            && (Word(a, "or") is { } b && Space(b) is not null || Word(a, "and") is { } c && Space(c) is not null)
        ) || (Word(at, "not") is { } d && Space(d) is not null);

    private (string Text, int End)? Control(int at) =>
        Escaped(at, "trn") is { } found
            ? (
                found.Text switch
                {
                    "t" => "\t",
                    "r" => "\r",
                    _ => "\n",
                },
                found.End
            )
            : null;

    private (string Text, int End)? Escaped(int at, string allowed) =>
        at + 1 < text.Length && text[at] == '\\' && allowed.Contains(text[at + 1], StringComparison.Ordinal)
            ? (text[at + 1].ToString(), at + 2)
            : null;

    private (string Text, int End)? Unicode(int at) =>
        at + 6 <= text.Length
        && text[at] == '\\'
        && text[at + 1] == 'u'
        && text[(at + 2)..(at + 6)].All(char.IsAsciiHexDigit)
            ? (((char)Convert.ToInt32(text[(at + 2)..(at + 6)], 16)).ToString(), at + 6)
            : null;

    private int? Char(int at, char expected) => at < text.Length && text[at] == expected ? at + 1 : null;

    private int? Word(int at, string word) =>
        at + word.Length <= text.Length && text[at..(at + word.Length)].Equals(word, StringComparison.OrdinalIgnoreCase)
            ? at + word.Length
            : null;

    private int? Space(int at) =>
        at < text.Length && " \t\r\n\u00A0".Contains(text[at], StringComparison.Ordinal) ? at + 1 : null;

    private int? Spaces1(int at) => Space(at) is { } next ? Spaces(next) : null;

    private int Spaces(int at)
    {
        while (Space(at) is { } next)
            at = next;
        return at;
    }
}
