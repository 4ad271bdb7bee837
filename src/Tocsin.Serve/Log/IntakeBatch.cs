namespace Tocsin.Serve.Log;

/// <summary>The records of one request, or of one read of a followed file, on their way into the log. All of it is kept or none.</summary>
internal sealed class IntakeBatch
{
    /// <summary>Where they come from: the name of the listener or of the followed file. Each source has a watermark of its own.</summary>
    public required string Source { get; init; }

    /// <summary>The address of the sender; null for files.</summary>
    public string? Peer { get; init; }

    /// <summary>When the request arrived, milliseconds since 1970: <c>event.ingested</c> of its records.</summary>
    public required long ArrivedMillis { get; init; }

    /// <summary>
    /// One JSON object a line, each ending in a newline and complete in itself: its data stream and id, where the protocol gives
    /// them, stand in it as a search hit's do (<c>_index</c>, <c>_id</c>, <c>_source</c>), so that the same lines in a file mean the same.
    /// </summary>
    public required ReadOnlyMemory<byte> Records { get; init; }

    /// <summary>The bytes of each record, its newline included; they add up to <see cref="Records"/>.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>What makes each record recognisable when it is sent again; one for each record.</summary>
    public required IReadOnlyList<RecordKey> Keys { get; init; }

    /// <summary>How far a followed file has been read with this batch; kept together with it.</summary>
    public FilePosition? Position { get; init; }
}

/// <summary>What makes a record recognisable when a sender repeats it: a hash of <c>auditID</c> and stage, or of index and <c>_id</c>.</summary>
/// <param name="High">The first half.</param>
/// <param name="Low">The second half. Both zero: the record has no identity of its own and counts every time.</param>
internal readonly record struct RecordKey(ulong High, ulong Low)
{
    /// <summary>No identity.</summary>
    public static readonly RecordKey None;

    /// <summary>Whether there is none.</summary>
    public bool IsNone => High == 0 && Low == 0;
}

/// <summary>How far a file has been read.</summary>
/// <param name="FileKey">Device, inode and a fingerprint of the beginning.</param>
/// <param name="Path">Where it was found last.</param>
/// <param name="Offset">The byte behind the last complete line.</param>
internal sealed record FilePosition(string FileKey, string Path, long Offset);
