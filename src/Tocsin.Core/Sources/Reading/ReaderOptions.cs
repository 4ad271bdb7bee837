namespace Tocsin.Core.Sources.Reading;

/// <summary>How records are read.</summary>
internal sealed record ReaderOptions
{
    /// <summary>The index of documents that are no mapped records and no search hits (<c>--index</c>); null for what they say or their file's name.</summary>
    public string? Index { get; init; }

    /// <summary>What every record is taken for (<c>--source NAME</c>); null to recognise each by looking.</summary>
    public RecordShape? Shape { get; init; }

    /// <summary>
    /// Whether records are walked with vector instructions where the machine has them; else, and where it has not, by the plain version,
    /// which reads the same.
    /// </summary>
    public bool UsesVectors { get; init; } = true;
}
