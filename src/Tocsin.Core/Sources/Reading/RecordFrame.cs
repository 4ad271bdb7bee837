namespace Tocsin.Core.Sources.Reading;

/// <summary>A stretch of JSON that a reader works through: a record, a list inside of one, or what was unpacked from one.</summary>
internal sealed class RecordFrame
{
    /// <summary>Holds the stretch.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>Where to go on.</summary>
    public int Position { get; set; }

    /// <summary>Behind its last byte.</summary>
    public int End { get; set; }

    public FrameKind Kind { get; set; }

    /// <summary>What stood around it.</summary>
    public Envelope? Envelope { get; set; }

    /// <summary>Whether positions in it are positions in the input.</summary>
    public bool IsInput { get; set; }
}

/// <summary>What the values of a frame are.</summary>
internal enum FrameKind
{
    /// <summary>Values one behind the other, recognised by looking.</summary>
    Values,

    /// <summary>Elements of a list, recognised by looking.</summary>
    Elements,

    /// <summary>Elements of an EventList: audit events that need not say so.</summary>
    AuditEvents,

    /// <summary>Elements of <c>logEvents</c>: each wraps a text.</summary>
    LogEvents,
}
