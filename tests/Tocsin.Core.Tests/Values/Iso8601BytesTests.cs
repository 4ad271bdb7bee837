using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Values;

public class Iso8601BytesTests
{
    [Fact]
    public void BytesAreTheText()
    {
        var random = new Random(20260412);
        long[] special = [0, -1, 1, 951_782_399_999, 253_402_300_799_999, 253_402_300_800_000, -62_167_219_200_001];
        var target = new byte[Iso8601.TextBytesMax];
        foreach (
            var millis in special.Concat(Enumerable.Range(0, 5000).Select(_ => random.NextInt64(-1L << 47, 1L << 48)))
        )
            Assert.Equal(Iso8601.Format(millis), Encoding.ASCII.GetString(target, 0, Iso8601.Format(millis, target)));
    }
}
