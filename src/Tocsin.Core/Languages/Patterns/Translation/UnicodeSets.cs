using System.Globalization;

namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>Sets of code points by Unicode category, and the names that regular expressions have for them.</summary>
internal static class UnicodeSets
{
    private static readonly string[] CategoryNames =
    [
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Me",
        "Nd",
        "Nl",
        "No",
        "Zs",
        "Zl",
        "Zp",
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Cn",
    ];

    /// <summary>By <see cref="UnicodeCategory"/>; computed once, then never changed.</summary>
    private static readonly Lazy<CodePointSet[]> Categories = new(FindCategories);

    private static readonly Lazy<CodePointSet> Words = new(() =>
        Find("L")!.Union(Find("M")!).Union(Find("Nd")!).Union(Find("Pc")!)
    );

    /// <summary>White space of Unicode.</summary>
    public static CodePointSet WhiteSpace { get; } =
        CodePointSet
            .OfCharacters("\t\n\v\f\r \u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000")
            .Union(CodePointSet.Of((0x2000, 0x200A)));

    /// <summary>Letters, marks, decimal digits and connectors of Unicode.</summary>
    public static CodePointSet WordCharacters => Words.Value;

    /// <summary>Decimal digits of Unicode.</summary>
    public static CodePointSet Digits => Find("Nd")!;

    /// <summary>A category (<c>Lu</c>) or group of categories (<c>L</c>, <c>LC</c>); null if there is none of the name.</summary>
    public static CodePointSet? Find(string name)
    {
        if (name is "LC")
            return Find("Lu")!.Union(Find("Ll")!).Union(Find("Lt")!);
        CodePointSet? found = null;
        for (var i = 0; i < CategoryNames.Length && name.Length is 1 or 2; i++)
        {
            if (CategoryNames[i] == name || (name.Length == 1 && CategoryNames[i][0] == name[0]))
                found = found is null ? Categories.Value[i] : found.Union(Categories.Value[i]);
        }

        return found;
    }

    /// <summary>A POSIX class in ASCII by its lower-case name (<c>alpha</c>); null if there is none of the name.</summary>
    public static CodePointSet? FindPosix(string lowerName) =>
        lowerName switch
        {
            "lower" => CodePointSet.Of(('a', 'z')),
            "upper" => CodePointSet.Of(('A', 'Z')),
            "ascii" => CodePointSet.Of((0, 0x7F)),
            "alpha" => CodePointSet.Of(('A', 'Z'), ('a', 'z')),
            "digit" => CodePointSet.Digits,
            "alnum" => CodePointSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z')),
            "punct" => CodePointSet.Of(('!', '/'), (':', '@'), ('[', '`'), ('{', '~')),
            "graph" => CodePointSet.Of(('!', '~')),
            "print" => CodePointSet.Of((' ', '~')),
            "blank" => CodePointSet.OfCharacters(" \t"),
            "cntrl" => CodePointSet.Of((0, 0x1F), (0x7F, 0x7F)),
            "xdigit" => CodePointSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
            "space" => CodePointSet.OfCharacters(" \t\n\v\f\r"),
            "word" => CodePointSet.WordCharacters,
            _ => null,
        };

    private static CodePointSet[] FindCategories()
    {
        var ranges = new List<(int First, int Last)>[CategoryNames.Length];
        for (var i = 0; i < ranges.Length; i++)
            ranges[i] = [];
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            var list = ranges[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
            if (list.Count > 0 && list[^1].Last == codePoint - 1)
                list[^1] = (list[^1].First, codePoint);
            else
                list.Add((codePoint, codePoint));
        }

        return [.. ranges.Select(r => CodePointSet.Of([.. r]))];
    }
}
