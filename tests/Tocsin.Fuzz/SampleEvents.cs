using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Fuzz;

/// <summary>A few events of every kind of value, read as a scan reads them.</summary>
internal sealed class SampleEvents : IInputProblems
{
    private static readonly byte[] Records = Encoding.UTF8.GetBytes(
        """
        {"@timestamp":"2026-03-01T10:00:00Z","event":{"category":["process"],"type":"start","action":"exec"},"process":{"name":"bash","pid":17,"args":["bash","-c","id"],"args_count":3,"interactive":true},"user":{"name":"root","id":"0"},"host":{"os":{"type":"linux"},"id":"h1"},"source":{"ip":["10.0.0.1","fe80::1"],"port":22},"message":"A x 1 foo=bar"}
        {"@timestamp":"2026-03-01T10:00:01Z","event":{"category":"network","action":"connect"},"process":{"name":"curl","pid":18,"args":[]},"destination":{"ip":"::1","bytes":9223372036854775807},"host":{"id":"h1"},"kubernetes.audit":{"verb":"list","responseStatus":{"code":403}}}
        {"@timestamp":"2026-03-01T10:00:02.5Z","event":{"category":"file"},"file":{"path":"/etc/passwd","size":-1,"name":"PASSWD"},"user":{"name":null},"host":{"id":"h2"},"labels":{"a":"é😀","b":1.5,"c":false}}
        {"@timestamp":"soon","event":{"category":7},"process":{"name":["a","b","a"],"pid":"x"},"source":{"ip":"nowhere"},"message":""}
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api/v1/secrets","verb":"get","user":{"username":"system:anonymous","groups":["g"]},"sourceIPs":["192.0.2.7"],"objectRef":{"resource":"secrets","name":"x"},"responseStatus":{"code":200},"stageTimestamp":"2026-03-01T10:00:03.000001Z","annotations":{"authorization.k8s.io/decision":"allow"}}
        """
    );

    private readonly DataStreams _streams = new();

    /// <summary>The events with the fields of a table, each kept by itself.</summary>
    public static List<FieldSnapshot> Read(FieldTable fields, FieldTypes types)
    {
        var sample = new SampleEvents();
        var reader = new JsonEventReader(fields, types, sample._streams, sample, new ReaderOptions());
        var events = new List<FieldSnapshot>();
        using var stream = new MemoryStream(Records);
        foreach (var chunk in Inputs.Open(["-"], new() { StandardInput = stream }, sample).ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                    events.Add(new(reader.Current, fields.Count));
            }
        }

        return events;
    }

    void IInputProblems.Report(InputProblem problem) { }
}
