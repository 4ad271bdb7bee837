using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

public class KubernetesAuditTests
{
    private static readonly string[] Compared =
    [
        "kubernetes.",
        "event.kind",
        "event.action",
        "event.outcome",
        "event.dataset",
        "user.",
        "user_agent.",
        "source.",
        "client.",
        "orchestrator.",
        "related.",
        "data_stream.",
        "ecs.version",
        "agent.type",
    ];

    [Fact]
    public void RawEventsGiveTheFieldsOfTheIntegrationsDocuments()
    {
        var expected = new SourceReading { Table = { WantsEverything = true } };
        var documents = expected.ReadPaths([SharedData.Require("data/samples/ecs-kubernetes-audit.ndjson")]);
        var fields = expected.Table.Snapshot().Where(IsCompared).ToArray();
        Assert.True(fields.Length > 60, "the sample has many fields");

        var actual = new SourceReading();
        var events = actual.ReadPaths([SharedData.Require("data/samples/raw-k8s-audit.ndjson")], fields);
        Assert.Equal(30, documents.Count);
        Assert.Equal(30, events.Count);
        Assert.Empty(actual.Problems);
        for (var i = 0; i < events.Count; i++)
            AssertSame(documents[i], events[i], fields);
    }

    [Fact]
    public void DocumentsMadeOfRawEventsHaveTheSameFields()
    {
        var expected = new SourceReading { Table = { WantsEverything = true } };
        var documents = expected.ReadPaths([SharedData.Require("data/samples/ecs-kubernetes-audit.ndjson")]);
        var made = new SourceReading { Table = { WantsEverything = true } };
        var events = made.ReadPaths([SharedData.Require("data/samples/raw-k8s-audit.ndjson")]);
        var fields = expected.Table.Snapshot().Concat(made.Table.Snapshot()).Distinct().Where(IsCompared).ToArray();
        for (var i = 0; i < events.Count; i++)
        {
            AssertSame(documents[i], events[i], fields);
            Assert.Equal(events[i].Document, events[i].StoredDocument);
            Assert.True(events[i].IsMapped);
        }
    }

    [Fact]
    public void PlacesAndIdentifiesRawEvents()
    {
        var reading = new SourceReading();
        var read = reading.ReadPaths(
            [SharedData.Require("data/samples/raw-k8s-audit.ndjson")],
            "_id",
            "_index",
            "@timestamp"
        );
        Assert.Equal("9806fc10-cab6-552b-88b1-5d22905532ef/RequestReceived", read[0].Id);
        Assert.True(read[0].HasOwnId);
        Assert.Equal(read[0].Id, read[0]["_id"]);
        Assert.Equal("logs-kubernetes.audit_logs-default", read[0].Index);
        Assert.Equal(read[0].Index, read[0]["_index"]);
        Assert.Equal("2026-03-02T09:00:00.100Z", read[0]["@timestamp"]);
        Assert.Equal(Event.NoTime, read[0].Ingested);
        Assert.Equal("2026-03-02T09:00:00.100000Z", At(read[0].Document, "@timestamp"));
    }

    [Fact]
    public void ItemsOfAnEventListAreTheSameEventsWithOrWithoutKind()
    {
        string[] fields =
        [
            "kubernetes.audit.verb",
            "kubernetes.audit.apiVersion",
            "kubernetes.audit.kind",
            "orchestrator.api_version",
            "event.action",
            "source.ip",
        ];
        var lines = File.ReadAllLines(SharedData.Require("data/samples/raw-k8s-audit.ndjson"));
        var raw = new SourceReading().Read(string.Join('\n', lines[2..12]), "raw.ndjson", fields);
        var listed = new SourceReading().ReadPaths(
            [SharedData.Require("data/samples/k8s-audit-eventlist.json")],
            fields
        );
        var bare = lines[2..12]
            .Select(l =>
                l.Replace("""{"kind":"Event","apiVersion":"audit.k8s.io/v1",""", "{", StringComparison.Ordinal)
            );
        var list =
            $$"""{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{{string.Join(',', bare)}}]}""";
        var withoutKind = new SourceReading().Read(list, "list.json", fields);
        Assert.Equal(raw.Select(e => e.Content), listed.Select(e => e.Content));
        Assert.Equal(raw.Select(e => e.Content), withoutKind.Select(e => e.Content));
        Assert.Equal(10, withoutKind.Select(e => e.Arrival).Distinct().Count());
        Assert.Equal("audit.k8s.io/v1", At(withoutKind[0].Document, "kubernetes", "audit", "apiVersion"));
        Assert.Equal("Event", At(withoutKind[0].StoredDocument, "kubernetes", "audit", "kind"));
    }

