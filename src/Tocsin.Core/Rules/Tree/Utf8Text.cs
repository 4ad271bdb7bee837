using System.Text;
using System.Text.Unicode;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>Decodes the bytes of a file that must be UTF-8.</summary>
internal static class Utf8Text
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The bytes of a file behind its byte order mark, if it has one.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;

    /// <summary>The text of a file, without a byte order mark.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its path.</param>
    /// <param name="invalid">Where the first bytes stand that are no UTF-8, and null where all are; they become U+FFFD in the text.</param>
    public static SourceText Decode(ReadOnlySpan<byte> bytes, string name, out TextSpan? invalid)
    {
        bytes = WithoutMark(bytes);
        invalid = null;
        if (!Utf8.IsValid(bytes))
        {
            // The text up to the first replacement has as many units as the valid bytes before it.
            var units = new char[bytes.Length];
            Utf8.ToUtf16(bytes, units, out _, out var valid, replaceInvalidSequences: false);
            invalid = new(valid, 1);
        }

        return SourceText.From(Encoding.UTF8.GetString(bytes), name);
    }
}
