using System.Buffers.Binary;
using System.Security.Cryptography;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake;

/// <summary>Makes the keys by which records are known again when a sender repeats them (intake-protocols 1.3, 2.5; data-sources 5.1).</summary>
/// <remarks>A cryptographic hash: a sender cannot make up a record that pushes out another's.</remarks>
internal static class RecordKeys
{
    private const int StackBytesMax = 512;

    /// <summary>The key of an audit event.</summary>
    /// <param name="cluster">Which cluster sent it; empty where there is only one.</param>
    /// <param name="auditId">Its <c>auditID</c>.</param>
    /// <param name="stage">Its stage: one request has two or three.</param>
    public static RecordKey OfAuditEvent(
        ReadOnlySpan<byte> cluster,
        ReadOnlySpan<byte> auditId,
        ReadOnlySpan<byte> stage
    ) => auditId.IsEmpty ? RecordKey.None : Of((byte)'a', cluster, auditId, stage);

    /// <summary>The key of a document with an id of its sender's.</summary>
    public static RecordKey OfDocument(ReadOnlySpan<byte> index, ReadOnlySpan<byte> id) =>
        id.IsEmpty ? RecordKey.None : Of((byte)'d', index, id, []);

    private static RecordKey Of(
        byte kind,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        ReadOnlySpan<byte> third
    )
    {
        // Lengths stand before the parts, so that no two triples are the same bytes.
        var length = 1 + 3 * sizeof(int) + first.Length + second.Length + third.Length;
        Span<byte> text = length <= StackBytesMax ? stackalloc byte[StackBytesMax] : new byte[length];
        text[0] = kind;
        var position = 1;
        Append(text, ref position, first);
        Append(text, ref position, second);
        Append(text, ref position, third);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..position], hash);
        var key = new RecordKey(
            BinaryPrimitives.ReadUInt64LittleEndian(hash),
            BinaryPrimitives.ReadUInt64LittleEndian(hash[sizeof(ulong)..])
        );
        return key.IsNone ? new(1, 1) : key;
    }

    private static void Append(Span<byte> text, ref int position, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(text[position..], part.Length);
        position += sizeof(int);
        part.CopyTo(text[position..]);
        position += part.Length;
    }
}
