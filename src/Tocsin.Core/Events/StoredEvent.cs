using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Events;

/// <summary>An event kept as evidence or for output.</summary>
/// <param name="Id">See <see cref="Event.Id"/>; null where it is the hash of <paramref name="Record"/>, which is made on first use: most of what is kept is never shown.</param>
/// <param name="HasOwnId">Whether the id came from the record.</param>
/// <param name="StreamId">Number of its index in the run's <see cref="Sources.DataStreams"/>.</param>
/// <param name="Timestamp">Milliseconds since 1970, or <see cref="Event.NoTime"/>.</param>
/// <param name="Ingested">Milliseconds since 1970, or <see cref="Event.NoTime"/>.</param>
/// <param name="Arrival">Place among all records of the input.</param>
/// <param name="Record">Its bytes: the document, or another format's record that <paramref name="MapDocument"/> turns into one; null where <see cref="Place"/> gives them.</param>
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
    /// <summary>Smaller records stay as they are.</summary>
    private const int PackedMin = 128;

    private string? _id = Id;
    private byte[]? _document;
    private byte[]? _record = Record;
    private RecordPack? _pack;
    private int _packStart;
    private bool _isPacked;

    /// <summary>See <see cref="Event.Id"/>.</summary>
    public string Id
    {
        get => _id ??= ContentId.Of(Record, variant: null);
        init => _id = value;
    }

    /// <summary>Where the record can be read again; nowhere where it is kept here.</summary>
    public RecordPlace Place { get; init; }

    /// <summary>
    /// Its bytes: the document, or another format's record. Where they were packed they are unpacked, and stay so; where they are not kept they are read
    /// again each time.
    /// </summary>
    public byte[] Record
    {
        // Readers of alerts may be other threads than the one that packs.
        get =>
            Volatile.Read(ref _record)
            ?? (_pack is null ? Place.Read() : _record = _pack.Read(_packStart, RecordBytes));
        init => _record = value;
    }

    /// <summary>How many bytes the record has, as far as they are kept.</summary>
    public int RecordBytes { get; } = Record?.Length ?? 0;

    /// <summary>About how much memory the record takes: less once <see cref="BeginPacking"/> was called.</summary>
    public int HeldBytes => _isPacked ? RecordBytes / 4 : RecordBytes;

    /// <summary>Says that the record is going to be packed.</summary>
    /// <returns>Whether to do so: not where it has been, and not where little is to be won.</returns>
    public bool BeginPacking() => RecordBytes >= PackedMin && !_isPacked && (_isPacked = true);

    /// <summary>Lets go of the bytes, which a pack has too.</summary>
    public void PackInto(RecordPack pack, int start)
    {
        // Ids are compared far more often than records are shown.
        _ = Id;
        (_pack, _packStart) = (pack, start);
        Volatile.Write(ref _record, null);
    }

    /// <summary>The document as the integration would have stored it, UTF-8 JSON; made on first use for a mapped record, and each time where the record is not kept.</summary>
    public byte[] Document =>
        MapDocument is null ? Record
        : Place.Source is null ? _document ??= MapDocument(Record)
        : MapDocument(Record);
}
