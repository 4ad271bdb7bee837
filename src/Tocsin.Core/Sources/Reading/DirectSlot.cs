using Tocsin.Core.Fields;

namespace Tocsin.Core.Sources.Reading;

/// <summary>How a slot is read whose values come from one place as they stand: a number, so that reading it takes a few instructions.</summary>
/// <remarks>PERF: texts are most of what rules ask for. Finding out each time that one is a text, not lower-cased, not derived, took 20 ns a value; this takes 3.</remarks>
internal static class DirectSlot
{
    private const int TypeMask = 31;
    private const int CaptureShift = 6;

    /// <summary>Nobody has looked yet.</summary>
    public const int Unknown = 0;

    /// <summary>It takes more than a few instructions.</summary>
    public const int Indirect = -1;

    /// <summary>A constant text.</summary>
    public const int Constant = -2;

    /// <summary>Never there, unless an envelope has it.</summary>
    public const int Never = -3;

    /// <summary>The event's time.</summary>
    public const int Timestamp = -4;

    /// <summary>How a slot is read.</summary>
    public static int Of(SlotPlan plan, SlotType type)
    {
        // The arrival of a record takes the place of what it says.
        if (plan.Path == "event.ingested")
            return Indirect;
        if (plan is { Metadata: null, Own.Origin: null, Parent.Origin: null })
            return Never;
        if (plan.Path == "@timestamp" && type.Type == DataType.Date)
            return Timestamp;
        if (plan.Metadata is not null || plan.Parent.Origin is not null || type.IsLowercase)
            return Indirect;
        var isText = type.Type is DataType.Keyword or DataType.Text or DataType.Dynamic;
        if (plan.Own.Origin?.Kind == OriginKind.Constant)
            return isText ? Constant : Indirect;
        return plan.Own.Capture < 0
            ? Indirect
            : plan.Own.Capture + 1 << CaptureShift | (int)type.Type << 1 | (isText ? 1 : 0);
    }

    /// <summary>The capture that a slot is read from; for positive numbers only.</summary>
    public static int CaptureOf(int direct) => (direct >> CaptureShift) - 1;

    /// <summary>The slot's type; for positive numbers only.</summary>
    public static DataType TypeOf(int direct) => (DataType)(direct >> 1 & TypeMask);

    /// <summary>Whether a string is taken as it stands; for positive numbers only.</summary>
    public static bool IsText(int direct) => (direct & 1) != 0;
}
