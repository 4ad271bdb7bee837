using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Reading;
using Tocsin.Serve.Intake.Documents;

namespace Tocsin.Serve.Intake.Generic;

/// <summary>A delivery of Amazon Data Firehose to an HTTP endpoint: records of base64, often packed, often of CloudWatch.</summary>
/// <param name="requestId">What the answer repeats.</param>
/// <param name="records">The records, unpacked; null for one that cannot be.</param>
internal sealed class FirehoseRequest(string requestId, IReadOnlyList<byte[]?> records)
{
    private const string IdHeader = "X-Amz-Firehose-Request-Id";

    /// <summary>Whether a request says that it is one.</summary>
    public static bool IsFrom(HttpRequest request) => request.Headers.ContainsKey(IdHeader);

    /// <summary>The id in a request's header.</summary>
    public static string IdOf(HttpRequest request) => request.Headers[IdHeader].ToString();

    /// <summary>Reads a delivery.</summary>
    public static bool TryRead(HttpRequest request, ReadOnlyMemory<byte> body, out FirehoseRequest delivery)
    {
        delivery = null!;
        if (!IsFrom(request))
            return false;
        if (!DocumentJson.IsStrict(body.Span))
            throw new IntakeRefusedException(400, "the body is no JSON");
        using var parsed = DocumentJson.Parse(body.Span);
        var root = parsed.RootElement;
        if (root.At("records") is not { ValueKind: JsonValueKind.Array } list)
            throw new IntakeRefusedException(400, "the body has no list `records`");
        var records = new List<byte[]?>();
        foreach (var record in list.EnumerateArray())
            records.Add(record.TextAt("data") is { } data ? EnvelopeReader.Decode(Encoding.UTF8.GetBytes(data)) : null);
        delivery = new(root.TextAt("requestId") ?? IdOf(request), records);
        return true;
    }

    /// <summary>Adds the records. What cannot be unpacked is counted as skipped.</summary>
    public void AddTo(BatchBuilder batch, DocumentIntake documents, IntakeTicket ticket)
    {
        foreach (var record in records)
        {
            if (record is null)
            {
                batch.Skipped++;
                continue;
            }

            ticket.Hold(record.Length);
            RecordSplitter.Add(record, record.Length, batch, documents);
        }
    }

    /// <summary>The answer, JSON.</summary>
    public byte[] Answer(long nowMillis, string? error)
    {
        var answer = new JsonObject { ["requestId"] = requestId, ["timestamp"] = nowMillis };
        if (error is not null)
            answer["errorMessage"] = error;
        return Encoding.UTF8.GetBytes(answer.ToJsonString());
    }
}
