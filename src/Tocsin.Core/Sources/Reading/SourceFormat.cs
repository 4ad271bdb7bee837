namespace Tocsin.Core.Sources.Reading;

/// <summary>A kind of record: a table that says where the fields of rules stand in it.</summary>
/// <remarks>Stateless; shared between threads.</remarks>
internal abstract class SourceFormat
{
    /// <summary>What <c>--source</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a record is not the document that rules see, and one must be made to show it.</summary>
    public abstract bool IsMapped { get; }

    /// <summary>Whether fields are read from the document made of a record, rather than from the record: the format's fields are too intricate for paths.</summary>
    public virtual bool IsTranscoded => false;

    /// <summary>Whether empty texts are no values (data-sources 5.3, step 12).</summary>
    public virtual bool DropsEmptyTexts => false;

    /// <summary>The paths of objects in whose keys a dot reads as an underscore.</summary>
    public virtual IReadOnlyList<string> UnderscoredObjects => [];

    /// <summary>Where a field's values come from; null where records of this format never have it.</summary>
    public abstract FieldOrigin? OriginOf(string field);

    /// <summary>Makes the document of a record; the record has been read before, so it is JSON that a walk accepts.</summary>
    /// <param name="record">One JSON object.</param>
    /// <param name="envelope">What stood around the record.</param>
    public abstract byte[] ToDocument(ReadOnlySpan<byte> record, Envelope? envelope);
}
