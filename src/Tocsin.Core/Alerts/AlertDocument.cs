namespace Tocsin.Core.Alerts;

/// <summary>A document that <see cref="AlertDocumentWriter"/> wrote, and which part of it all alerts of the rule share.</summary>
/// <param name="bytes">The document: UTF-8 JSON on one line.</param>
/// <param name="ruleStart">Where the part begins.</param>
/// <param name="ruleLength">How long it is: more than half of many documents.</param>
internal readonly ref struct AlertDocument(ReadOnlySpan<byte> bytes, int ruleStart, int ruleLength)
{
    /// <summary>The document.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>What is the alert's own before the rule's part.</summary>
    public ReadOnlySpan<byte> Before => Bytes[..ruleStart];

    /// <summary>The rule's part.</summary>
    public ReadOnlySpan<byte> OfRule => Bytes.Slice(ruleStart, ruleLength);

    /// <summary>What is the alert's own behind it.</summary>
    public ReadOnlySpan<byte> Behind => Bytes[(ruleStart + ruleLength)..];

    public static implicit operator ReadOnlySpan<byte>(AlertDocument document) => document.Bytes;

    /// <summary>A copy that outlives the writer.</summary>
    public byte[] ToArray() => Bytes.ToArray();
}
