using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Events;

public class JsonEventTests
{
    [Theory]
    [InlineData("""{"a.b":{"c":1}}""")]
    [InlineData("""{"a":{"b.c":1}}""")]
    [InlineData("""{"a":{"b":{"c":1}}}""")]
    [InlineData("""{"a":[{"b":[{"c":[null,1]}]}]}""")]
    public void TakesDottedAndNestedKeysAlike(string json) => Assert.Equal("1", Text(json, "a.b.c"));

    [Fact]
    public void JoinsTheValuesOfBothForms() => Assert.Equal("[1, 2]", Text("""{"a":{"b":1},"a.b":2}""", "a.b"));

    [Fact]
    public void TakesAMultiFieldFromItsParent()
    {
        Assert.Equal("Curl", Text("""{"process":{"name":"Curl"}}""", "process.name.text"));
        Assert.Equal("curl", Text("""{"process":{"name":"Curl"}}""", "process.name.caseless"));
    }

    [Fact]
    public void ReadsMetadataAsFields()
    {
        const string Json =
            """{"_id":"x1","source":{"ip":["10.0.0.1","nonsense"]},"@timestamp":"2024-05-01T10:00:05Z"}""";
        var read = Make(Json, p => p == "source.ip" ? DataType.Ip : DataType.Dynamic);
        Assert.Equal("x1", read.Get("_id").AsText());
        Assert.Equal("logs-x", read.Get("_index").AsText());
        Assert.Equal(1, read.Get("_version").AsLong);
        Assert.Equal("source.ip", read.Get("_ignored").AsText());
        Assert.DoesNotContain("_id", read.Get("_source").AsText(), StringComparison.Ordinal);
        Assert.Equal("10.0.0.1", ValueText.Format(read.Get("source.ip")));
        Assert.Equal("2024-05-01T10:00:05.000Z", ValueText.FormatDate(read.Timestamp));
        Assert.Equal(Event.NoTime, read.Ingested);
    }

    private static string Text(string json, string path) =>
        ValueText.Format(Make(json, _ => DataType.Dynamic).Get(path));

    private static JsonEvent Make(string json, Func<string, DataType> types) =>
        new(json, new FieldTable(), types, 0, "logs-x", new DataStreams());
}
