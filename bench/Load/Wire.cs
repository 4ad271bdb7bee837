using System.Net;

namespace Tocsin.Bench.Load;

/// <summary>How events are wrapped for one of the server's doors.</summary>
/// <param name="name">For the table.</param>
/// <param name="path">Where it is.</param>
/// <param name="type">What the body says it is.</param>
internal abstract class Wire(string name, string path, string type)
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    public string Type { get; } = type;

    /// <summary>Adds an event, with what stands around it.</summary>
    public abstract void Add(
        BodyBuffer body,
        EventTemplate template,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> time,
        bool isFirst
    );

    /// <summary>Ends the body.</summary>
    public abstract void End(BodyBuffer body);

    /// <summary>How many events of a body were taken and how many were refused, by the answer.</summary>
    public abstract ValueTask<(int Accepted, int Refused, int Failed)> JudgeAsync(HttpResponseMessage answer, int sent);

    /// <summary>Whether an answer says to come again.</summary>
    protected static bool IsRefusal(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
}

/// <summary>What a Kubernetes API server posts to its audit webhook.</summary>
internal sealed class AuditWire() : Wire("Kubernetes audit webhook", "/k8s-audit", "application/json")
{
    public override void Add(
        BodyBuffer body,
        EventTemplate template,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> time,
        bool isFirst
    )
    {
        body.Append(
            isFirst ? """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["""u8 : ","u8
        );
        template.Write(body, id, time);
    }

    public override void End(BodyBuffer body) => body.Append("]}\n"u8);

    public override ValueTask<(int Accepted, int Refused, int Failed)> JudgeAsync(
        HttpResponseMessage answer,
        int sent
    ) =>
        new(
            answer.IsSuccessStatusCode ? (sent, 0, 0)
            : IsRefusal(answer) ? (0, sent, 0)
            : (0, 0, sent)
        );
}

/// <summary>What clients of Elasticsearch post to <c>_bulk</c>: documents with ids, for the data streams that they name.</summary>
internal sealed class BulkWire() : Wire("Elasticsearch bulk", "/_bulk", "application/x-ndjson")
{
    public override void Add(
        BodyBuffer body,
        EventTemplate template,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> time,
        bool isFirst
    )
    {
        body.Append("""{"create":{"_index":"""u8);
        body.Append("\"logs-generic-default\",\"_id\":\""u8);
        body.Append(id);
        body.Append("\"}}\n"u8);
        template.Write(body, id, time);
        body.Append("\n"u8);
    }

    public override void End(BodyBuffer body) { }

    public override async ValueTask<(int Accepted, int Refused, int Failed)> JudgeAsync(
        HttpResponseMessage answer,
        int sent
    )
    {
        if (IsRefusal(answer))
            return (0, sent, 0);
        if (!answer.IsSuccessStatusCode)
            return (0, 0, sent);
        // The answer begins with whether some item failed; nothing of these bodies may.
        var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        return text.Contains("\"errors\":false", StringComparison.Ordinal) ? (sent, 0, 0) : (0, 0, sent);
    }
}