    [Fact]
    public void KeepsObjectMetadataApart()
    {
        const string Line =
            """{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"ResponseComplete","requestObject":{"kind":"Pod","metadata":{"name":"n1","labels":{}},"spec":{"containers":[{"image":"x"},{"image":"y"}]}},"stageTimestamp":"2026-03-02T09:00:00.1Z"}""";
        string[] fields =
        [
            "kubernetes.audit.requestObject.metadata.name",
            "tocsin.audit.request_metadata.name",
            "kubernetes.audit.requestObject.kind",
            "kubernetes.audit.requestObject.spec.containers.image",
        ];
        var read = new SourceReading().Read(Line, fields: fields)[0];
        Assert.Equal("", read["kubernetes.audit.requestObject.metadata.name"]);
        Assert.Equal("n1", read["tocsin.audit.request_metadata.name"]);
        Assert.Equal("Pod", read["kubernetes.audit.requestObject.kind"]);
        Assert.Equal("[x, y]", read["kubernetes.audit.requestObject.spec.containers.image"]);
        Assert.Equal("n1", At(read.Document, "tocsin", "audit", "request_metadata", "name"));
        Assert.DoesNotContain("labels", read.Document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["10.0.0.1","192.0.2.7"]""", "[10.0.0.1, 192.0.2.7]")]
    [InlineData("""["10.0.0.1","unknown"]""", "")]
    [InlineData("""["::1"]""", "::1")]
    [InlineData("""[]""", "")]
    public void TakesSourceAddressesOnlyIfAllAreAddresses(string listed, string expected)
    {
        var line =
            $$"""{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"Panic","sourceIPs":{{listed}},"stageTimestamp":"2026-03-02T09:00:00Z"}""";
        foreach (var everything in (bool[])[false, true])
        {
            var reading = new SourceReading { Table = { WantsEverything = everything } };
            var read = reading.Read(line, fields: ["source.ip", "client.ip", "related.ip"])[0];
            Assert.Equal(expected, read["source.ip"]);
            Assert.Equal(expected, read["client.ip"]);
            Assert.Equal(expected, read["related.ip"]);
        }
    }

    [Fact]
    public void FieldsReadInPlaceEqualThoseOfTheDocument()
    {
        // All fields of a real day, once read from the raw events and once from the documents made of them.
        string[] path = [SharedData.Require("data/k8s-audit/audit-attacks.ndjson")];
        var throughDocuments = new SourceReading { Table = { WantsEverything = true } };
        var expected = throughDocuments.ReadPaths(path);
        // What is moved under `tocsin.` is unpruned in the raw event only where a value is empty, and empty texts are dropped.
        var fields = throughDocuments.Table.Snapshot();
        var actual = new SourceReading().ReadPaths(path, fields);
        Assert.Equal(712, actual.Count);
        for (var i = 0; i < actual.Count; i++)
            AssertSame(expected[i], actual[i], fields);
    }

    [Fact]
    public void WhatIntakePutsIntoAnEventIsNoPartOfIt()
    {
        const string Event =
            "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"orchestrator\":{\"cluster\":{\"name\":\"prod\"}},"
            + "\"tocsin\":{\"sent_index\":\"fluent-bit\"},\"auditID\":\"a\",\"stage\":\"Panic\"}";
        string[] fields =
        [
            "orchestrator.cluster.name",
            "tocsin.sent_index",
            "kubernetes.audit.orchestrator.cluster.name",
            "kubernetes.audit.tocsin.sent_index",
        ];

        var read = Assert.Single(new SourceReading().Read(Event, "raw.ndjson", fields));
        var made = Assert.Single(
            new SourceReading { Table = { WantsEverything = true } }.Read(Event, "raw.ndjson", fields)
        );

        Assert.Equal("a/Panic", read.Id);
        AssertSame(made, read, fields);
        Assert.Equal(["prod", "fluent-bit"], fields[..2].Select(f => read[f].Trim('"', '[', ']')));
        Assert.Equal(read["no.such.field"], read[fields[2]]);
        Assert.Equal(read["no.such.field"], read[fields[3]]);
    }

    private static void AssertSame(ReadEvent expected, ReadEvent actual, string[] fields)
    {
        foreach (var field in fields)
        {
            if (expected[field] != actual[field])
                Assert.Fail($"{actual.Id} `{field}`: expected {expected[field]}, got {actual[field]}");
        }
    }

    private static bool IsCompared(string path) => Compared.Any(c => path.StartsWith(c, StringComparison.Ordinal));

    private static string? At(string json, params string[] path)
    {
        var element = JsonDocument.Parse(json).RootElement;
        foreach (var name in path)
            element = element.GetProperty(name);
        return element.GetString();
    }
}
