using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Fuzz.Targets;

/// <summary>Framing, recognition and reading of records; neither the cut into chunks nor the version of the reader must change what is read.</summary>
internal sealed class JsonTarget() : FuzzTarget("json")
{
    private static readonly string[] Wanted =
    [
        "@timestamp",
        "event.action",
        "process.args",
        "process.pid",
        "user.name",
        "source.ip",
        "kubernetes.audit.verb",
        "kubernetes.audit.requestObject",
        "labels.a",
        "a.b.c",
        "client.geo.location",
        "_id",
        "_ignored",
        "_source",
    ];

    public override bool IsBinary => true;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        .. new[]
        {
            """{"@timestamp":"2026-03-01T10:00:00Z","event":{"action":"exec"},"process":{"args":["a","b\u00e9\n"],"pid":17},"a":{"b.c":[1,2.5e3,{"d":null}]}}""",
            """{"@timestamp":["2026-03-01T10:00:00Z",null],"client":{"geo":{"location":{"lat":1,"lon":2}}},"labels":{"a":"\ud83d","\ude00":1},"source":{"ip":"x","port":"y"}}""",
            """{"_index":"logs-x-default","_id":"1","_source":{"@timestamp":1772359200000,"user":{"name":"x"}},"fields":{"source.ip":["10.0.0.1"]}}""",
            """{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api","verb":"get","user":{"username":"u","groups":["g"],"extra":{"k/e.y":["v"]}},"sourceIPs":["192.0.2.7"],"objectRef":{"resource":"pods"},"responseStatus":{"code":200},"requestObject":{"spec":{"containers":[{"name":"c"}]}},"stageTimestamp":"2026-03-01T10:00:03.000001Z","annotations":{"authorization.k8s.io/decision":"allow"}}""",
            "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"items\":[{\"level\":\"Metadata\",\"auditID\":\"b\",\"stage\":\"Panic\",\"verb\":\"list\"},{\"auditID\":\"c\",\"verb\":\"x\"}]}",
            "{\"index\":{\"_index\":\"i\",\"_id\":\"z\"}}\n{\"a\":{\"b\":{\"c\":true}}}\n{\"delete\":{\"_id\":\"q\"}}\n{\"create\":{}}\n{\"user.name\":\"y\",\"user\":{\"name\":\"w\"}}\n",
            "[\n  {\n    \"labels\": { \"a\": \"1\" }\n  },\n  {\"labels.a\":[]}\n]\n",
            """{"output":"x","priority":"Notice","rule":"Terminal shell","time":"2026-03-01T10:00:00.123456789Z","source":"syscall","output_fields":{"proc.name":"bash","user.name":"root","container.id":"c"},"hostname":"h","tags":["t"]}""",
            """{"process_exec":{"process":{"exec_id":"e","pid":1,"binary":"/bin/sh","arguments":"-c \"a b\"","start_time":"2026-03-01T10:00:00Z","pod":{"namespace":"n","name":"p"}},"parent":{"pid":0}},"node_name":"k","time":"2026-03-01T10:00:00Z"}""",
            """{"logEvents":[{"id":"1","timestamp":1772359200000,"message":"{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"auditID\":\"d\",\"verb\":\"get\"}"}],"logGroup":"/aws/eks/c/cluster","logStream":"kube-apiserver-audit-1","messageType":"DATA_MESSAGE"}""",
            """{"records":[{"category":"kube-audit","time":"2026-03-01T10:00:00Z","properties":{"log":"{\"kind\":\"Event\",\"auditID\":\"f\",\"verb\":\"get\"}","pod":"p"}}]}""",
            """{"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","methodName":"io.k8s.core.v1.pods.create","resourceName":"core/v1/namespaces/n/pods/p","authenticationInfo":{"principalEmail":"u@example.test"}},"resource":{"type":"k8s_cluster"},"insertId":"g","timestamp":"2026-03-01T10:00:00Z"}""",
        }.Select(ToCharacters),
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus)
    {
        var files = corpus.Files("data/samples", "*.ndjson").Concat(corpus.Files("data/samples", "*.json"));
        foreach (var file in files)
        {
            if (file.Length < 20_000)
                yield return ToCharacters(file);
            foreach (var line in file.Split('\n').Where(l => l.Length is > 0 and < 20_000).Take(5))
                yield return ToCharacters(line);
        }
    }

    public override void Run(string input)
    {
        var bytes = ToBytes(input);
        var whole = Read(bytes, new(), everything: false);
        Compare(whole, Read(bytes, new() { ChunkBytes = 1, ChunkRecordsMax = 1 }, everything: false));
        Compare(whole, Read(bytes, new() { ChunkBytes = 300, ChunkRecordsMax = 7 }, everything: false));
        Compare(whole, Read(bytes, new(), everything: false, usesVectors: false));
        Read(bytes, new(), everything: true);
    }

    private static void Compare(List<string> whole, List<string> cut)
    {
        var place = whole.Zip(cut).TakeWhile(p => p.First == p.Second).Count();
        FuzzFailure.Unless(
            whole.Count == cut.Count && place == whole.Count,
            $"event {place} of {whole.Count} and {cut.Count}: {whole.ElementAtOrDefault(place)} and {cut.ElementAtOrDefault(place)}"
        );
    }

    private static List<string> Read(byte[] bytes, InputOptions options, bool everything, bool usesVectors = true)
    {
        var fields = new FieldTable { WantsEverything = everything };
        foreach (var path in Wanted)
            fields.GetOrAdd(path);
        var streams = new DataStreams();
        var problems = new Problems();
        var reader = new JsonEventReader(
            fields,
            FieldTypes.Default,
            streams,
            problems,
            new() { UsesVectors = usesVectors }
        );
        var events = new List<string>();
        using var stream = new MemoryStream(bytes);
        foreach (var chunk in Inputs.Open(["-"], options with { StandardInput = stream }, problems).ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                {
                    var text = new StringBuilder().Append(reader.Current.Id);
                    for (var slot = 0; slot < fields.Count; slot++)
                        text.Append('|').Append(ValueText.Format(reader.Current.Get(slot)));
                    CheckDocument(reader.Current);
                    events.Add(text.ToString());
                }
            }

            chunk.Return();
        }

        events.AddRange(problems.All.Where(p => p.Kind != InputProblemKind.InputFailed).Select(p => p.Message));
        foreach (var problem in problems.All)
            FuzzFailure.Unless(problem.BytePosition >= 0 && problem.BytePosition <= bytes.Length, $"{problem}");
        return events;
    }

    /// <summary>
    /// What is shown of a record is JSON where the record is. Parts that no rule wants are skipped unread, so a record that is broken there
    /// is read too; its document is then shown as a text.
    /// </summary>
    private static void CheckDocument(Event read)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            JsonDocuments.WriteDocument(writer, read.Store().Document);
        FuzzFailure.Unless(IsJson(stream.ToArray()), "what is shown is no JSON");
        if (!IsJson(read.Raw))
            return;
        FuzzFailure.Unless(IsJson(read.ToDocument()), "the record is JSON, its document is not");
        FuzzFailure.Unless(IsJson(read.Store().Document), "the record is JSON, its stored document is not");
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 2000 });
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class Problems : IInputProblems
    {
        public List<InputProblem> All { get; } = [];

        public void Report(InputProblem problem) => All.Add(problem);
    }
}
