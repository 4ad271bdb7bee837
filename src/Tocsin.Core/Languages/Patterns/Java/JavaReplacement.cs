using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>A Java replacement text: <c>$1</c> and <c>${name}</c> are groups, a backslash quotes (ES|QL specification, 15.3).</summary>
internal sealed class JavaReplacement
{
    private readonly List<(string? Text, int Group)> _parts = [];

    private JavaReplacement() { }

    /// <summary>Reads a replacement for a pattern; null with an error if it names a group that is not there or ends within a reference.</summary>
    public static JavaReplacement? Parse(string text, JavaPattern pattern, out string? error)
    {
        var replacement = new JavaReplacement();
        var literal = new StringBuilder();
        error = null;
        for (var position = 0; position < text.Length && error is null; )
        {
            var current = text[position++];
            if (current == '\\')
            {
                if (position == text.Length)
                    error = "character to be escaped is missing";
                else
                    literal.Append(text[position++]);
            }
            else if (current == '$')
            {
                var group = ParseGroup(text, ref position, pattern, out error);
                if (literal.Length > 0)
                    replacement._parts.Add((literal.ToString(), 0));
                literal.Clear();
                replacement._parts.Add((null, group));
            }
            else
                literal.Append(current);
        }

        if (literal.Length > 0)
            replacement._parts.Add((literal.ToString(), 0));
        return error is null ? replacement : null;
    }

    /// <summary>Appends the replacement of a match; a group that took no part is empty.</summary>
    public void AppendTo(StringBuilder result, Match match)
    {
        foreach (var (text, group) in _parts)
        {
            if (text is not null)
                result.Append(text);
            else
                result.Append(match.Groups[group.ToString(CultureInfo.InvariantCulture)].ValueSpan);
        }
    }

    private static int ParseGroup(string text, ref int position, JavaPattern pattern, out string? error)
    {
        error = null;
        if (position < text.Length && text[position] == '{')
        {
            var end = text.IndexOf('}', position);
            var name = end < 0 ? "" : text[(position + 1)..end];
            position = end + 1;
            if (pattern.GroupNumbers.TryGetValue(name, out var named))
                return named;
            error = end < 0 ? "named capturing group is missing trailing '}'" : $"No group with name {{{name}}}";
            position = text.Length;
            return 0;
        }

        if (position == text.Length || !char.IsAsciiDigit(text[position]))
        {
            error =
                position == text.Length ? "Illegal group reference: group index is missing" : "Illegal group reference";
            return 0;
        }

        var number = text[position++] - '0';
        if (number > pattern.GroupCount)
            error = string.Create(CultureInfo.InvariantCulture, $"No group {number}");
        // Further digits belong to the number as long as there is such a group.
        while (
            position < text.Length
            && char.IsAsciiDigit(text[position])
            && number * 10 + text[position] - '0' <= pattern.GroupCount
        )
            number = number * 10 + text[position++] - '0';
        return number;
    }
}
