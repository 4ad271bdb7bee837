using System.Text;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Reading;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

/// <summary>The vector version and the plain version of the reader say the same about every input.</summary>
public class ReaderVersionsTests
{
    private static readonly string[] Fields =
    [
        "@timestamp",
        "event.action",
        "event.outcome",
        "event.category",
        "event.kind",
        "event.ingested",
        "data_stream.dataset",
        "kubernetes.audit.verb",
        "kubernetes.audit.stage",
        "kubernetes.audit.sourceIPs",
        "kubernetes.audit.user.username",
        "kubernetes.audit.user.groups",
        "kubernetes.audit.objectRef.resource",
        "kubernetes.audit.responseStatus.code",
        "kubernetes.audit.requestObject.spec.containers.name",
        "kubernetes.audit.requestObject.spec",
        "kubernetes.audit.annotations.authorization_k8s_io/decision",
        "tocsin.audit.request_metadata.name",
        "source.ip",
        "related.user",
        "user.name",
        "process.name",
        "process.args",
        "process.pid",
        "process.parent.name",
        "container.id",
        "host.name",
        "client.geo.location",
        "file.path",
        "message",
    ];

    private static readonly string[] RandomFields =
    [
        "@timestamp",
        "a",
        "a.b",
        "a.b.c",
        "b.c.d",
        "b",
        "c.a",
        "a_b",
        "ka",
        "é",
        "long-key-that-does-not-fit-into-one-vector-of-bytes",
        "long-key-that-does-not-fit-into-one-vector-of-bytes.a",
        "key-with-exactly-29-bytes-abc",
        "event.a",
        "annotations.a",
    ];

    [Fact]
    public void TheyAgreeOnAllSharedData()
    {
        var folder = SharedData.Require("data");
        var events = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.*json", SearchOption.AllDirectories).Order())
            events += ReaderVersions.AssertAgree(File.ReadAllBytes(path), Fields);
        Assert.True(events > 500, $"{events} events are too few");
    }

    [Fact]
    public void TheyAgreeOnAllConformanceEvents()
    {
        var folder = SharedData.Require("conformance");
        var files = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.*json", SearchOption.AllDirectories).Order())
        {
            files++;
            ReaderVersions.AssertAgree(File.ReadAllBytes(path), Fields);
        }

        Assert.True(files > 3, $"{files} files are too few");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void TheyAgreeHoweverTheInputIsCut(int chunkBytes)
    {
        var path = SharedData.Require("data/k8s-audit/audit-attacks.ndjson");
        var events = ReaderVersions.AssertAgree(File.ReadAllBytes(path), Fields, chunkBytes);
        Assert.True(events > 10, $"{events} events are too few");
        for (var seed = 0; seed < 5; seed++)
            ReaderVersions.AssertAgree(Lines(seed, 200), RandomFields, chunkBytes);
    }

    [Fact]
    public void TheyAgreeOnRandomAndBrokenRecords()
    {
        var events = 0;
        for (var seed = 100; seed < 160; seed++)
            events += ReaderVersions.AssertAgree(Lines(seed, 500), RandomFields);
        Assert.True(events > 10_000, $"{events} events are too few");
    }

    [Fact]
    public void TheyAgreeOnAuditEventsCutAtAnyPlaceOrWithAByteChanged()
    {
        var random = new Random(6);
        var text = new StringBuilder();
        foreach (var line in File.ReadLines(SharedData.Require("data/k8s-audit/audit-attacks.ndjson")).Take(40))
        {
            text.AppendLine(line);
            for (var i = 0; i < 50; i++)
                text.AppendLine(line[..random.Next(line.Length)]);
            for (var i = 0; i < 100; i++)
            {
                var changed = line.ToCharArray();
                changed[random.Next(line.Length)] = "{}[]\":,\\ 0n"[random.Next(11)];
                text.Append(changed).AppendLine();
            }
        }

        var events = ReaderVersions.AssertAgree(Encoding.UTF8.GetBytes(text.ToString()), Fields);
        Assert.True(events > 1000, $"{events} events are too few");
    }

    [Fact]
    public void TheVectorVersionGivesUpOnNoRealRecord()
    {
        if (!VectorWalker.IsSupported)
            Assert.Skip("the machine has no vectors");
        var captures = new Captures();
        var plan = new ReadPlan(KubernetesAudit.Instance, ReaderBudget.TableOf(Fields), discovers: false);
        captures.Reserve(plan.CaptureCount);
        var walker = new VectorWalker(captures);
        foreach (var line in File.ReadLines(SharedData.Require("data/k8s-audit/audit-attacks.ndjson")))
        {
            var buffer = new byte[Encoding.UTF8.GetByteCount(line) + VectorWalker.Slack];
            var length = Encoding.UTF8.GetBytes(line, buffer);
            captures.Clear();
            Assert.Equal(length, walker.Walk(buffer, 0, length, plan));
        }
    }

    [Fact]
    public void AFieldWantedLaterIsFoundThoughTheKeysWereKnown()
    {
        var reading = new SourceReading();
        var line = "{\"@timestamp\":\"2026-03-01T10:00:00Z\",\"a\":{\"b\":\"x\",\"c.d\":\"y\"},\"a.e\":\"z\"}\n";
        var reader = new JsonEventReader(reading.Table, reading.Types, reading.Streams, reading, new ReaderOptions());
        var chunk = ReaderBudget.ChunkOf(string.Concat(Enumerable.Repeat(line, 4)));
        reading.Table.GetOrAdd("a.b");
        Assert.Equal(["x"], ReaderBudget.Texts(reader, chunk, 0, reading.Table));
        foreach (var later in (string[])["a.c.d", "a.e"])
            reading.Table.GetOrAdd(later);
        // Fields are taken up where a chunk begins.
        chunk = ReaderBudget.ChunkOf(string.Concat(Enumerable.Repeat(line, 4)));
        Assert.Equal(["x", "y", "z"], ReaderBudget.Texts(reader, chunk, 1, reading.Table));
    }

    private static byte[] Lines(int seed, int count)
    {
        var random = new RandomJson(seed);
        var text = new StringBuilder();
        // Lines, whatever the first record would say.
        text.Append("{\"a\":1}\n");
        for (var i = 0; i < count; i++)
            text.Append(random.Next()).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
