namespace Tocsin.Core.Values;

/// <summary>The order of version texts: ES|QL specification, 12.11.</summary>
/// <remarks>
/// A version is numbers without leading zeros joined by dots, then optionally <c>-</c> and a pre-release, then optionally <c>+</c> and a
/// build. Versions are equal only as the same text: what compares alike otherwise (<c>1</c> and <c>1.0</c>) is ordered by length and bytes.
/// </remarks>
internal static class VersionOrder
{
    /// <summary>Compares two versions; texts that are no versions come after all that are, by bytes.</summary>
    public static int Compare(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var left = Parts.Of(x);
        var right = Parts.Of(y);
        if (!left.IsVersion || !right.IsVersion)
        {
            return left.IsVersion == right.IsVersion ? x.SequenceCompareTo(y)
                : left.IsVersion ? -1
                : 1;
        }

        var order = CompareNumbers(left.Numbers, right.Numbers);
        if (order == 0)
            order = ComparePreReleases(left.PreRelease, right.PreRelease);
        if (order == 0)
            order = left.Numbers.Count((byte)'.').CompareTo(right.Numbers.Count((byte)'.'));
        return order != 0 ? order : x.SequenceCompareTo(y);
    }

    /// <summary>Equal for equal versions.</summary>
    public static int Hash(ReadOnlySpan<byte> text) => (int)ValueComparer.HashBytes(text);

    private static int CompareNumbers(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        // A missing number counts as zero.
        while (x.Length > 0 || y.Length > 0)
        {
            var order = CompareDigits(TakePart(ref x), TakePart(ref y));
            if (order != 0)
                return order;
        }

        return 0;
    }

    private static int ComparePreReleases(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.IsEmpty || y.IsEmpty)
            return (x.IsEmpty ? 1 : 0) - (y.IsEmpty ? 1 : 0);
        while (x.Length > 0 && y.Length > 0)
        {
            var left = TakePart(ref x);
            var right = TakePart(ref y);
            var order = (IsNumber(left), IsNumber(right)) switch
            {
                (true, true) => CompareDigits(left, right),
                (true, false) => -1,
                (false, true) => 1,
                _ => left.SequenceCompareTo(right),
            };
            if (order != 0)
                return order;
        }

        return x.Length.CompareTo(y.Length);
    }

    /// <summary>Compares whole numbers of any length, without leading zeros; no digits are zero.</summary>
    private static int CompareDigits(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.IsEmpty)
            x = "0"u8;
        if (y.IsEmpty)
            y = "0"u8;
        return x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
    }

    private static ReadOnlySpan<byte> TakePart(ref ReadOnlySpan<byte> text)
    {
        var dot = text.IndexOf((byte)'.');
        var part = dot < 0 ? text : text[..dot];
        text = dot < 0 ? [] : text[(dot + 1)..];
        return part;
    }

    private static bool IsNumber(ReadOnlySpan<byte> part) => !part.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>The parts of a version text.</summary>
    private readonly ref struct Parts
    {
        public bool IsVersion { get; private init; }

        public ReadOnlySpan<byte> Numbers { get; private init; }

        public ReadOnlySpan<byte> PreRelease { get; private init; }

        public static Parts Of(ReadOnlySpan<byte> text)
        {
            var plus = text.IndexOf((byte)'+');
            var main = plus < 0 ? text : text[..plus];
            var dash = main.IndexOf((byte)'-');
            var numbers = dash < 0 ? main : main[..dash];
            var preRelease = dash < 0 ? default : main[(dash + 1)..];
            var isVersion =
                AreParts(numbers, areNumbers: true, allowLeadingZero: false)
                && (dash < 0 || AreParts(preRelease, areNumbers: false, allowLeadingZero: false))
                && (plus < 0 || AreParts(text[(plus + 1)..], areNumbers: false, allowLeadingZero: true));
            return new()
            {
                IsVersion = isVersion,
                Numbers = numbers,
                PreRelease = preRelease,
            };
        }

        private static bool AreParts(ReadOnlySpan<byte> text, bool areNumbers, bool allowLeadingZero)
        {
            if (text.IsEmpty || text[^1] == '.')
                return false;
            while (text.Length > 0)
            {
                var part = TakePart(ref text);
                var isNumber = IsNumber(part);
                if (part.IsEmpty || (areNumbers && !isNumber))
                    return false;
                if (isNumber && part.Length > 1 && part[0] == '0' && !allowLeadingZero)
                    return false;
                foreach (var letter in part)
                {
                    if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '-')
                        return false;
                }
            }

            return true;
        }
    }
}
