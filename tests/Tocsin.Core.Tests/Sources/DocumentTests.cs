using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

public class DocumentTests
{
    private const string Time = "\"@timestamp\":\"2026-03-02T09:00:00Z\"";

    [Theory]
    [InlineData("{%}", "in")]
    [InlineData("""{"data_stream":{"dataset":"a.b"},%}""", "logs-a.b-default")]
    [InlineData("""{"data_stream":{"type":"metrics","dataset":"a.b","namespace":"n"},%}""", "metrics-a.b-n")]
    [InlineData("""{"data_stream.dataset":"a.b","data_stream.namespace":"n",%}""", "logs-a.b-n")]
    [InlineData("""{"event":{"dataset":"cloud_defend.file"},%}""", "logs-cloud_defend.file-default")]
    [InlineData("""{"event":{"dataset":"system.auth"},%}""", "in")]
    [InlineData("""{"kubernetes":{"audit":{"auditID":"x"}},%}""", "logs-kubernetes.audit_logs-default")]
    [InlineData("""{"_index":"other","_source":{%}}""", "other")]
    [InlineData("""{"_index":".ds-logs-a-default-2026.03.02-000001","_source":{%}}""", "logs-a-default")]
    [InlineData(
        """{"_index":".internal.alerts-security.alerts-default-000001","_source":{%}}""",
        ".internal.alerts-security.alerts-default-000001"
    )]
    public void FindsTheIndex(string template, string index)
    {
        var line = template.Replace("%", Time, StringComparison.Ordinal);
        Assert.Equal(index, Assert.Single(new SourceReading().Read(line)).Index);
        var isHit = template.Contains("_source", StringComparison.Ordinal);
        var named = new SourceReading { Options = new() { Index = "mine" } };
        Assert.Equal(isHit ? index : "mine", Assert.Single(named.Read(line)).Index);
    }

    [Fact]
    public void ASearchHitIsItsSource()
    {
        const string Hit =
            """{"_index":"i","_id":"h1","_score":1.0,"_source":{"_id":"no","kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"x","stage":"Panic","n":1}}""";
        var read = Assert.Single(new SourceReading().Read(Hit, fields: ["n", "kind", "_score", "_id"]));
        Assert.Equal("h1", read.Id);
        Assert.False(read.IsMapped);
        Assert.Equal("1", read["n"]);
        Assert.Equal("Event", read["kind"]);
        Assert.Equal("", read["_score"]);
        Assert.StartsWith("{\"_id\":\"no\"", read.Document, StringComparison.Ordinal);
        Assert.Equal(read.Document, read.Raw);
    }

    [Theory]
    [InlineData("signal.rule.name", "x")]
    [InlineData("signal.rule.building_block_type", "default")]
    [InlineData("signal.rule.parameters.name", "")]
    [InlineData("kibana.alert.rule.name", "x")]
    public void AnAlertIsFoundByItsOldNames(string field, string expected)
    {
        const string Alert =
            """{"kibana.alert.rule.name":"x","kibana.alert.building_block_type":"default","kibana.alert.rule.building_block_type":"default","kibana.alert.rule.parameters":{"name":"y"}}""";
        Assert.Equal(expected, Assert.Single(new SourceReading().Read(Alert, fields: [field]))[field]);
        const string Old = """{"signal":{"rule":{"name":"x","building_block_type":"default"}}}""";
        if (field.StartsWith("signal.rule", StringComparison.Ordinal))
            Assert.Equal(expected, Assert.Single(new SourceReading().Read(Old, fields: [field]))[field]);
    }

    [Fact]
    public void ASearchResponseIsItsHits()
    {
        const string Response =
            """{"took":1,"hits":{"total":2,"hits":[{"_index":"i","_id":"a","_source":{"n":1}},{"_index":"j","_id":"b","_source":{"n":2}}]}}""";
        var read = new SourceReading().Read(Response, fields: "n");
        Assert.Equal(["i a 1", "j b 2"], read.Select(e => $"{e.Index} {e.Id} {e["n"]}"));
    }

