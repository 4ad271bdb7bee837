using Tocsin.Core.Sinks;

namespace Tocsin.Core.Tests.Sinks;

public class SpillBufferTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(long.MaxValue)]
    public void WhatWasAppendedIsReadBackWhereverItLies(long memoryMax)
    {
        var random = new Random(20260415);
        using var buffer = new SpillBuffer(memoryMax);
        var parts = new List<(long Offset, byte[] Bytes)>();
        // One part ends where a block does, one is longer than a block.
        foreach (
            var length in (int[])
                [0, 1, (1 << 18) - 1, 1 << 18, 600_000, .. Enumerable.Range(0, 200).Select(_ => random.Next(5000))]
        )
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            parts.Add((buffer.Append(bytes), bytes));
        }

        Assert.Equal(parts.Sum(p => (long)p.Bytes.Length), buffer.Length);
        Assert.Equal(memoryMax < buffer.Length, buffer.IsSpilled);
        foreach (var (offset, bytes) in parts.OrderBy(_ => random.Next()))
        {
            var read = new byte[bytes.Length];
            buffer.Read(offset, read);
            Assert.Equal(bytes, read);
        }
    }
}
