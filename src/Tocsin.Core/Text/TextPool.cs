using System.Text;

namespace Tocsin.Core.Text;

/// <summary>What is used again from file to file while many rule files are read. One thread at a time.</summary>
/// <remarks>Equal texts are one string: thousands of rule files have the same keys, tags and techniques. And all files are decoded into one buffer.</remarks>
internal sealed class TextPool
{
    /// <summary>Longer texts are rarely the same.</summary>
    private const int LengthMax = 128;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _known = new HashSet<string>(
        StringComparer.Ordinal
    ).GetAlternateLookup<ReadOnlySpan<char>>();

    private const int FirstBlockBytes = 64 * 1024;
    private const int BlockBytes = 1024 * 1024;

    private char[] _buffer = [];
    private TextBlock? _block;

    /// <summary>The characters of a file, in a buffer that the next file overwrites.</summary>
    /// <param name="utf8">The file; valid UTF-8.</param>
    public ArraySegment<char> Decode(ReadOnlySpan<byte> utf8)
    {
        // No byte stands for more than one unit.
        if (_buffer.Length < utf8.Length)
            _buffer = new char[Math.Max(utf8.Length, 2 * _buffer.Length)];
        return new(_buffer, 0, Encoding.UTF8.GetChars(utf8, _buffer));
    }

    /// <summary>Keeps the bytes of a file for as long as somebody refers to them.</summary>
    public (TextBlock Block, int Offset, int Length) Pack(ReadOnlySpan<byte> utf8)
    {
        if (_block is null || !_block.TryAdd(utf8, out var offset))
        {
            _block = new(Math.Max(utf8.Length, _block is null ? FirstBlockBytes : BlockBytes));
            _block.TryAdd(utf8, out offset);
        }

        return (_block, offset, utf8.Length);
    }

    /// <summary>The characters as a string.</summary>
    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length > LengthMax)
            return text.ToString();
        if (_known.TryGetValue(text, out var known))
            return known;
        var added = text.ToString();
        _known.Set.Add(added);
        return added;
    }
}