    [Theory]
    [InlineData("""{"_id":"x","n":1}""", """{"n":1}""")]
    [InlineData("""{"n":1,"_id":"x"}""", """{"n":1}""")]
    [InlineData("""{"n":1, "_id":"x" ,"m":{"_id":"y"}}""", """{"n":1, "m":{"_id":"y"}}""")]
    [InlineData("""{"_id":"x"}""", "{}")]
    public void ATopLevelIdIsTheIdAndNoField(string line, string document)
    {
        var reading = new SourceReading { Table = { WantsEverything = true } };
        var read = Assert.Single(reading.Read(line));
        Assert.Equal("x", read.Id);
        Assert.True(read.HasOwnId);
        Assert.Equal(document, read.Document);
        Assert.DoesNotContain("_id", reading.Table.Snapshot());
    }

    [Fact]
    public void WithoutAnIdTheContentIsTheId()
    {
        var read = new SourceReading().Read(
            "{\"a\":\"x y\",\"b\":[1,2]}\n{ \"a\" : \"x y\",\n \"b\":[1, 2] }\n{\"a\":\"xy\",\"b\":[1,2]}"
        );
        Assert.All(read, e => Assert.Matches("^[0-9a-f]{32}$", e.Id));
        Assert.All(read, e => Assert.False(e.HasOwnId));
        Assert.Equal(read[0].Id, read[1].Id);
        Assert.NotEqual(read[0].Id, read[2].Id);
        Assert.Equal(
            read[0].Id,
            Assert.Single(new SourceReading().Read("[{\"a\":\"x y\",\"b\":[1,2]}]", "other.json")).Id
        );
    }

    [Fact]
    public void AnAuditDocumentHasTheIdOfItsEvent()
    {
        string[] fields = ["_id"];
        var documents = new SourceReading().ReadPaths(
            [SharedData.Require("data/samples/ecs-kubernetes-audit.ndjson")],
            fields
        );
        var events = new SourceReading().ReadPaths([SharedData.Require("data/samples/raw-k8s-audit.ndjson")], fields);
        Assert.Equal(events.Select(e => e.Id), documents.Select(e => e.Id));
    }

    [Fact]
    public void MultiFieldsTakeTheValuesOfTheirParent()
    {
        string[] fields = ["process.name.text", "process.name.caseless", "process.name.keyword", "x.text", "y.text"];
        var read = Assert.Single(
            new SourceReading().Read(
                """{"process":{"name":["Curl","ÄB"]},"x":"Z","y":{"text":"own"}}""",
                fields: fields
            )
        );
        Assert.Equal("[Curl, ÄB]", read["process.name.text"]);
        Assert.Equal("[curl, äb]", read["process.name.caseless"]);
        Assert.Equal("[Curl, ÄB]", read["process.name.keyword"]);
        Assert.Equal("Z", read["x.text"]);
        Assert.Equal("own", read["y.text"]);
    }

    [Fact]
    public void ReadsMetadataFields()
    {
        string[] fields = ["_id", "_index", "_version", "_source", "_ignored", "source.ip", "process.pid"];
        var read = Assert.Single(
            new SourceReading().Read(
                """{"_id":"x","source":{"ip":"nonsense"},"process":{"pid":"12"}}""",
                fields: fields
            )
        );
        Assert.Equal("x", read["_id"]);
        Assert.Equal("in", read["_index"]);
        Assert.Equal("1", read["_version"]);
        Assert.Equal("source.ip", read["_ignored"]);
        Assert.Equal("12", read["process.pid"]);
        Assert.Equal("""{"source":{"ip":"nonsense"},"process":{"pid":"12"}}""", read["_source"]);
    }

