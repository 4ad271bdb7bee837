using Tocsin.Core.Languages.Patterns.Translation;

namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>The predefined sets of Java's regular expressions (ES|QL specification, 15.3).</summary>
internal static class JavaSets
{
    /// <summary>What ends a line: not in <c>.</c>.</summary>
    public static CodePointSet LineTerminators { get; } = CodePointSet.OfCharacters("\n\r\u0085\u2028\u2029");

    /// <summary><c>\v</c>.</summary>
    public static CodePointSet VerticalSpaces { get; } = CodePointSet.OfCharacters("\n\v\f\r\u0085\u2028\u2029");

    /// <summary><c>\h</c>.</summary>
    public static CodePointSet HorizontalSpaces { get; } =
        CodePointSet.OfCharacters(" \t\u00A0\u1680\u180E\u202F\u205F\u3000").Union(CodePointSet.Of((0x2000, 0x200A)));

    /// <summary>The set of a letter behind a backslash; null if it has none.</summary>
    public static CodePointSet? OfLetter(char letter, bool isUnicode) =>
        letter switch
        {
            'd' => isUnicode ? UnicodeSets.Digits : CodePointSet.Digits,
            'w' => isUnicode ? UnicodeSets.WordCharacters : CodePointSet.WordCharacters,
            's' => isUnicode ? UnicodeSets.WhiteSpace : UnicodeSets.FindPosix("space"),
            'h' => HorizontalSpaces,
            'v' => VerticalSpaces,
            'D' or 'W' or 'S' or 'H' or 'V' => OfLetter(char.ToLowerInvariant(letter), isUnicode)!.Complement(),
            _ => null,
        };

    /// <summary>The set of a property, as written between the braces of <c>\p{…}</c>; null if the name is none that is supported.</summary>
    /// <remarks>Scripts and blocks are not supported: the run-time has no tables of them.</remarks>
    public static CodePointSet? OfProperty(string name, bool isUnicode)
    {
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            return name[..equals].ToLowerInvariant() is "gc" or "general_category"
                ? UnicodeSets.Find(name[(equals + 1)..])
                : null;
        }

        var found = OfJavaName(name);
        if (found is not null)
            return found;
        if (!name.StartsWith("Is", StringComparison.Ordinal))
        {
            return UnicodeSets.Find(name)
                ?? (isUnicode ? OfBinary(name.ToLowerInvariant()) : null)
                ?? (IsPosixName(name) ? UnicodeSets.FindPosix(name.ToLowerInvariant()) : null);
        }

        return UnicodeSets.Find(name[2..]) ?? OfBinary(name[2..].ToLowerInvariant());
    }

    private static bool IsPosixName(string name) =>
        name
            is "Lower"
                or "Upper"
                or "ASCII"
                or "Alpha"
                or "Digit"
                or "Alnum"
                or "Punct"
                or "Graph"
                or "Print"
                or "Blank"
                or "Cntrl"
                or "XDigit"
                or "Space";

    private static CodePointSet? OfJavaName(string name) =>
        name switch
        {
            "L1" => CodePointSet.Of((0, 0xFF)),
            "LD" or "javaLetterOrDigit" => UnicodeSets.Find("L")!.Union(UnicodeSets.Digits),
            "all" => CodePointSet.All,
            "javaLowerCase" => UnicodeSets.Find("Ll"),
            "javaUpperCase" => UnicodeSets.Find("Lu"),
            "javaTitleCase" => UnicodeSets.Find("Lt"),
            "javaLetter" or "javaAlphabetic" => UnicodeSets.Find("L"),
            "javaDigit" => UnicodeSets.Digits,
            "javaWhitespace" => UnicodeSets
                .Find("Z")!
                .Intersect(CodePointSet.OfCharacters("\u00A0\u2007\u202F").Complement())
                .Union(CodePointSet.Of(('\t', '\r'), (0x1C, 0x1F))),
            "javaSpaceChar" => UnicodeSets.Find("Z"),
            "javaISOControl" => UnicodeSets.Find("Cc"),
            _ => null,
        };

    private static CodePointSet? OfBinary(string lowerName) =>
        lowerName switch
        {
            "alphabetic" or "alpha" => UnicodeSets.Find("L")!.Union(UnicodeSets.Find("Nl")!),
            "letter" => UnicodeSets.Find("L"),
            "lowercase" or "lower" => UnicodeSets.Find("Ll"),
            "uppercase" or "upper" => UnicodeSets.Find("Lu"),
            "titlecase" => UnicodeSets.Find("Lt"),
            "punctuation" or "punct" => UnicodeSets.Find("P"),
            "control" or "cntrl" => UnicodeSets.Find("Cc"),
            "white_space" or "whitespace" or "space" => UnicodeSets.WhiteSpace,
            "digit" => UnicodeSets.Digits,
            "alnum" => UnicodeSets.Find("L")!.Union(UnicodeSets.Find("Nl")!).Union(UnicodeSets.Digits),
            "hex_digit" or "hexdigit" or "xdigit" => UnicodeSets.FindPosix("xdigit"),
            "word" => UnicodeSets.WordCharacters,
            "assigned" => UnicodeSets.Find("Cn")!.Complement(),
            _ => null,
        };
}
