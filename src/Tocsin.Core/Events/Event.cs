using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Events;

/// <summary>One record as rules see it: the values of the fields that are wanted, and what it takes to identify, place and show it.</summary>
/// <remarks>
/// <para>An event is a view that a reader fills again and again; it borrows the record's bytes. It is valid until the reader's next
/// record; <see cref="StoredEvent"/> is what outlives that.</para>
/// <para>Threads: one reader and its event belong to one thread at a time.</para>
/// </remarks>
internal abstract class Event
{
    /// <summary>The value or values of a field; null where it has none. Converted to the field's declared type on first use.</summary>
    /// <param name="slot">A slot of the run's <see cref="Fields.FieldTable"/>.</param>
    public abstract Value Get(int slot);

    /// <summary>Whether a field has one value, and that is a text.</summary>
    /// <param name="slot">As for <see cref="Get"/>.</param>
    /// <param name="text">Compared byte by byte.</param>
    public virtual bool IsText(int slot, ReadOnlySpan<byte> text)
    {
        var value = Get(slot);
        return value.Kind == ValueKind.String && value.AsBytes.SequenceEqual(text);
    }

    /// <summary>Lists the slots that may have a value, so that nobody needs to ask for the others.</summary>
    /// <param name="slots">
    /// Each slot once, in no order; holds every slot whose <see cref="Get"/> is not null, and perhaps some whose is. Valid until the reader's next record.
    /// </param>
    /// <returns>False where they are not known: then any slot may have a value.</returns>
    public virtual bool TryGetPresent(out ReadOnlySpan<int> slots)
    {
        slots = default;
        return false;
    }

    /// <summary>
    /// The instant of <c>@timestamp</c> in milliseconds since 1970, the fraction cut; <see cref="NoTime"/> without a usable one.
    /// For a raw audit event: its stage time (data-sources, section 3).
    /// </summary>
    public long Timestamp { get; protected set; } = NoTime;

    /// <summary>What cutting <see cref="Timestamp"/> to milliseconds lost: nanoseconds, 0 to 999,999.</summary>
    public int TimestampNanosOfMilli { get; protected set; }

    /// <summary>The instant of <c>event.ingested</c>, or <see cref="NoTime"/>.</summary>
    public long Ingested { get; protected set; } = NoTime;

    /// <summary>The number of the event's index in the run's <see cref="Sources.DataStreams"/>.</summary>
    public int StreamId { get; protected set; }

    /// <summary>Where it stands among all records of the input: file by file in order, then by position. Unique in a run.</summary>
    public long Arrival { get; protected set; }

    /// <summary>The record's bytes as read: what was between its braces in the file, before any mapping.</summary>
    public abstract ReadOnlySpan<byte> Raw { get; }

    /// <summary>Whether <see cref="Raw"/> is another format's record, so that the document shown must be made from it.</summary>
    public abstract bool IsMapped { get; }

    /// <summary>
    /// The document's id: <c>_id</c>, else <c>auditID/stage</c>, else a hash of the content (32 hex digits). Among identical
    /// records without an id of their own the hash is the same; the engine tells them apart when it commits
    /// (<see cref="HasOwnId"/>).
    /// </summary>
    public abstract string Id { get; }

    /// <summary>The id as UTF-8; valid until the reader's next record.</summary>
    public virtual ReadOnlySpan<byte> IdUtf8 => System.Text.Encoding.UTF8.GetBytes(Id);

    /// <summary>Whether the id came from the record, so that two records with it are the same event.</summary>
    public abstract bool HasOwnId { get; }

    /// <summary>Whether <see cref="Id"/> is the hash of <see cref="Raw"/> and nothing else.</summary>
    public virtual bool HasContentId => false;

    /// <summary>
    /// The document as the integration would have stored it, UTF-8 JSON: for an unmapped record its own bytes (for a search hit its
    /// <c>_source</c>). Slow for mapped records: only for output.
    /// </summary>
    public abstract byte[] ToDocument();

    /// <summary>Names of fields whose value could not be read as its declared type (<c>_ignored</c>).</summary>
    public virtual IReadOnlyList<string> Ignored => [];

    /// <summary>A copy that outlives the reader. Readers of mapped formats copy the record and leave the mapping to <see cref="StoredEvent.Document"/>.</summary>
    public virtual StoredEvent Store() => new(Id, HasOwnId, StreamId, Timestamp, Ingested, Arrival, ToDocument());

    /// <summary>
    /// Whether <see cref="Store"/> would keep <see cref="Raw"/> and nothing else of the record: then whoever keeps many events can hold the bytes
    /// in its own way, and make a <see cref="StoredEvent"/> with <see cref="RawMap"/> of the few that are shown.
    /// </summary>
    public virtual bool StoresRaw => false;

    /// <summary>Where <see cref="Raw"/> can be read again, so that nobody needs to keep it; nowhere where it has to be copied.</summary>
    public virtual RecordPlace Place => default;

    /// <summary>Makes the document of <see cref="Raw"/>, where <see cref="StoresRaw"/>; null where it is the document.</summary>
    public virtual Func<byte[], byte[]>? RawMap => null;

    /// <summary>No usable time.</summary>
    public const long NoTime = long.MinValue;
}
