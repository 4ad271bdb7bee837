using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;

namespace Tocsin.Core.Tests.Sources;

public class BadInputTests
{
    private const string Good = """{"n":1,"@timestamp":"2026-03-02T09:00:00Z"}""";

    [Theory]
    [InlineData("""{"n":""")]
    [InlineData("""{"n":1""")]
    [InlineData("""{"n":1,""")]
    [InlineData("""{"n":"x""")]
    [InlineData("""{"n" 1}""")]
    [InlineData("""{"n":1 "m":2}""")]
    [InlineData("""{"n":tru}""")]
    [InlineData("""{"n":01}""")]
    [InlineData("""{"n":1.}""")]
    [InlineData("""{n:1}""")]
    [InlineData("""{"x":[1,2}}""")]
    [InlineData("""{"n":[1 2]}""")]
    [InlineData("""{"n":1}}""")]
    [InlineData("""{"a":{"b":1}""")]
    [InlineData("not json")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("}")]
    [InlineData("[2026-03-02] INFO started")]
    public void ABrokenLineCostsThatLine(string broken)
    {
        foreach (var chunk in (int[])[1 << 20, 1])
        {
            foreach (var isFirst in (bool[])[false, true])
            {
                var reading = new SourceReading { Input = new() { ChunkBytes = chunk } };
                var text = isFirst ? $"{broken}\n{Good}\n{Good}" : $"{Good}\n{broken}\n{Good}";
                var read = reading.Read(text, fields: ["n", "x"]);
                Assert.Equal(2, read.Count(e => e.Timestamp != Event.NoTime));
                var problem = Assert.Single(reading.Problems, p => p.Kind == InputProblemKind.Unreadable);
                Assert.Equal(isFirst ? 1 : 2, problem.Line);
                Assert.InRange(problem.BytePosition, isFirst ? 0 : Good.Length + 1, text.Length);
                Assert.EndsWith("in.ndjson", problem.Path, StringComparison.Ordinal);
                Assert.False(problem.Message.EndsWith('.'));
            }
        }
    }

    [Fact]
    public void ABrokenValueOverSeveralLinesCostsThatValue()
    {
        const string Text = """
            {
              "n": 1,
              "@timestamp": "2026-03-02T09:00:00Z"
            }
            {
              "n": 2,
              "o": [ }
            }
            {
              "n": 3,
              "@timestamp": "2026-03-02T09:00:00Z"
            }
            """;
        foreach (var chunk in (int[])[1 << 20, 1])
        {
            var reading = new SourceReading { Input = new() { ChunkBytes = chunk } };
            Assert.Equal(["1", "3"], reading.Read(Text, "in.json", "n").Select(e => e["n"]));
            Assert.Equal(5, Assert.Single(reading.Problems).Line);
        }
    }

    [Fact]
    public void ABrokenElementOfAnArrayOnLinesCostsThatElement()
    {
        const string Text = "[\n  {\"n\": 1},\n  {\"n\": \n  {\"n\": 3},\n  7,\n  {\"n\": 4}\n]\n";
        var reading = new SourceReading();
        Assert.Equal(["1", "3", "4"], reading.Read(Text, "in.json", "n").Select(e => e["n"]));
        Assert.Equal([3L, 5L], reading.Problems.Where(p => p.Kind == InputProblemKind.Unreadable).Select(p => p.Line));
    }

