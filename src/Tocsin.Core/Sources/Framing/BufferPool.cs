using System.Collections.Concurrent;

namespace Tocsin.Core.Sources.Framing;

/// <summary>Buffers of one size that chunks use again and again.</summary>
/// <remarks>As many are kept as chunks are under way at once; larger ones, for giant records, are left to the collector. Threads: safe.</remarks>
internal sealed class BufferPool(int size)
{
    private readonly ConcurrentBag<byte[]> _free = [];

    /// <summary>A buffer of at least a length; its content is undefined.</summary>
    public byte[] Rent(int length)
    {
        if (length > size)
            return new byte[length];
        return _free.TryTake(out var buffer) ? buffer : new byte[size];
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length == size)
            _free.Add(buffer);
    }
}
