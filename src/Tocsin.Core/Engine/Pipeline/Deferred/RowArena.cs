using System.Collections.Concurrent;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Bytes in blocks: handed out in a row, given back all at once. What was handed out never moves.</summary>
/// <param name="pool">Where blocks of full size come from.</param>
internal sealed class RowArena(BlockPool pool)
{
    private const int FirstBlockBytes = 4096;

    private readonly List<byte[]> _blocks = [];
    private int _used;

    /// <summary>How many bytes its blocks have.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Hands out some bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="block">The block that they lie in.</param>
    /// <param name="offset">Where in it.</param>
    /// <returns>Their address.</returns>
    public long Take(int count, out byte[] block, out int offset)
    {
        // Headers are read in place: everything begins at a multiple of eight.
        count = (count + 7) & ~7;
        if (_blocks.Count == 0 || count > _blocks[^1].Length - _used)
        {
            block =
                count > BlockPool.BlockBytes ? new byte[count]
                : _blocks.Count == 0 && count <= FirstBlockBytes ? new byte[FirstBlockBytes]
                : pool.Rent();
            _blocks.Add(block);
            SizeBytes += block.Length;
            _used = 0;
        }

        block = _blocks[^1];
        offset = _used;
        _used += count;
        return ((long)(_blocks.Count - 1) << 32) | (uint)offset;
    }

    /// <summary>The block that holds an address.</summary>
    public byte[] BlockOf(long address, out int offset)
    {
        offset = (int)address;
        return _blocks[(int)(address >> 32)];
    }

    /// <summary>Gives all of it back; nothing may borrow it any more.</summary>
    public void Release()
    {
        foreach (var block in _blocks)
            pool.Return(block);
        _blocks.Clear();
        SizeBytes = 0;
    }
}

/// <summary>Blocks that were used and can be used again. Threads: safe.</summary>
internal sealed class BlockPool
{
    /// <summary>The size of a block: below what the collector treats as large.</summary>
    public const int BlockBytes = 64 * 1024;

    private const int KeptMax = 128;

    private readonly ConcurrentBag<byte[]> _blocks = [];

    /// <summary>A block of undefined content.</summary>
    public byte[] Rent() => _blocks.TryTake(out var block) ? block : GC.AllocateUninitializedArray<byte>(BlockBytes);

    /// <summary>Takes a block back.</summary>
    public void Return(byte[] block)
    {
        if (block.Length == BlockBytes && _blocks.Count < KeptMax)
            _blocks.Add(block);
    }
}
