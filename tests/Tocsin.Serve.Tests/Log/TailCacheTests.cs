using Tocsin.Serve.Log;
using Xunit;

namespace Tocsin.Serve.Tests.Log;

public sealed class TailCacheTests
{
    private const int BatchBytes = 16 << 10;
    private readonly BatchBuffers _buffers = new(1 << 20);
    private readonly TailCache _tail;

    // Three batches fit.
    public TailCacheTests() => _tail = new(3 * (BatchBytes + 256), _buffers);

    [Fact]
    public void BatchesAreReadUntilTheyAreConsumed()
    {
        _tail.Add([Batch(1), Batch(2), Batch(3)]);

        Assert.Equal([2, 3], Offsets(afterOffset: 1));
        _tail.DropUpTo(2);
        Assert.Null(_tail.TryRead(1, int.MaxValue));
        Assert.Equal([3], Offsets(afterOffset: 2));
    }

    [Fact]
    public void WithoutRoomNewBatchesAreLeftOutUntilAllAreConsumed()
    {
        _tail.Add([Batch(1), Batch(2), Batch(3), Batch(4)]);
        _tail.DropUpTo(1);
        // There is room again, but the fourth is missing.
        _tail.Add([Batch(5)]);

        Assert.Equal([2, 3], Offsets(afterOffset: 1));
        Assert.Null(_tail.TryRead(3, int.MaxValue));
        _tail.DropUpTo(3);
        _tail.Add([Batch(6), Batch(7)]);
        Assert.Null(_tail.TryRead(3, int.MaxValue));
        Assert.Equal([6, 7], Offsets(afterOffset: 5));
    }

    [Fact]
    public void BytesAreLentAgainOnceTheirBatchIsConsumedAndNotBefore()
    {
        var first = Batch(1);
        _tail.Add([first, Batch(2)]);

        Assert.NotSame(first.Records, _buffers.Rent(BatchBytes));
        _tail.DropUpTo(1);
        Assert.Same(first.Records, _buffers.Rent(BatchBytes));
    }

    [Fact]
    public void BytesOfABatchThatIsLeftOutAreLentAgain()
    {
        var fourth = Batch(4);
        _tail.Add([Batch(1), Batch(2), Batch(3), fourth]);

        Assert.Same(fourth.Records, _buffers.Rent(BatchBytes));
    }

    private LogBatch Batch(long offset) =>
        new(offset, "test", 0, _buffers.Rent(BatchBytes), [BatchBytes]) { RecordBytes = BatchBytes };

    private IEnumerable<long> Offsets(long afterOffset) =>
        _tail.TryRead(afterOffset, int.MaxValue)!.Select(b => b.Offset);
}
