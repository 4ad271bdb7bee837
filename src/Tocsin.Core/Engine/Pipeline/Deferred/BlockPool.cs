using System.Buffers;
using System.Collections.Concurrent;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Blocks that were used and can be used again, by all rules of the process. Threads: safe.</summary>
/// <remarks>PERF: a pane gives back hundreds of blocks at once, of which the class library's own pool would keep a few for each core.</remarks>
internal static class BlockPool
{
    /// <summary>The size of most blocks: below what the collector treats as large.</summary>
    public const int BlockBytes = 64 * 1024;

    // When windows are evaluated early most of what they hold comes back at once; this much is soon needed again.
    private const int KeptMax = 96;

    private static readonly ConcurrentQueue<byte[]> Blocks = [];

    /// <summary>A block of undefined content, at least as large as asked for.</summary>
    public static byte[] Rent(int size) =>
        size < BlockBytes ? ArrayPool<byte>.Shared.Rent(size)
        : size == BlockBytes && Blocks.TryDequeue(out var block) ? block
        : GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Takes a block back.</summary>
    public static void Return(byte[] block)
    {
        if (block.Length < BlockBytes)
            ArrayPool<byte>.Shared.Return(block);
        else if (block.Length == BlockBytes && Blocks.Count < KeptMax)
            Blocks.Enqueue(block);
    }
}
