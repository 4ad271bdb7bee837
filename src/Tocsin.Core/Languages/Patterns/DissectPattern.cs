using System.Globalization;
using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>A <c>DISSECT</c> pattern: literal delimiters and keys (ES|QL specification, 14.1). There is no backtracking.</summary>
internal sealed class DissectPattern : ColumnExtractor
{
    private readonly byte[] _prefix;
    private readonly Key[] _keys;
    private readonly byte[] _separator;

    private DissectPattern(byte[] prefix, Key[] keys, byte[] separator, IReadOnlyList<ExtractedColumn> columns)
        : base(columns)
    {
        _prefix = prefix;
        _keys = keys;
        _separator = separator;
    }

    /// <summary>Reads a pattern; null with an error if it is none.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="appendSeparator">What stands between the parts of a key that is appended to.</param>
    /// <param name="error">Why there is no result.</param>
    public static DissectPattern? Parse(string pattern, string appendSeparator, out PatternError? error)
    {
        var start = pattern.IndexOf("%{", StringComparison.Ordinal);
        if (start < 0)
        {
            error = new("a dissect pattern needs a key such as `%{name}`", 0);
            return null;
        }

        var prefix = pattern[..start];
        var keys = new List<KeySyntax>();
        while (start < pattern.Length)
        {
            var end = pattern.IndexOf('}', start);
            if (end < 0)
            {
                error = new("this key is not closed by a `}`", start);
                return null;
            }

            // A key directly behind another is read as a delimiter, as the reference does.
            var next = end + 2 < pattern.Length ? pattern.IndexOf("%{", end + 2, StringComparison.Ordinal) : -1;
            next = next < 0 ? pattern.Length : next;
            if (KeySyntax.Parse(pattern[(start + 2)..end], start, pattern[(end + 1)..next], out error) is not { } key)
                return null;
            keys.Add(key);
            start = next;
        }

        var columns = keys.Where(k => !k.IsSkipped).Select(k => k.Name).Distinct().ToList();
        if (columns.Count == 0)
        {
            error = new("a dissect pattern needs a key whose value is kept", 0);
            return null;
        }

        error = null;
        var appended = keys.Where(k => k.IsAppended).Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        return new(
            Encoding.UTF8.GetBytes(prefix),
            [.. keys.Select(k => k.Bind(columns.IndexOf(k.Name), appended.Contains(k.Name)))],
            Encoding.UTF8.GetBytes(appendSeparator),
            [.. columns.Select(c => new ExtractedColumn(c, DataType.Keyword))]
        );
    }

    public override bool Match(ReadOnlySpan<byte> text, Span<Value> results, out EvaluationFailure? failure)
    {
        failure = null;
        results.Clear();
        Span<Range> ranges = _keys.Length <= 64 ? stackalloc Range[_keys.Length] : new Range[_keys.Length];
        if (text.Length <= _prefix.Length || !text.StartsWith(_prefix) || !TryCut(text, ranges))
            return false;
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_keys[i].Column >= 0 && !_keys[i].IsAppended)
                results[_keys[i].Column] = Value.FromUtf8(text[ranges[i]].ToArray());
        }

        for (var column = 0; column < Columns.Count; column++)
        {
            if (Append(text, ranges, column) is { } joined)
                results[column] = Value.FromUtf8(joined);
        }

        return true;
    }

    /// <summary>Finds the value of each key; false if a delimiter is missing.</summary>
    private bool TryCut(ReadOnlySpan<byte> text, Span<Range> ranges)
    {
        var position = _prefix.Length;
        for (var i = 0; i < _keys.Length; i++)
        {
            var delimiter = _keys[i].Delimiter;
            if (delimiter.Length == 0)
            {
                // Only the last key can be without a delimiter.
                ranges[i] = position..text.Length;
                continue;
            }

            var found = text[position..].IndexOf(delimiter);
            if (found < 0)
                return false;
            ranges[i] = position..(position + found);
            position += found + delimiter.Length;
            var isPadded = _keys[i].IsPadded;
            // Each repeat of the delimiter is an empty value of the next key, whatever delimiter that has itself.
            while (text[position..].StartsWith(delimiter) && (isPadded || i + 1 < _keys.Length))
            {
                position += delimiter.Length;
                if (!isPadded)
                {
                    ranges[++i] = 0..0;
                    isPadded = _keys[i].IsPadded;
                }
            }
        }

        return true;
    }

    private byte[]? Append(ReadOnlySpan<byte> text, ReadOnlySpan<Range> ranges, int column)
    {
        var parts = new List<(int Order, int Key)>();
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_keys[i].IsAppended && _keys[i].Column == column)
                parts.Add((_keys[i].Order ?? i, i));
        }

        if (parts.Count == 0)
            return null;
        parts.Sort();
        var joined = new List<byte>();
        foreach (var (_, key) in parts)
        {
            if (key != parts[0].Key)
                joined.AddRange(_separator);
            joined.AddRange(text[ranges[key]]);
        }

        return [.. joined];
    }

    /// <param name="Column">Which column it fills; -1 for none.</param>
    /// <param name="Delimiter">What ends its value; empty for the rest of the text.</param>
    /// <param name="IsPadded">Whether repeats of the delimiter are swallowed.</param>
    /// <param name="IsAppended">Whether the value is a part of the column only.</param>
    /// <param name="Order">Where the part comes; by position in the pattern if there is none.</param>
    private sealed record Key(int Column, byte[] Delimiter, bool IsPadded, bool IsAppended, int? Order);

    /// <summary>A key as written.</summary>
    private sealed record KeySyntax(
        string Name,
        string Delimiter,
        bool IsSkipped,
        bool IsPadded,
        bool IsAppended,
        int? Order
    )
    {
        public static KeySyntax? Parse(string text, int offset, string delimiter, out PatternError? error)
        {
            error = null;
            var isPadded = text.EndsWith("->", StringComparison.Ordinal);
            var name = isPadded ? text[..^2] : text;
            // Modifiers count in the first place only; anything further on belongs to the name.
            switch (name.Length > 0 ? name[0] : '\0')
            {
                case '\0':
                case '?':
                    return new("", delimiter, IsSkipped: true, isPadded, IsAppended: false, Order: null);
                case '*':
                case '&':
                    error = new("dissect keys with `*` or `&` are not supported", offset);
                    return null;
                case '+':
                    var order = ParseOrder(ref name);
                    if (name.Length > 1)
                        return new(name[1..], delimiter, IsSkipped: false, isPadded, IsAppended: true, order);
                    error = new("this key has no name", offset);
                    return null;
                default:
                    return new(name, delimiter, IsSkipped: false, isPadded, IsAppended: false, Order: null);
            }
        }

        public Key Bind(int column, bool isAppended) =>
            new(IsSkipped ? -1 : column, Encoding.UTF8.GetBytes(Delimiter), IsPadded, !IsSkipped && isAppended, Order);

        private static int? ParseOrder(ref string name)
        {
            var slash = name.LastIndexOf('/');
            if (
                slash < 0
                || !int.TryParse(name[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var order)
            )
                return null;
            name = name[..slash];
            return order;
        }
    }
}
