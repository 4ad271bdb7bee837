using System.Globalization;

namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Decimal numbers in a range, <c>&lt;n-m&gt;</c>, as an expression.</summary>
internal static class LuceneInterval
{
    /// <summary>The numbers from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    /// <param name="digits">How many digits each has, with leading zeros; 0 for any number of leading zeros.</param>
    public static LuceneNode Of(int min, int max, int digits)
    {
        if (digits > 0)
            return Between(Pad(min, digits), Pad(max, digits));
        var widths = new List<LuceneNode>();
        for (var width = 1; width <= Pad(max, 1).Length; width++)
        {
            var largest = (int)Math.Min(max, Math.Pow(10, width) - 1);
            if (min <= largest)
                widths.Add(Between(Pad(min, width), Pad(largest, width)));
        }

        var zeros = new LuceneRepeat(new LuceneCharacter('0', IgnoreCase: false), 0, null);
        return new LuceneConcat([zeros, LuceneNode.Union(widths)]);
    }

    /// <summary>Texts of the bounds' width between them. Where the first digits differ, the rest is free but at both ends.</summary>
    private static LuceneNode Between(string low, string high)
    {
        if (low.Length == 0)
            return LuceneNode.Empty;
        // Without this the work would double with every digit.
        if (low.All(d => d == '0') && high.All(d => d == '9'))
            return new LuceneRepeat(Digit('0', '9'), low.Length, low.Length);
        if (low[0] == high[0])
            return LuceneNode.Concat([Digit(low[0], low[0]), Between(low[1..], high[1..])]);
        var rest = low.Length - 1;
        var choices = new List<LuceneNode>
        {
            LuceneNode.Concat([Digit(low[0], low[0]), Between(low[1..], new string('9', rest))]),
            LuceneNode.Concat([Digit(high[0], high[0]), Between(new string('0', rest), high[1..])]),
        };
        if (low[0] + 1 < high[0])
        {
            var between = Digit((char)(low[0] + 1), (char)(high[0] - 1));
            choices.Add(LuceneNode.Concat([between, new LuceneRepeat(Digit('0', '9'), rest, rest)]));
        }

        return LuceneNode.Union(choices);
    }

    private static LuceneSet Digit(char first, char last) => new(CodePointSet.Of((first, last)));

    private static string Pad(int number, int width) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
