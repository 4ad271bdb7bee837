using System.Text.RegularExpressions;

namespace Tocsin.Fuzz;

/// <summary>Makes new inputs of old ones: characters, words, slices and nesting are changed, copied, dropped and mixed.</summary>
internal sealed partial class Mutator
{
    private const int LengthMax = 20_000;
    private const int NestingMax = 3_000;

    private static readonly string[] Nestings =
    [
        "(",
        ")",
        "[",
        "{",
        "((a",
        "not ",
        "-",
        "!",
        "[[",
        "{\"a\":",
        "a.",
        "|",
    ];

    private static readonly string[] Oddities =
    [
        "0",
        "-1",
        "1e999",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551616",
        "2147483648",
        "0.1e-400",
        "\0",
        "\uFEFF",
        "\uFFFD",
        "\u2028",
        "é",
        "😀",
        "\uD83D",
        "\uDE00",
        "\\",
        "\\u",
        "\\u{110000}",
        "\\ud83d",
        "\\ude00x",
        "\"",
        "\"\"\"",
        "'''",
        "`",
        "//",
        "/*",
        "*/",
        "*",
        "?",
        "%{",
        "}",
        "null",
        "true",
        "\r",
        "\n",
        "\t",
        "9999-12-31T23:59:59Z",
        "0000-00-00",
        "::1/129",
    ];

    private readonly List<string> _seeds;
    private readonly string[] _words;
    private readonly bool _isBinary;

    /// <param name="seeds">The inputs to begin with; there is at least one.</param>
    /// <param name="isBinary">Whether characters stand for bytes.</param>
    public Mutator(IEnumerable<string> seeds, bool isBinary)
    {
        _seeds = [.. seeds];
        _isBinary = isBinary;
        var words = _seeds.SelectMany(s => Words().Matches(s).Select(m => m.Value));
        _words = [.. words.Concat(Oddities).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The input of a number: the same for the same seeds and number.</summary>
    public string Make(int seed, int index)
    {
        var random = new Random(HashCode(seed, index));
        var text = _seeds[random.Next(_seeds.Count)];
        for (var changes = 1 + random.Next(random.Next(1, 9)); changes > 0; changes--)
            text = Change(text, random);
        if (text.Length > LengthMax)
            text = text[..LengthMax];
        return _isBinary ? ToBytes(text) : text;
    }

    private string Change(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var end = at + Math.Min(text.Length - at, random.Next(1, random.Next(2, 40)));
        return random.Next(13) switch
        {
            0 => text[..at] + text[end..],
            1 => text[..at],
            2 => text[..at] + text[at..end] + text[at..],
            3 => text[..at] + AnyCharacter(random) + text[at..],
            4 => text[..at] + AnyCharacter(random) + text[Math.Min(at + 1, text.Length)..],
            5 => text[..at] + Pick(Oddities, random) + text[at..],
            6 => Splice(text, at, end, random),
            7 => text[..at] + Repeat(Pick(Nestings, random), random) + text[at..],
            8 => text[..at] + FlipCase(text[at..end]) + text[end..],
            9 => Move(text, at, end, random),
            _ => ReplaceWord(text, random),
        };
    }

    private string ReplaceWord(string text, Random random)
    {
        var found = Words().Match(text, random.Next(text.Length + 1));
        if (!found.Success)
            return text + Pick(_words, random);
        var until = random.Next(4) == 0 ? found.Index : found.Index + found.Length;
        return text[..found.Index] + Pick(_words, random) + text[until..];
    }

    private string Splice(string text, int at, int end, Random random)
    {
        var other = _seeds[random.Next(_seeds.Count)];
        var from = random.Next(other.Length + 1);
        var length = random.Next(other.Length - from + 1);
        var slice = other.AsSpan(from, length);
        return string.Concat(text.AsSpan(0, at), slice, text.AsSpan(random.Next(2) == 0 ? at : end));
    }

    private static string Move(string text, int at, int end, Random random)
    {
        var slice = text[at..end];
        var rest = text[..at] + text[end..];
        return rest.Insert(random.Next(rest.Length + 1), slice);
    }

    private static string Repeat(string what, Random random) =>
        string.Concat(Enumerable.Repeat(what, random.Next(10) == 0 ? random.Next(NestingMax) : random.Next(1, 12)));

    private static string FlipCase(string text) =>
        string.Concat(text.Select(c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

    private static string AnyCharacter(Random random) =>
        random.Next(8) switch
        {
            0 => ((char)random.Next(0x20)).ToString(),
            1 => ((char)random.Next(0x80, 0x800)).ToString(),
            2 => ((char)random.Next(0x800, 0x10000)).ToString(),
            _ => ((char)random.Next(0x20, 0x7F)).ToString(),
        };

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];

    /// <summary>Keeps characters that stand for bytes and turns the others into the bytes of their UTF-8.</summary>
    private static string ToBytes(string text) =>
        text.All(c => c < 0x100)
            ? text
            : string.Concat(text.Select(c => c < 0x100 ? c.ToString() : FuzzTarget.ToCharacters(c.ToString())));

    /// <summary>The same in every process, which <see cref="System.HashCode"/> is not.</summary>
    private static int HashCode(int seed, int index) =>
        unchecked((seed * 486_187_739) ^ ((index + 1) * -1_640_531_527));

    [GeneratedRegex(@"[\w.@-]+|""(?:[^""\\\n]|\\.)*""|[^\w\s]{1,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
