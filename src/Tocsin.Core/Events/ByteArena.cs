using System.Diagnostics;

namespace Tocsin.Core.Events;

/// <summary>Scratch bytes for the values of one event: handed out in a row, given back all at once.</summary>
/// <remarks>
/// What was handed out stays intact until <see cref="Clear"/>, even when the arena grows: then a larger block is begun, and the values
/// keep the old one alive. Threads: one at a time.
/// </remarks>
internal sealed class ByteArena
{
    private const int FirstBlockBytes = 1024;
    private const int KeptBytesMax = 1 << 20;
    private int _used;

    /// <summary>The block at hand: read it right after <see cref="Take"/>.</summary>
    public byte[] Buffer { get; private set; } = new byte[FirstBlockBytes];

    /// <summary>Hands out some bytes of <see cref="Buffer"/>; their content is undefined.</summary>
    /// <returns>Their offset in <see cref="Buffer"/>.</returns>
    public int Take(int count)
    {
        if (count > Buffer.Length - _used)
        {
            Buffer = new byte[Math.Max(Buffer.Length * 2, count)];
            _used = 0;
        }

        var offset = _used;
        _used += count;
        return offset;
    }

    /// <summary>Gives back the end of what was last handed out.</summary>
    public void Shorten(int count)
    {
        Debug.Assert(count <= _used, "no more can be given back than was taken");
        _used -= count;
    }

    /// <summary>Gives back everything; values that rest on it are no longer valid.</summary>
    public void Clear()
    {
        _used = 0;
        if (Buffer.Length > KeptBytesMax)
            Buffer = new byte[FirstBlockBytes];
    }
}
