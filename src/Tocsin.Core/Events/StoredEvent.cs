using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Events;

/// <summary>An event kept as evidence or for output.</summary>
/// <param name="Id">See <see cref="Event.Id"/>; null where it is the hash of <paramref name="Record"/>, which is made on first use: most of what is kept is never shown.</param>
/// <param name="HasOwnId">Whether the id came from the record.</param>
/// <param name="StreamId">Number of its index in the run's <see cref="Sources.DataStreams"/>.</param>
/// <param name="Timestamp">Milliseconds since 1970, or <see cref="Event.NoTime"/>.</param>
/// <param name="Ingested">Milliseconds since 1970, or <see cref="Event.NoTime"/>.</param>
/// <param name="Arrival">Place among all records of the input.</param>
/// <param name="Record">Its bytes: the document, or another format's record that <paramref name="MapDocument"/> turns into one; null where <see cref="ReadAgain"/> gives them.</param>
/// <param name="MapDocument">Makes the document of a mapped record; null where the record is the document.</param>
internal sealed record StoredEvent(
    string? Id,
    bool HasOwnId,
    int StreamId,
    long Timestamp,
    long Ingested,
    long Arrival,
    byte[]? Record,
    Func<byte[], byte[]>? MapDocument = null
)
{
    private readonly byte[]? _record = Record;
    private string? _id = Id;
    private byte[]? _document;

    /// <summary>See <see cref="Event.Id"/>.</summary>
    public string Id
    {
        get => _id ??= ContentId.Of(Record, variant: null);
        init => _id = value;
    }

    /// <summary>Reads the record where it came from; null where it is kept here.</summary>
    public Func<byte[]>? ReadAgain { get; init; }

    /// <summary>Its bytes; read again each time where they are not kept.</summary>
    public byte[] Record
    {
        get => _record ?? ReadAgain!();
        init => _record = value;
    }

    /// <summary>How many bytes of the record are kept.</summary>
    public int KeptBytes => _record?.Length ?? 0;

    /// <summary>The document as the integration would have stored it, UTF-8 JSON; made on first use for a mapped record.</summary>
    public byte[] Document => MapDocument is null ? Record : _document ??= MapDocument(Record);
}