    [Fact]
    public void NestingIsLimited()
    {
        var deep = $$"""{"n":2,"d":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";
        var deepObjects =
            $$"""{"n":2,"d":{{string.Concat(Enumerable.Repeat("{\"d\":", 10_000))}}1{{new string('}', 10_000)}}}""";
        var fine =
            $$"""{"n":3,"d":{{new string('[', 900)}}{{new string(']', 900)}},"@timestamp":"2026-03-02T09:00:00Z"}""";
        foreach (var everything in (bool[])[false, true])
        {
            foreach (var line in (string[])[deep, deepObjects])
            {
                var reading = new SourceReading { Table = { WantsEverything = everything } };
                var read = reading.Read($"{Good}\n{line}\n{fine}\n{line}", fields: ["n", "d"]);
                Assert.Equal(["1", "3"], read.Select(e => e["n"]));
                Assert.Equal([2L, 4L], reading.Problems.Select(p => p.Line));
                Assert.All(reading.Problems, p => Assert.Contains("nests deeper", p.Message, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void BytesThatAreNoUtf8ReadAsReplacement()
    {
        byte[] bytes =
        [
            .. Encoding.UTF8.GetBytes(Good + "\n{\"n\":\"a"),
            0xFF,
            0xC3,
            .. Encoding.UTF8.GetBytes("b\",\"@timestamp\":1772442000000}\n" + Good),
        ];
        var reading = new SourceReading();
        var read = reading.Read(bytes, fields: "n");
        Assert.Equal(["1", "a\uFFFD\uFFFDb", "1"], read.Select(e => e["n"]));
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(InputProblemKind.Irregular, problem.Kind);
        Assert.Equal(2, problem.Line);
        Assert.Equal(Good.Length + 1, problem.BytePosition);
        Assert.Contains("a\uFFFD\uFFFDb", read[1].Document, StringComparison.Ordinal);
    }

    [Fact]
    public void ARepeatedKeyGivesAllItsValues()
    {
        var reading = new SourceReading();
        var read = reading.Read("""{"n":1,"n":2,"x":1,"x":2,"@timestamp":"2026-03-02T09:00:00Z"}""", fields: "n")[0];
        Assert.Equal("[1, 2]", read["n"]);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(InputProblemKind.Irregular, problem.Kind);
        Assert.Contains("`n`", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NestedAndDottedFormsOfAKeyAreNoRepetition()
    {
        var reading = new SourceReading();
        var line = """{"a":{"b":1},"a.b":2,"c":[{"d":3},{"d":4}],"@timestamp":"2026-03-02T09:00:00Z"}""";
        var read = reading.Read(line, fields: ["a.b", "c.d"])[0];
        Assert.Equal("[1, 2]", read["a.b"]);
        Assert.Equal("[3, 4]", read["c.d"]);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void DiscoveredFieldsAreLimited()
    {
        var reading = new SourceReading { Table = { WantsEverything = true } };
        var members = string.Join(',', Enumerable.Range(0, 12_000).Select(i => $"\"f{i}\":1"));
        reading.Read($$"""{"@timestamp":1772442000000,{{members}}}""");
        Assert.InRange(reading.Table.Count, 10_000, 10_100);
        Assert.Equal(InputProblemKind.Irregular, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void HugeNumbersAreTextForKeywords()
    {
        var huge = new string('9', 400);
        var read = new SourceReading().Read(
            $$"""{"process":{"name":{{huge}},"pid":{{huge}}},"x":{{huge}},"y":1e5}""",
            fields: ["process.name", "process.pid", "x", "y", "_ignored"]
        )[0];
        Assert.Equal(huge, read["process.name"]);
        Assert.Equal("", read["process.pid"]);
        Assert.Equal("", read["x"]);
        Assert.Equal("100000.0", read["y"]);
        Assert.Equal("[process.pid, x]", read["_ignored"]);
    }

    [Theory]
    [InlineData("""{"n":1}""", true)]
    [InlineData("""{"n":1,"@timestamp":"yesterday"}""", true)]
    [InlineData("""{"n":1,"@timestamp":null}""", true)]
    [InlineData("""{"n":1,"@timestamp":"0001-01-01T00:00:00Z"}""", false)]
    [InlineData("""{"n":1,"@timestamp":99999999999999999}""", false)]
    public void AMissingOrAbsurdTimeIsReported(string line, bool hasNone)
    {
        var reading = new SourceReading();
        var read = reading.Read(line, fields: "n")[0];
        Assert.Equal("1", read["n"]);
        Assert.Equal(hasNone, read.Timestamp == Event.NoTime);
        Assert.Equal(InputProblemKind.Irregular, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void ATruncatedGzipGivesWhatCanBeUnpacked()
    {
        var random = new Random(1);
        var lines = Enumerable
            .Range(0, 20_000)
            .Select(i => $$"""{"n":{{i}},"x":"{{random.NextInt64():x}}","@timestamp":1772442000000}""");
        using var output = new MemoryStream();
        using (var packer = new GZipStream(output, CompressionMode.Compress, leaveOpen: true))
            packer.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var reading = new SourceReading();
        var read = reading.Read(output.ToArray()[..(int)(output.Length / 2)], "in.gz", "n");
        Assert.InRange(read.Count, 8_000, 12_000);
        Assert.Single(reading.Problems, p => p.Kind == InputProblemKind.InputFailed);
        Assert.InRange(reading.Problems.Count, 1, 2);
    }

    [Fact]
    public void ADamagedGzipIsReported()
    {
        var reading = new SourceReading();
        Assert.Empty(reading.Read([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "in.gz", "n"));
        Assert.Equal(InputProblemKind.InputFailed, Assert.Single(reading.Problems).Kind);
    }

    [Theory]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0, 0 }, "zstd")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0 }, "UTF-16")]
    [InlineData(new byte[] { 0x42, 0x5A, 0x68, 0x39 }, "bzip2")]
    public void RefusesWhatItCannotUnpack(byte[] bytes, string named)
    {
        var reading = new SourceReading();
        Assert.Empty(reading.Read(bytes, "in.json", "n"));
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(InputProblemKind.InputFailed, problem.Kind);
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTheLegacyAuditFormat()
    {
        var reading = new SourceReading();
        Assert.Empty(
            reading.Read(
                "2017-03-21T03:57:09.106841886-04:00 AUDIT: id=\"c939d2a7\" stage=\"RequestReceived\" ip=\"::1\"\n",
                "audit.log",
                "n"
            )
        );
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(InputProblemKind.InputFailed, problem.Kind);
        Assert.Contains("--audit-log-format=json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotThereIsReportedAndTheRestGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-test-");
        try
        {
            var good = Path.Combine(folder.FullName, "good.ndjson");
            File.WriteAllText(good, Good);
            Directory.CreateDirectory(Path.Combine(folder.FullName, "empty"));
            var reading = new SourceReading();
            string[] paths =
            [
                $"{folder.FullName}/missing.json",
                $"{folder.FullName}/*.none",
                $"{folder.FullName}/empty",
                good,
            ];
            Assert.Single(reading.ReadPaths(paths, "n"));
            Assert.Equal(3, reading.Problems.Count);
            Assert.All(reading.Problems, p => Assert.Equal(InputProblemKind.InputFailed, p.Kind));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void ALineOfFiftyMegabytesIsReadAndALongerOneThanTheLimitIsPassedOver()
    {
        var large = $$"""{"n":2,"x":"{{new string('x', 50 << 20)}}","@timestamp":1772442000000}""";
        var reading = new SourceReading { Input = new() { RecordBytesMax = 64 << 20 } };
        Assert.Equal(["1", "2", "1"], reading.Read($"{Good}\n{large}\n{Good}\n", fields: "n").Select(e => e["n"]));
        Assert.Empty(reading.Problems);

        var limited = new SourceReading { Input = new() { RecordBytesMax = 8 << 20 } };
        Assert.Equal(["1", "1"], limited.Read($"{Good}\n{large}\n{Good}\n", fields: "n").Select(e => e["n"]));
        var problem = Assert.Single(limited.Problems);
        Assert.Equal(InputProblemKind.Unreadable, problem.Kind);
        Assert.Equal(2, problem.Line);
    }

    [Fact]
    public void ADocumentThatNoStrictParserTakesIsShownAsText()
    {
        var read = new SourceReading().Read(
            """{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"Panic","x":{"y" 1 2 z}}""",
            fields: "kubernetes.audit.stage"
        )[0];
        Assert.Equal("Panic", read["kubernetes.audit.stage"]);
        using var document = System.Text.Json.JsonDocument.Parse(read.Document);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, document.RootElement.ValueKind);
    }

    /// <summary>.NET's parser takes escaped halves of surrogate pairs and throws when somebody reads the text.</summary>
    [Theory]
    [InlineData(
        """{"n":1,"x":"\ud83d","a\ude00":"\ud83d\u0041","client":{"geo":{"location":{"lat":1,"lon\ud83d":2}}}}"""
    )]
    [InlineData(
        """{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"\ud83d","stage":"Panic","verb":"get","sourceIPs":["\ude00"],"user":{"extra":{"\ud83d":["x"]}}}"""
    )]
    [InlineData(
        """{"output":"x\ud83d","priority":"Notice","rule":"r","time":"2026-03-01T10:00:00Z","output_fields":{"evt.type":"execve","proc.name\ude00":"\ud83d"}}"""
    )]
    [InlineData(
        """{"category":"kube-audit","time":"t\ude00","properties":{"log":"{\"kind\":\"Event\",\"auditID\":\"\\ud83d\"}","pod":"\ud83d"}}"""
    )]
    public void HalvesOfSurrogatePairsReadAsReplacement(string record)
    {
        string[] fields = ["n", "x", "_id", "_ignored", "_source", "client.geo.location", "kubernetes.audit.auditID"];
        foreach (var text in (string[])[record, "{\"index\":{\"_id\":\"\\ud83d\"}}\n" + record])
        {
            var read = new SourceReading().Read(text, "in.ndjson", fields);

            Assert.NotEmpty(read);
            Assert.All(read, e => JsonDocument.Parse(e.Document).Dispose());
            Assert.DoesNotContain(read, e => e.Id.Any(char.IsSurrogate));
        }
    }

    /// <summary>What is broken is framed by what stands around it, wherever the buffer ends.</summary>
    [Theory]
    [InlineData(
        "{\"a\":1}{{{{\n{\"a\"\":{\"b\"\"b\":{\"c\":true}}}\n{\"delete\":{\"_id\":\"q\"}}\n{\"create\":{}}\n{\"n\":1}\n"
    )]
    [InlineData("[\n  {\n  broken ]]\n  },\n  {\"n\":2}\n]\n")]
    [InlineData("{\"n\":[[[1,\n  \"x\": {\n   \"y\": [\n ]\n }\n}\n{\"n\":3}\n{\n \"n\": 4\n}\n")]
    [InlineData("[{\"n\":5},123,456,{\"n\":6}]")]
    public void ABrokenInputIsCutAlikeWhereverTheBufferEnds(string text)
    {
        // The buffer is at least 256 bytes: records of that length end anywhere in it.
        foreach (var padding in Enumerable.Range(0, 260))
        {
            var padded = text.Replace("\"n\"", $"\"p\":\"{new string('x', padding)}\",\"n\"", StringComparison.Ordinal);
            var whole = Read(padded, 1 << 20);
            Assert.Equal(whole, Read(padded, 1));
            Assert.NotEmpty(whole);
        }

        static List<string> Read(string text, int chunkBytes)
        {
            var reading = new SourceReading
            {
                Input = new() { ChunkBytes = chunkBytes, ChunkRecordsMax = 1 << 10 },
            };
            return [.. reading.Read(text, fields: "n").Select(e => $"{e.Arrival} {e["n"]}")];
        }
    }

    [Fact]
    public void NoInputMakesTheReaderThrow()
    {
        var random = new Random(20260302);
        var seed = Encoding.UTF8.GetBytes(
            """{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"Panic","annotations":{"a.b/c":"d"},"sourceIPs":["1.2.3.4",null],"message":"{\"a\":1}","items":[{"a\u0041":1e5}],"_source":{"x":[[],{}]}}"""
                + "\n"
        );
        for (var round = 0; round < 300; round++)
        {
            var bytes = Enumerable.Repeat(seed, 3).SelectMany(b => b).ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)"{}[]\",:\\\n0a\u0001"[random.Next(12)];
            var reading = new SourceReading
            {
                Table = { WantsEverything = round % 2 == 0 },
                Input = new() { ChunkBytes = round % 3 == 0 ? 1 : 1 << 20 },
            };
            var read = reading.Read(bytes, fields: ["kubernetes.audit.stage", "source.ip", "_ignored", "_source"]);
            Assert.InRange(read.Count + reading.Problems.Count, 1, 500);
        }
    }
}
