namespace Tocsin.Serve.Log;

/// <summary>Lends the bytes of batches that wait in memory until they are consumed. Threads: safe.</summary>
/// <remarks>
/// PERF: a batch has some 100 kB and lives for some milliseconds, or for seconds where the rules are behind: the collector would carry along or
/// sweep up all that comes in.
/// </remarks>
/// <param name="keptBytesMax">How many bytes wait here to be lent again.</param>
internal sealed class BatchBuffers(long keptBytesMax)
{
    private const int UnitBytes = 16 << 10;
    private const int BufferBytesMax = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]>[] _free = CreateStacks();
    private long _keptBytes;

    /// <summary>So many bytes or some more, with any content.</summary>
    public byte[] Rent(int size)
    {
        if (size is 0 or > BufferBytesMax)
            return size == 0 ? [] : GC.AllocateUninitializedArray<byte>(size);
        var units = (size + UnitBytes - 1) / UnitBytes;
        lock (_lock)
        {
            if (_free[units].TryPop(out var free))
            {
                _keptBytes -= free.Length;
                return free;
            }
        }

        return GC.AllocateUninitializedArray<byte>(units * UnitBytes);
    }

    /// <summary>Takes bytes back; nobody may look at them any more.</summary>
    public void Return(byte[] bytes)
    {
        var units = bytes.Length / UnitBytes;
        if (bytes.Length == 0 || bytes.Length > BufferBytesMax || units * UnitBytes != bytes.Length)
            return;
        lock (_lock)
        {
            if (_keptBytes + bytes.Length > keptBytesMax)
                return;
            _keptBytes += bytes.Length;
            _free[units].Push(bytes);
        }
    }

    private static Stack<byte[]>[] CreateStacks()
    {
        var stacks = new Stack<byte[]>[BufferBytesMax / UnitBytes + 1];
        for (var i = 0; i < stacks.Length; i++)
            stacks[i] = new();
        return stacks;
    }
}
