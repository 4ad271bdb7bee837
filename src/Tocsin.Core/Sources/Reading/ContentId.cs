using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <summary>The id of a record that has none of its own: a hash of its content, whatever blanks stand between its tokens.</summary>
internal static class ContentId
{
    private const int HashBytes = 16;

    /// <summary>32 hex digits.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="variant">Tells several events of one record apart; null for the only one.</param>
    public static string Of(ReadOnlySpan<byte> record, string? variant)
    {
        // PERF: rules that count look at nearly every event, and each is named once: no garbage for it, and no copy.
        if (variant is null && !VectorScan.MayHaveBlanks(record))
            return Hash(record);
        var label = variant is null ? [] : Encoding.UTF8.GetBytes(variant);
        var content = ArrayPool<byte>.Shared.Rent(record.Length + label.Length);
        try
        {
            var length = JsonText.Minify(record, content);
            label.CopyTo(content.AsSpan(length));
            return Hash(content.AsSpan(0, length + label.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    private static string Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash[..HashBytes]);
    }
}
