namespace Tocsin.Serve.Log.Segments;

/// <summary>The marks of a segment file.</summary>
/// <remarks>
/// <para>The file: eight bytes that say what it is; the blocks; the index; the trailer. A block: mark (4), the length of its
/// description (4), the description's checksum (8), the description (<see cref="SegmentBlock"/>), the compressed frames. The index: mark, length and checksum in
/// the same way, then position and description of each block. The trailer (24): position of the index, its checksum, eight bytes that end the file.</para>
/// <para>Each block says everything about itself, so a file whose index or end is lost is read from its beginning, and one whose block
/// is damaged is read on behind it. Numbers are little-endian.</para>
/// </remarks>
internal static class SegmentFormat
{
    public const int MarkBytes = 16;
    public const int TrailerBytes = 24;
    public const uint BlockMark = 0x4B4C_4254;
    public const uint IndexMark = 0x5844_4954;
    public const string Extension = ".seg";

    public static ReadOnlySpan<byte> Begin => "TOCSEG1\n"u8;

    public static ReadOnlySpan<byte> End => "TOCEND1\n"u8;

    /// <summary>The name of the file that holds some batches.</summary>
    public static string NameOf(long first, long last) => $"{first:d16}-{last:d16}{Extension}";

    /// <summary>The batches that a file of this name holds.</summary>
    public static bool TryParse(string name, out long first, out long last)
    {
        first = last = 0;
        return name.Length == 33 + Extension.Length
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && name[16] == '-'
            && long.TryParse(name.AsSpan(0, 16), System.Globalization.NumberStyles.None, null, out first)
            && long.TryParse(name.AsSpan(17, 16), System.Globalization.NumberStyles.None, null, out last)
            && first <= last;
    }
}
