using System.IO.Compression;
using System.Text;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

public class FramingTests
{
    private static readonly string[] Records =
    [
        """{"n":1,"s":"a"}""",
        """{"n":2,"s":"}{][\"\\"}""",
        """{"n":3,"o":{"a":[1,{"b":2}],"c":null}}""",
        """{"n":4}""",
        """{"n":5,"s":"häß\u00e9 😀"}""",
    ];

    public static TheoryData<string, string> Layouts =>
        new()
        {
            { "lines", string.Join('\n', Records) + "\n" },
            { "lines without a last line break", string.Join('\n', Records) },
            { "lines with carriage returns", string.Join("\r\n", Records) + "\r\n" },
            { "lines and blank lines", "\n\n" + string.Join("\n  \n", Records) + "\n\n" },
            { "byte order mark", "\uFEFF" + string.Join('\n', Records) },
            { "array", "[" + string.Join(',', Records) + "]" },
            { "array with line breaks", "[\n  " + string.Join(",\n  ", Records) + "\n]\n" },
            { "array with a trailing comma", "[" + string.Join(", ", Records) + ", ]" },
            { "array on each line", string.Join('\n', Records.Select(r => $"[{r}]")) },
            { "nested arrays", "[[" + string.Join(',', Records[..2]) + "],[" + string.Join(',', Records[2..]) + "]]" },
            { "lines that end in commas", string.Join(",\n", Records) + ",\n" },
            { "one behind the other", string.Concat(Records) },
            {
                "several on a line, several lines",
                Records[0] + Records[1] + "\n" + Records[2] + "\n" + Records[3] + Records[4]
            },
            { "pretty", string.Join('\n', Records.Select(Pretty)) },
            { "pretty array", Pretty("[" + string.Join(',', Records) + "]") },
            { "lines, then pretty", Records[0] + "\n" + string.Join('\n', Records[1..].Select(Pretty)) },
            {
                "pretty, then lines",
                Pretty(Records[2]).Replace("\"n\": 3", "\"n\":1,\"x\": 3", StringComparison.Ordinal)
                    + "\n"
                    + string.Join('\n', Records[1..])
            },
        };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void FindsTheRecordsOfEveryLayout(string layout, string text)
    {
        foreach (var (bytes, records) in new[] { (1 << 20, int.MaxValue), (1, 1), (40, 2), (7, int.MaxValue) })
        {
            var reading = new SourceReading
            {
                Input = new() { ChunkBytes = bytes, ChunkRecordsMax = records },
            };
            var read = reading.Read(text, fields: "n");
            Assert.DoesNotContain(reading.Problems, p => p.Kind != InputProblemKind.Irregular);
            Assert.True(read.Select(e => e["n"]).SequenceEqual(["1", "2", "3", "4", "5"]), $"{layout} at {bytes}");
            Assert.Equal(5, read.Select(e => e.Arrival).Distinct().Count());
            Assert.Equal(read.OrderBy(e => e.Arrival), read);
        }
    }

    [Fact]
    public void TheCutIntoChunksChangesNothing()
    {
        string[] paths =
        [
            SharedData.Require("data/k8s-audit/audit-attacks.ndjson"),
            SharedData.Require("data/samples"),
        ];
        var expected = Contents(new());
        Assert.True(expected.Count > 800, "the samples are many");
        Assert.Equal(expected, Contents(new() { ChunkBytes = 4096, ChunkRecordsMax = 1 }));
        Assert.Equal(expected, Contents(new() { ChunkBytes = 16384, ChunkRecordsMax = 7 }));
        Assert.Equal(expected, Contents(new() { ChunkBytes = 300 }));

        List<string> Contents(InputOptions options)
        {
            var reading = new SourceReading { Input = options };
            string[] fields = ["event.action", "process.args", "kubernetes.audit.verb", "user.name"];
            return [.. reading.ReadPaths(paths, fields).Select(e => $"{e.Arrival} {e.Content}")];
        }
    }

