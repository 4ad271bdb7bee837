using System.Buffers;

namespace Tocsin.Serve.Intake;

/// <summary>Lends the bytes of requests. Only those of common size come back again: a pool never gives back what large ones have made it take.</summary>
internal static class RecordBuffers
{
    private const int PooledMax = 1 << 20;

    /// <summary>So many bytes at least, with any content.</summary>
    public static byte[] Rent(int size) =>
        size <= PooledMax ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Gives bytes back; they must not be used any more.</summary>
    public static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= PooledMax && System.Numerics.BitOperations.IsPow2(bytes.Length))
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
