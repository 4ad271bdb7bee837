using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

/// <summary>Reading allocates nothing for an event.</summary>
public class ReaderBudgetTests
{
    [Theory]
    [InlineData("data/k8s-audit/audit-attacks.ndjson", true)]
    [InlineData("data/k8s-audit/audit-attacks.ndjson", false)]
    public void AnAuditEventCostsNoByte(string file, bool usesVectors)
    {
        string[] fields =
        [
            "@timestamp",
            "event.action",
            "event.outcome",
            "event.ingested",
            "data_stream.dataset",
            "kubernetes.audit.verb",
            "kubernetes.audit.sourceIPs",
            "kubernetes.audit.user.username",
            "kubernetes.audit.user.groups",
            "kubernetes.audit.objectRef.resource",
            "kubernetes.audit.annotations.authorization_k8s_io/reason",
            "source.ip",
            "related.user",
            "process.args",
        ];
        Assert.Equal(0, AllocatedBySecondPass(File.ReadAllText(SharedData.Require(file)), fields, usesVectors));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ADocumentCostsNoByte(bool usesVectors)
    {
        var line =
            "{\"@timestamp\":\"2026-03-01T10:00:00.5Z\",\"event\":{\"dataset\":\"cloud_defend.process\",\"category\":[\"process\"],\"type\":[\"start\"]},"
            + "\"process\":{\"args\":[\"sh\",\"-c\",\"a \\\"b\\\"\"],\"pid\":17,\"interactive\":true,\"entity_id\":\"x\"},\"labels\":{\"a.b\":\"c\"}}\n";
        string[] fields =
        [
            "@timestamp",
            "event.category",
            "event.type",
            "process.args",
            "process.pid",
            "process.interactive",
            "labels.a.b",
            "_index",
        ];
        Assert.Equal(0, AllocatedBySecondPass(string.Concat(Enumerable.Repeat(line, 300)), fields, usesVectors));
    }

    private static long AllocatedBySecondPass(string text, string[] fields, bool usesVectors)
    {
        var table = ReaderBudget.TableOf(fields);
        var options = new ReaderOptions { UsesVectors = usesVectors };
        var reader = new JsonEventReader(table, FieldTypes.Default, new(), IgnoredProblems.Instance, options);
        var chunk = ReaderBudget.ChunkOf(text);
        // The first pass makes room and gets to know the keys; a few more let the runtime finish with the code.
        for (var pass = 0; pass < 3; pass++)
            ReaderBudget.AllocatedBy(reader, chunk, table.Count);
        return ReaderBudget.AllocatedBy(reader, chunk, table.Count);
    }
}
