using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Values;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(1d, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.5, "0.5")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00099, "9.9E-4")]
    [InlineData(9_999_999.5, "9999999.5")]
    [InlineData(10_000_000d, "1.0E7")]
    [InlineData(12_345_678.9, "1.23456789E7")]
    [InlineData(1e23, "1.0E23")]
    [InlineData(-1.5e-10, "-1.5E-10")]
    [InlineData(double.MaxValue, "1.7976931348623157E308")]
    [InlineData(double.Epsilon, "5.0E-324")]
    [InlineData(100_000_000_000d, "1.0E11")]
    public void DoublesPrintAsInJava(double number, string text) => Assert.Equal(text, ValueText.FormatDouble(number));

    [Theory]
    [InlineData("2024", 1_704_067_200_000)]
    [InlineData("2024-05-01T10", 1_714_557_600_000)]
    [InlineData("2024-05-01T10:00:00.123456789+02:00", 1_714_550_400_123)]
    [InlineData("2024-05-01T10:00:00+0200", 1_714_550_400_000)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    public void IsoTextsAreInstants(string text, long expected)
    {
        Assert.True(Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out var millis, out _));
        Assert.Equal(expected, millis);
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("2024-5-1")]
    [InlineData("2024-05-01 10:00:00")]
    [InlineData("2024-05-01Z")]
    [InlineData("2024-05-01T24:00:00Z")]
    [InlineData("2024-05-01T10:00:00.Z")]
    [InlineData("2024-05-01T10:00:00+19:00")]
    [InlineData("2023-02-29")]
    public void OtherTextsAreNone(string text) =>
        Assert.False(Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void FarYearsAreSigned() => Assert.Equal("+292278994-08-17T07:12:55.807Z", Iso8601.Format(long.MaxValue));
}
