using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Events;

public class FieldCoercionTests
{
    [Theory]
    [InlineData("Keyword", "1.50", "1.50")]
    [InlineData("Keyword", "true", "true")]
    [InlineData("Keyword", "\"\"", "")]
    [InlineData("Text", "1e400", "1e400")]
    [InlineData("Boolean", "\"true\"", "true")]
    [InlineData("Boolean", "\"\"", "false")]
    [InlineData("Boolean", "false", "false")]
    [InlineData("Integer", "\"42\"", "42")]
    [InlineData("Integer", "3.9", "3")]
    [InlineData("Integer", "-3.9", "-3")]
    [InlineData("Long", "9223372036854775807", "9223372036854775807")]
    [InlineData("Long", "1e3", "1000")]
    [InlineData("UnsignedLong", "18446744073709551615", "18446744073709551615")]
    [InlineData("Double", "\"0.25\"", "0.25")]
    [InlineData("Double", "7", "7.0")]
    [InlineData("Date", "\"2024-05-01T10:00:05.1234567Z\"", "2024-05-01T10:00:05.123Z")]
    [InlineData("Date", "\"2024-05-01\"", "2024-05-01T00:00:00.000Z")]
    [InlineData("Date", "1698069301543", "2023-10-23T13:55:01.543Z")]
    [InlineData("Date", "\"1698069301543\"", "2023-10-23T13:55:01.543Z")]
    [InlineData("DateNanos", "\"2024-05-01T10:00:05.123456789Z\"", "2024-05-01T10:00:05.123456789Z")]
    [InlineData("Ip", "\"::1\"", "::1")]
    [InlineData("Version", "\"1.2.3\"", "1.2.3")]
    [InlineData("GeoPoint", "\"POINT (8.5 47.4)\"", "POINT (8.5 47.4)")]
    [InlineData("GeoPoint", "\"point(8.5  47.4)\"", "POINT (8.5 47.4)")]
    [InlineData("GeoPoint", "\"47.4, 8.5\"", "POINT (8.5 47.4)")]
    [InlineData("CartesianPoint", "\"1,2\"", "POINT (1.0 2.0)")]
    [InlineData("Dynamic", "7", "7")]
    [InlineData("Dynamic", "7.0", "7.0")]
    [InlineData("Dynamic", "9223372036854775808", "9.223372036854776E18")]
    [InlineData("Dynamic", "\"7\"", "7")]
    [InlineData("Dynamic", "true", "true")]
    public void ReadsTheValue(string type, string json, string text)
    {
        Assert.True(Convert(type, json, out var value));
        Assert.Equal(text, ValueText.Format(value));
    }

    [Theory]
    [InlineData("Dynamic", "7", "Long")]
    [InlineData("Dynamic", "7.0", "Double")]
    [InlineData("Dynamic", "\"7\"", "String")]
    [InlineData("Dynamic", "true", "Boolean")]
    [InlineData("Integer", "7", "Integer")]
    [InlineData("Keyword", "7", "String")]
    [InlineData("Date", "7", "Date")]
    public void GivesTheKindOfTheType(string type, string json, string kind)
    {
        Assert.True(Convert(type, json, out var value));
        Assert.Equal(kind, value.Kind.ToString());
    }

    [Theory]
    [InlineData("Boolean", "1")]
    [InlineData("Boolean", "\"yes\"")]
    [InlineData("Integer", "2147483648")]
    [InlineData("Integer", "true")]
    [InlineData("Long", "9223372036854775808")]
    [InlineData("Long", "\"abc\"")]
    [InlineData("Long", "\"\"")]
    [InlineData("UnsignedLong", "-1")]
    [InlineData("Double", "1e400")]
    [InlineData("Double", "\"NaN\"")]
    [InlineData("Date", "\"yesterday\"")]
    [InlineData("Date", "true")]
    [InlineData("DateNanos", "\"9999-01-01\"")]
    [InlineData("Ip", "\"10.0.0\"")]
    [InlineData("Ip", "10")]
    [InlineData("GeoPoint", "\"POINT (181 0)\"")]
    [InlineData("GeoPoint", "\"POINT 1 2\"")]
    [InlineData("Dynamic", "1e400")]
    public void DropsWhatDoesNotFit(string type, string json)
    {
        Assert.False(Convert(type, json, out var value));
        Assert.True(value.IsNull);
    }

    [Fact]
    public void ReadsNullAsNoValue()
    {
        Assert.True(Convert("Long", "null", out var value));
        Assert.True(value.IsNull);
    }

    private static bool Convert(string type, string json, out Value value)
    {
        var text = Encoding.UTF8.GetBytes(json.Trim('"'));
        var kind = json[0] switch
        {
            '"' => JsonKind.String,
            't' => JsonKind.True,
            'f' => JsonKind.False,
            'n' => JsonKind.Null,
            _ => JsonKind.Number,
        };
        var scalar = new JsonScalar(kind, text, 0, text.Length);
        return FieldCoercion.TryConvert(scalar, Enum.Parse<DataType>(type), new(), out value);
    }
}
