namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Bytes in blocks: handed out in a row, given back all at once. What was handed out never moves.</summary>
/// <remarks>
/// An address is a block's number and an offset. A link between two places of one arena says how many blocks lie between them rather than
/// where the other is: so links stay right when another arena takes over the blocks.
/// </remarks>
internal sealed class RowArena
{
    private const int FirstBlockBytes = 4096;

    private readonly List<byte[]> _blocks = [];
    private int _current = -1;
    private int _used;

    /// <summary>How many bytes its blocks have.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>How many bytes were handed out.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>Hands out some bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="block">The block that they lie in.</param>
    /// <param name="offset">Where in it.</param>
    /// <returns>Their address.</returns>
    public long Take(int count, out byte[] block, out int offset)
    {
        // Headers are read in place: everything begins at a multiple of eight.
        count = (count + 7) & ~7;
        if (_current < 0 || count > _blocks[_current].Length - _used)
            Enter(count);
        block = _blocks[_current];
        offset = _used;
        _used += count;
        TakenBytes += count;
        return ((long)_current << 32) | (uint)offset;
    }

    /// <summary>The block that holds an address.</summary>
    public byte[] BlockOf(long address, out int offset)
    {
        offset = (int)address;
        return _blocks[(int)(address >> 32)];
    }

    /// <summary>The link from one address to another.</summary>
    public static long LinkOf(long from, long to) => (((to >> 32) - (from >> 32)) << 32) | (uint)to;

    /// <summary>Where a link leads.</summary>
    public static long Follow(long from, long link) => (((from >> 32) + (link >> 32)) << 32) | (uint)link;

    /// <summary>Takes over the blocks of another arena, which is empty afterwards.</summary>
    /// <returns>What to add to the other's addresses.</returns>
    public long Adopt(RowArena other)
    {
        var shift = (long)_blocks.Count << 32;
        if (other._current >= 0 && (_current < 0 || other.Left > Left))
            (_current, _used) = (_blocks.Count + other._current, other._used);
        _blocks.AddRange(other._blocks);
        SizeBytes += other.SizeBytes;
        TakenBytes += other.TakenBytes;
        other.Clear();
        return shift;
    }

    /// <summary>Gives all of it back; nothing may borrow it any more.</summary>
    public void Release()
    {
        foreach (var block in _blocks)
            BlockPool.Return(block);

        Clear();
    }

    private int Left => _blocks[_current].Length - _used;

    private void Enter(int count)
    {
        // Most panes hold little: blocks grow from 4 kB to 16 to 64.
        var size = Math.Min(BlockPool.BlockBytes, FirstBlockBytes << Math.Min(4, 2 * _blocks.Count));
        size = count <= size ? size : Math.Max(count, BlockPool.BlockBytes);
        var block = BlockPool.Rent(size);
        _blocks.Add(block);
        SizeBytes += block.Length;
        (_current, _used) = (_blocks.Count - 1, 0);
    }

    private void Clear()
    {
        _blocks.Clear();
        SizeBytes = TakenBytes = 0;
        (_current, _used) = (-1, 0);
    }
}