    [Fact]
    public void ContentDoesNotDependOnTheLayout()
    {
        var lines = File.ReadAllLines(SharedData.Require("data/samples/cloud-defend-process.ndjson"));
        var plain = string.Join('\n', lines);
        var expected = Contents(Encoding.UTF8.GetBytes(plain), "in.ndjson");
        Assert.Equal(30, expected.Count);
        Assert.Equal(expected, Contents(Encoding.UTF8.GetBytes($"[{string.Join(',', lines)}]"), "in.json"));
        Assert.Equal(expected, Contents(Encoding.UTF8.GetBytes(string.Join("\n", lines.Select(Pretty))), "in.json"));
        Assert.Equal(expected, Contents(Pack(plain), "in.ndjson.gz"));
        Assert.Equal(expected, Contents([.. Pack(plain[..5000]), .. Pack(plain[5000..])], "in.ndjson.gz"));
        var bulk = string.Join("", lines.Select(l => $"{{\"create\":{{}}}}\n{l}\n"));
        Assert.Equal(expected, Contents(Encoding.UTF8.GetBytes(bulk), "in.ndjson"));

        static List<string> Contents(byte[] bytes, string name)
        {
            string[] fields = ["event.id", "process.args", "process.interactive", "host.os.type", "container.id"];
            return [.. new SourceReading().Read(bytes, name, fields).Select(e => e.Content)];
        }
    }

    [Fact]
    public void ABulkBodyGivesIndexAndId()
    {
        const string Body = """
            {"index":{"_index":"one","_id":"a"}}
            {"n":1}
            {"create":{"_index":".ds-logs-x-default-2026.03.02-000001"}}
            {"n":2,"_id":"own"}
            {"delete":{"_index":"one","_id":"a"}}
            {"index":{}}
            {"n":3}
            {"update":{"_index":"one","_id":"b"}}
            {"doc":{"n":4}}
            {"n":5}
            """;
        foreach (var bytes in (int[])[1 << 20, 1])
        {
            var reading = new SourceReading { Input = new() { ChunkBytes = bytes } };
            var read = reading.Read(Body, "body.ndjson", "n");
            Assert.Equal(["1", "2", "3", "5"], read.Select(e => e["n"]));
            Assert.Equal(["one", "logs-x-default", "body", "body"], read.Select(e => e.Index));
            Assert.Equal("a", read[0].Id);
            Assert.Equal("own", read[1].Id);
            Assert.Equal(2, reading.Problems.Count(p => p.Kind == InputProblemKind.Skipped));
        }
    }

    [Fact]
    public void ADocumentThatLooksLikeAnActionIsADocument()
    {
        var read = new SourceReading().Read(
            """{"index":{"name":"x"}}""" + "\n" + """{"n":1}""",
            fields: ["index.name", "n"]
        );
        Assert.Equal(["x", ""], read.Select(e => e["index.name"]));
    }

    [Fact]
    public void FindsFilesInFoldersAndByPatterns()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-test-");
        try
        {
            var root = folder.FullName;
            Directory.CreateDirectory(Path.Combine(root, "b", "c"));
            foreach (
                var name in (string[])["z.ndjson", "a.json", "b/x.log", "b/c/y.jsonl.gz", "b/notes.md", "b/c/q.txt"]
            )
                File.WriteAllText(Path.Combine(root, name), "{}");
            Assert.Equal(["a.json", "b/c/y.jsonl.gz", "b/x.log", "z.ndjson"], Find(root));
            Assert.Equal(["a.json", "z.ndjson"], Find($"{root}/*son"));
            Assert.Equal(["b/c/q.txt"], Find($"{root}/**/q.*"));
            Assert.Equal(["b/c/y.jsonl.gz", "b/x.log"], Find($"{root}/?"));
            Assert.Equal(["a.json"], Find($"{root}/a.json", $"{root}/b/../a.json"));
            Assert.Equal("x", InputPaths.IndexNameOf("b/x.ndjson.gz"));
            Assert.Equal(
                "logs-kubernetes.audit_logs-default",
                InputPaths.IndexNameOf("logs-kubernetes.audit_logs-default.ndjson")
            );

            List<string> Find(params string[] paths)
            {
                var problems = new SourceReading();
                var files = InputPaths.Expand(paths, problems);
                Assert.Empty(problems.Problems);
                Assert.Equal(Enumerable.Range(0, files.Count), files.Select(f => f.Ordinal));
                return [.. files.Select(f => Path.GetRelativePath(root, f.Path).Replace('\\', '/'))];
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void ReadsStandardInput()
    {
        using var input = new MemoryStream(Pack("{\"n\":1}\n{\"n\":2}"));
        var reading = new SourceReading { Input = new() { StandardInput = input } };
        var read = reading.ReadPaths(["-"], "n");
        Assert.Equal(["1", "2"], read.Select(e => e["n"]));
        Assert.Equal("stdin", read[0].Index);
    }

    private static byte[] Pack(string text)
    {
        using var output = new MemoryStream();
        using (var packer = new GZipStream(output, CompressionMode.Compress, leaveOpen: true))
            packer.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }

    private static string Pretty(string json) =>
        System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true });
}
