namespace Tocsin.Core.Text;

/// <summary>Gives equal texts as one string: thousands of rule files have the same keys, tags and techniques. One thread at a time.</summary>
internal sealed class TextPool
{
    /// <summary>Longer texts are rarely the same.</summary>
    private const int LengthMax = 128;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _known = new HashSet<string>(
        StringComparer.Ordinal
    ).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The characters as a string.</summary>
    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length > LengthMax)
            return text.ToString();
        if (_known.TryGetValue(text, out var known))
            return known;
        var added = text.ToString();
        _known.Set.Add(added);
        return added;
    }
}
