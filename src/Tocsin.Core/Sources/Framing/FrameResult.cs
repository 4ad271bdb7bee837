namespace Tocsin.Core.Sources.Framing;

/// <summary>What <see cref="RecordFramer.Next"/> found.</summary>
internal enum FrameResult
{
    /// <summary>A record.</summary>
    Record,

    /// <summary>The record at hand may go on behind the data.</summary>
    NeedMore,

    /// <summary>Nothing is left.</summary>
    End,
}
