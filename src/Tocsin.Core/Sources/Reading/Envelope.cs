namespace Tocsin.Core.Sources.Reading;

/// <summary>What stood around a record and belongs to its event: a bulk action, a search hit, a list, a cloud's wrapping.</summary>
/// <remarks>Immutable once a record has been read with it; may outlive the input's buffers.</remarks>
internal sealed class Envelope
{
    private static readonly Dictionary<string, string[]> NoFields = [];

    private Dictionary<string, string[]>? _fields;

    /// <summary>The index that it names, or null.</summary>
    public string? Index { get; init; }

    /// <summary>The id that it names, or null.</summary>
    public string? Id { get; init; }

    /// <summary>Whether what is inside is taken as written, whatever it looks like (a search hit).</summary>
    public bool IsHit { get; init; }

    /// <summary>The instant that stands for the record's own, if it has none: ISO 8601, or null.</summary>
    public string? Time { get; init; }

    /// <summary>Fields that it gives to the event, by their path; they count where the record has no value of its own.</summary>
    public IReadOnlyDictionary<string, string[]> Fields => _fields ?? NoFields;

    /// <summary>Adds a field, unless there is no value.</summary>
    public Envelope With(string path, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            Own[path] = [value];
        return this;
    }

    /// <summary>Adds all of another's fields.</summary>
    public Envelope With(IReadOnlyDictionary<string, string[]> fields)
    {
        foreach (var (path, values) in fields)
            Own[path] = values;
        return this;
    }

    // PERF: a bulk request's documents each come in a hit, which has none.
    private Dictionary<string, string[]> Own => _fields ??= new(StringComparer.Ordinal);
}
