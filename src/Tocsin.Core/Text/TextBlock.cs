using System.Runtime.InteropServices;
using System.Text;

namespace Tocsin.Core.Text;

/// <summary>Room for the bytes of texts that are kept for long and rarely read, outside of what the collector looks after.</summary>
/// <remarks>
/// Thousands of rule files would otherwise be copied from generation to generation while they are loaded, which holds up all threads. The memory is given
/// back when nothing refers to the block any more. One thread at a time adds; what was added may then be read by any.
/// </remarks>
internal sealed unsafe class TextBlock(int size)
{
    private readonly byte* _bytes = (byte*)NativeMemory.Alloc((nuint)size);
    private int _used;

    /// <summary>Frees the memory.</summary>
    ~TextBlock() => NativeMemory.Free(_bytes);

    /// <summary>Copies bytes behind those that are there.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Where they are now.</param>
    /// <returns>False if there is no room for them.</returns>
    public bool TryAdd(ReadOnlySpan<byte> bytes, out int offset)
    {
        offset = _used;
        if (bytes.Length > size - _used)
            return false;
        // SAFETY: the room was looked at, and the block lives as long as the call on it.
        bytes.CopyTo(new Span<byte>(_bytes + offset, bytes.Length));
        _used += bytes.Length;
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>The text of some bytes that were added.</summary>
    /// <param name="offset">What <see cref="TryAdd"/> gave.</param>
    /// <param name="length">How many bytes.</param>
    public string Decode(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _used - offset);
        // SAFETY: within what was added, and the block lives until the text is made.
        var text = Encoding.UTF8.GetString(_bytes + offset, length);
        GC.KeepAlive(this);
        return text;
    }
}