    [Theory]
    [InlineData("\"POINT (1 2)\"")]
    [InlineData("{\"lat\":2,\"lon\":1}")]
    [InlineData("[1,2]")]
    [InlineData("\"2,1\"")]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[1,2]}")]
    public void ReadsPointsInAllShapes(string point)
    {
        var line = """{"source":{"geo":{"location":%}}}""".Replace("%", point, StringComparison.Ordinal);
        Assert.Equal(
            "POINT (1.0 2.0)",
            Assert.Single(new SourceReading().Read(line, fields: "source.geo.location"))["source.geo.location"]
        );
    }

    [Fact]
    public void OpensAWrappingOnlyForWhatIsRecognised()
    {
        var raw = File.ReadAllLines(SharedData.Require("data/samples/raw-k8s-audit.ndjson"))[2];
        var audit = """{"log":%,"stream":"stdout","kubernetes":{"pod_name":"p"}}""".Replace(
            "%",
            JsonSerializer.Serialize(raw + "\n"),
            StringComparison.Ordinal
        );
        const string Other = """{"log":"{\"level\":\"info\"}","stream":"stdout"}""";
        string[] fields =
        [
            "kubernetes.audit.verb",
            "tocsin.envelope.stream",
            "stream",
            "tocsin.envelope.kubernetes.pod_name",
        ];
        foreach (var everything in (bool[])[false, true])
        {
            var reading = new SourceReading { Table = { WantsEverything = everything } };
            var read = reading.Read($"{audit}\n{Other}", fields: fields);
            Assert.Equal(2, read.Count);
            Assert.Equal("logs-kubernetes.audit_logs-default", read[0].Index);
            Assert.NotEqual("", read[0]["kubernetes.audit.verb"]);
            Assert.Equal("stdout", read[0]["tocsin.envelope.stream"]);
            Assert.Equal("p", read[0]["tocsin.envelope.kubernetes.pod_name"]);
            Assert.Contains("\"envelope\":{\"stream\":\"stdout\"", read[0].StoredDocument, StringComparison.Ordinal);
            Assert.Equal("in", read[1].Index);
            Assert.Equal("stdout", read[1]["stream"]);
        }
    }

    [Fact]
    public void WhatIsKnownAsADocumentStaysAsWritten()
    {
        var raw = File.ReadAllLines(SharedData.Require("data/samples/raw-k8s-audit.ndjson"))[2];
        var line = $$"""{ {{Time}},"host":{"name":"h"},"message":{{JsonSerializer.Serialize(raw)}}}""";
        var read = Assert.Single(new SourceReading().Read(line, fields: ["message", "host.name"]));
        Assert.Equal("in", read.Index);
        Assert.Equal(raw, read["message"]);
    }

    [Fact]
    public void ReadsCloudWatchBatches()
    {
        string[] fields =
        [
            "kubernetes.audit.verb",
            "cloud.provider",
            "cloud.account.id",
            "orchestrator.cluster.name",
            "user.name",
        ];
        var reading = new SourceReading();
        var read = reading.ReadPaths([SharedData.Require("data/samples/eks-cloudwatch.json")], fields);
        Assert.Equal(5, read.Count);
        Assert.Empty(reading.Problems);
        Assert.All(
            read,
            e =>
                Assert.Equal(
                    "aws 111122223333 demo",
                    $"{e["cloud.provider"]} {e["cloud.account.id"]} {e["orchestrator.cluster.name"]}"
                )
        );
        Assert.All(
            read,
            e => Assert.Contains("\"account\":{\"id\":\"111122223333\"}", e.StoredDocument, StringComparison.Ordinal)
        );
        Assert.Equal(5, read.Select(e => e.Arrival).Distinct().Count());
        Assert.Equal(read.OrderBy(e => e.Arrival).Select(e => e.Id), read.Select(e => e.Id));

        var packed = File.ReadAllBytes(SharedData.Require("data/samples/eks-cloudwatch.json"));
        using var output = new MemoryStream();
        using (
            var packer = new System.IO.Compression.GZipStream(
                output,
                System.IO.Compression.CompressionMode.Compress,
                leaveOpen: true
            )
        )
            packer.Write(packed);
        var lambda = """{"awslogs":{"data":"%"}}""".Replace(
            "%",
            Convert.ToBase64String(output.ToArray()),
            StringComparison.Ordinal
        );
        Assert.Equal(
            read.Select(e => e.Content),
            new SourceReading().Read(lambda, fields: fields).Select(e => e.Content)
        );
    }

    [Fact]
    public void PassesOverControlMessagesAndOtherStreams()
    {
        var reading = new SourceReading();
        var read = reading.Read(
            """
            {"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"1","message":"probe"}]}
            {"messageType":"DATA_MESSAGE","logStream":"authenticator-x","logEvents":[{"id":"1","message":"text"}]}
            {"messageType":"DATA_MESSAGE","logStream":"kube-apiserver-audit-x","logEvents":[{"id":"1","message":"{\"cut"}]}
            """
        );
        Assert.Empty(read);
        Assert.Equal(
            [InputProblemKind.Skipped, InputProblemKind.Skipped, InputProblemKind.Unreadable],
            reading.Problems.Select(p => p.Kind)
        );
    }

    [Fact]
    public void AForcedSourceTakesEveryRecordForThat()
    {
        var line = File.ReadAllLines(SharedData.Require("data/samples/raw-k8s-audit.ndjson"))[0];
        var asWritten = new SourceReading { Options = new() { Shape = Core.Sources.Reading.RecordShape.Document } };
        Assert.Equal("in", Assert.Single(asWritten.Read(line, fields: "verb")).Index);
        var audit = new SourceReading { Options = new() { Shape = Core.Sources.Reading.RecordShape.AuditEvent } };
        Assert.Equal("list", Assert.Single(audit.Read("""{"verb":"list"}""", fields: "event.action"))["event.action"]);
    }

    public static TheoryData<string> SampleFiles =>
        [
            "data/samples/cloud-defend-process.ndjson",
            "data/samples/cloud-defend-file.ndjson",
            "data/samples/ecs-kubernetes-audit.ndjson",
            "conformance/eql/data/core.ndjson",
            "conformance/eql/data/containers.ndjson",
            "conformance/eql/data/endgame.ndjson",
            "conformance/eql/data/joins.ndjson",
            "conformance/esql/datasets/employees.ndjson",
            "conformance/esql/datasets/hosts.ndjson",
            "conformance/esql/datasets/logs-kubernetes.audit_logs-default.ndjson",
            "conformance/esql/datasets/logs-cloud_defend.process-default.ndjson",
        ];

    /// <summary>The walk against flattening a parsed document, with all fields wanted: discovered on the way, and known before.</summary>
    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void WalkingGivesWhatFlatteningGives(string file)
    {
        var path = SharedData.Require(file);
        var lines = File.ReadAllLines(path).Where(l => l.Length > 0).ToArray();
        var reading = new SourceReading { Table = { WantsEverything = true } };
        var discovered = reading.ReadPaths([path]);
        var fields = reading.Table.Snapshot();
        var known = new SourceReading().ReadPaths([path], fields);
        Assert.Equal(lines.Length, discovered.Count);
        for (var i = 0; i < lines.Length; i++)
        {
            var plain = new JsonEvent(
                lines[i],
                new FieldTable(),
                p => FieldTypes.Default.TypeOf(discovered[i].Index, p),
                0,
                discovered[i].Index,
                new DataStreams()
            );
            var seen = plain.Paths.Select(p => (Path: p, Value: plain.Get(p))).Where(f => !f.Value.IsNull);
            var expected = seen.Select(f => $"{f.Path}={ValueText.Format(f.Value)}").ToList();
            Assert.Equal(
                expected,
                discovered[i].Fields.Where(f => plain.Paths.Contains(f.Key)).Select(f => $"{f.Key}={f.Value}")
            );
            Assert.Equal(expected.Count, discovered[i].Fields.Count);
            Assert.Equal(discovered[i].Fields, known[i].Fields);
            Assert.Equal(plain.Timestamp, discovered[i].Timestamp);
            Assert.Equal(plain.Ingested, discovered[i].Ingested);
            Assert.Equal(
                lines[i].Contains("\"_id\"", StringComparison.Ordinal) ? plain.Id : discovered[i].Id,
                discovered[i].Id
            );
        }
    }
}
