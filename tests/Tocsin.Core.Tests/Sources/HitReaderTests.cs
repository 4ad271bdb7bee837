using System.Text;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Tests.Sources;

public sealed class HitReaderTests
{
    [Theory]
    [InlineData("""{"_index":"logs-a-b","_id":"1","_source":{"a":1}}""")]
    [InlineData("""{"_index":"logs-a-b","_source":{"a":1}}""")]
    [InlineData("""{"_index":".ds-logs-a-b-2026.03.02-000001","_id":"x/y","_source":{}}""")]
    [InlineData("""{"_index":"","_id":"1","_source":{"a":1}}""")]
    [InlineData("""{"_index":"a","_id":"","_source":{"a":1}}""")]
    [InlineData("""{"_index":"a\u0062","_id":"1","_source":{"a":1}}""")]
    [InlineData("""{"_index":"a","_id":"\"quoted\"","_source":{"a":1}}""")]
    [InlineData("""{"_index":"a","_id":"größer","_source":{"a":1}}""")]
    [InlineData("""{"_index":"a","_id":7,"_source":{"a":1}}""")]
    [InlineData("""{"_index":"a","_id":"1","_score":1,"_source":{"a":1}}""")]
    [InlineData("""{"_id":"1","_index":"a","_source":{"a":1}}""")]
    [InlineData("""{"_index":"a","_id":"1","_source":{"a":1},"_index":"b"}""")]
    [InlineData("""{"_index":"a","_id":"1","_source":{"a":1},"_id":"2"}""")]
    [InlineData("""{"_index":"a","_id":"first","_id":"last","_source":{"a":1}}""")]
    [InlineData("""{ "_index": "a", "_id": "1", "_source": {"a":1} }""")]
    public void AHitSaysWhatAParserReadsInIt(string text)
    {
        var expected = EnvelopeReader.OfHit(Encoding.UTF8.GetBytes(text), isHit: true);

        var read = Assert.Single(new SourceReading().Read(text));

        Assert.Equal(expected.Index ?? "in", read.Index);
        if (expected.Id is { } id)
            Assert.Equal(id, read.Id);
        else
            Assert.Matches("^[0-9a-f]{32}$", read.Id);
    }

    [Fact]
    public void IndicesOfHitsThatFollowOneAnotherAreTheirOwn()
    {
        string[] indices = ["a", "a", "b", "a"];
        var text = string.Join('\n', indices.Select(i => $$$"""{"_index":"{{{i}}}","_source":{"n":1}}"""));
        Assert.Equal(indices, new SourceReading().Read(text).Select(e => e.Index));
    }
}
