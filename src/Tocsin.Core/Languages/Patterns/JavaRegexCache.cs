namespace Tocsin.Core.Languages.Patterns;

/// <summary>Keeps the patterns that were used last, for patterns that come with the rows. Thread-safe.</summary>
/// <param name="patternsMax">How many are kept; the oldest goes first.</param>
internal sealed class JavaRegexCache(int patternsMax = 64)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (JavaRegex? Regex, PatternError? Error)> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>A pattern, read now or before; null with an error if it is none.</summary>
    public JavaRegex? Get(string pattern, out PatternError? error)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(pattern, out var entry))
            {
                entry = (JavaRegex.Parse(pattern, out var found), found);
                if (_order.Count >= patternsMax)
                    _known.Remove(_order.Dequeue());
                _order.Enqueue(pattern);
                _known.Add(pattern, entry);
            }

            error = entry.Error;
            return entry.Regex;
        }
    }
}
