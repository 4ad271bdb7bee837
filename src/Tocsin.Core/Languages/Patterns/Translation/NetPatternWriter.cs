using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>Writes a pattern for .NET's engine out of parts that mean the same in any dialect: code points, sets, groups.</summary>
/// <remarks>
/// .NET works on UTF-16 units, the dialects on code points. With <paramref name="withSurrogates"/> a character beyond U+FFFF is matched as a
/// whole; without, for texts that have none, patterns are simpler. No options of the engine are used: case is written out.
/// </remarks>
internal sealed class NetPatternWriter(bool withSurrogates)
{
    private const int FirstSupplementary = 0x10000;
    private static readonly CodePointSet Surrogates = CodePointSet.Of((0xD800, 0xDFFF));
    private static readonly CodePointSet Basic = CodePointSet.Of((0, 0xFFFF));

    private readonly StringBuilder _pattern = new();

    /// <summary>Where the next part begins; for <see cref="Wrap"/>.</summary>
    public int Position => _pattern.Length;

    /// <summary>The pattern so far.</summary>
    public override string ToString() => _pattern.ToString();

    /// <summary>Text in .NET's own syntax. A part that can be repeated is one atom.</summary>
    public void Raw(string text) => _pattern.Append(text);

    /// <summary>Puts something before and behind what was written since <paramref name="position"/>.</summary>
    public void Wrap(int position, string before, string after) => _pattern.Insert(position, before).Append(after);

    /// <summary>One code point.</summary>
    public void Character(int codePoint, CaseFolding folding)
    {
        var set = CaseVariants.Close(CodePointSet.Of(codePoint, ignoreCase: false), folding);
        if (set.Ranges.Count > 1 || set.Ranges[0].First != set.Ranges[0].Last)
            Set(set);
        else if (codePoint >= FirstSupplementary)
            _pattern.Append("(?:").Append(Unit(High(codePoint))).Append(Unit(Low(codePoint))).Append(')');
        else if (char.IsAsciiLetterOrDigit((char)codePoint))
            _pattern.Append((char)codePoint);
        else
            _pattern.Append(Unit(codePoint));
    }

    /// <summary>One code point of a set for which .NET has an escape that is nearly or entirely the same; it is shorter and faster.</summary>
    public void Shorthand(string escape, Func<CodePointSet> set)
    {
        if (withSurrogates)
            Set(set());
        else
            Raw(escape);
    }

    /// <summary>One code point of a set; nothing ever if the set is empty.</summary>
    public void Set(CodePointSet set)
    {
        var pairs = withSurrogates ? Pairs(set) : [];
        var units = Units(set);
        if (pairs.Count == 0)
        {
            _pattern.Append(units ?? "(?!)");
            return;
        }

        _pattern.Append("(?:");
        if (units is not null)
            _pattern.Append(units).Append('|');
        _pattern.AppendJoin('|', pairs).Append(')');
    }

    /// <summary>The class of the single units, or null if there is none.</summary>
    private string? Units(CodePointSet set)
    {
        var units = set.Intersect(Basic);
        if (withSurrogates)
            units = units.Intersect(Surrogates.Complement());
        if (units.Ranges.Count == 0)
            return null;
        // A negated class is mostly what was written, and the engine has fast searches for small ones.
        var others = units.Complement().Intersect(Basic);
        if (others.Ranges.Count == 0)
            return @"[\s\S]";
        return others.Ranges.Count < units.Ranges.Count ? Class("[^", others) : Class("[", units);
    }

    private static string Class(string open, CodePointSet set)
    {
        var text = new StringBuilder(open);
        foreach (var (first, last) in set.Ranges)
        {
            text.Append(Unit(first));
            if (last > first)
                text.Append('-').Append(Unit(last));
        }

        return text.Append(']').ToString();
    }

    /// <summary>The pairs of surrogates of the code points beyond U+FFFF.</summary>
    private static List<string> Pairs(CodePointSet set)
    {
        var pairs = new List<string>();
        foreach (var (start, last) in set.Ranges)
        {
            var first = Math.Max(start, FirstSupplementary);
            while (first <= last)
            {
                // As many code points at a time as share their first unit, or whole blocks of first units.
                var isBlock = Low(first) == 0xDC00 && last - first >= 0x3FF;
                var end = isBlock ? last - (last - FirstSupplementary + 1) % 0x400 : Math.Min(last, first | 0x3FF);
                pairs.Add(
                    isBlock
                        ? $@"[{Unit(High(first))}-{Unit(High(end))}][\uDC00-\uDFFF]"
                        : $"{Unit(High(first))}[{Unit(Low(first))}-{Unit(Low(end))}]"
                );
                first = end + 1;
            }
        }

        return pairs;
    }

    private static int High(int codePoint) => 0xD800 + ((codePoint - FirstSupplementary) >> 10);

    private static int Low(int codePoint) => 0xDC00 + ((codePoint - FirstSupplementary) & 0x3FF);

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $@"\u{unit:X4}");
}
