using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Values;

public class FixedInstantTests
{
    [Theory]
    [InlineData("2026-03-01T00:00:00.062300Z", 1772323200062, 300_000)]
    [InlineData("2024-02-29T23:59:59Z", 1709251199000, 0)]
    [InlineData("1969-12-31T23:59:59.999Z", -1, 0)]
    [InlineData("0001-01-01T00:00:00.000000001Z", -62135596800000, 1)]
    public void ReadsTheUsualForm(string text, long millis, int nanos)
    {
        Assert.True(FixedInstant.TryParse(Encoding.UTF8.GetBytes(text), out var read, out var rest));
        Assert.Equal((millis, nanos), (read, rest));
    }

    [Theory]
    [InlineData("2025-02-29T23:59:59Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01T00:00:00")]
    [InlineData("2026-03-01T00:00:00.1Z")]
    [InlineData("2026-03-01T00:00:00+00:00")]
    [InlineData("2026-03-01 00:00:00Z")]
    [InlineData("")]
    public void LeavesTheRestToOthers(string text) =>
        Assert.False(FixedInstant.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void SaysWhatTheGeneralFormSays()
    {
        const string Signs = "0123456789/:-TZ.x";
        var random = new Random(8601);
        var read = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var text = new StringBuilder(Iso8601.FormatNanos(random.NextInt64(-1L << 61, 1L << 61)));
            if (round % 3 != 0)
                text[random.Next(text.Length - 1)] = Signs[random.Next(Signs.Length)];
            var isFixed = FixedInstant.TryParse(
                Encoding.UTF8.GetBytes(text.ToString()),
                out var millis,
                out var nanosOfMilli
            );
            // With an offset of nothing it is the same instant in a form that is read sign by sign.
            var general = Encoding.UTF8.GetBytes(text.ToString(0, text.Length - 1) + "+00:00");
            if (!Iso8601.TryParse(general, out var expected, out var expectedNanos))
            {
                Assert.False(isFixed, text.ToString());
                continue;
            }

            if (!isFixed)
                continue;
            read++;
            Assert.Equal((expected, expectedNanos), (millis, nanosOfMilli));
        }

        Assert.True(read > 20_000, $"only {read} were read");
    }
}
