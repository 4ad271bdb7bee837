using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Intake.Documents;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Intake.OpenTelemetry;

/// <summary>OpenTelemetry logs over HTTP, in JSON and in protocol buffers (intake-protocols, section 3).</summary>
internal sealed class OtlpEndpoint(IntakeGate gate, ILogger<OtlpEndpoint> logger)
    : IntakeEndpoint(gate, logger),
        IEndpointModule
{
    private const string Protobuf = "application/x-protobuf";

    /// <inheritdoc/>
    protected override string Protocol => "otlp";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map(Gate.Options.Otlp.Path, Answer).WithMetadata(new EndpointAccess(EndpointGroup.Otlp, Scope.Ingest));

    /// <inheritdoc/>
    protected override async Task TakeAsync(HttpContext context, IntakeTicket ticket, CancellationToken reading)
    {
        var type = TypeOf(context.Request);
        if (type == "application/grpc" || type.StartsWith("application/grpc+", StringComparison.Ordinal))
            throw new IntakeRefusedException(
                415,
                "gRPC is not offered; export with OTLP over HTTP (http/protobuf or http/json)"
            );
        if (type is not (Protobuf or HttpAnswer.Json))
            throw new IntakeRefusedException(415, $"the content type must be {Protobuf} or {HttpAnswer.Json}");
        var body = await RequestBody
            .ReadAllAsync(context.Request, Gate.Options.OtlpBodyLimit.Bytes, ticket, reading)
            .ConfigureAwait(false);
        // Decoded records take several times the room of their bytes.
        ticket.Hold(body.Count * 3L);
        using var batch = new BatchBuilder(body.Count);
        try
        {
            Add(type == Protobuf ? OtlpProtobuf.Read(body) : OtlpJson.Read(body), batch, ticket.ArrivedMillis);
        }
        catch (OtlpFormatException wrong)
        {
            throw new IntakeRefusedException(400, wrong.Message);
        }

        var rejected = batch.Skipped;
        await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, 200, type, Success(type, rejected)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task WriteRefusalAsync(HttpContext context, IntakeRefusedException refusal)
    {
        var code = refusal.Status switch
        {
            429 or 413 => 8,
            503 => 14,
            408 => 4,
            500 => 13,
            _ => 3,
        };
        if (TypeOf(context.Request) != Protobuf)
        {
            var status = new JsonObject { ["code"] = code, ["message"] = refusal.Message };
            return HttpAnswer.WriteAsync(context, refusal.Status, HttpAnswer.Json, JsonForm.ToBytes(status));
        }

        var text = Encoding.UTF8.GetBytes(refusal.Message);
        byte[] message = [0x08, (byte)code, 0x12, .. Varint(text.Length), .. text];
        return HttpAnswer.WriteAsync(context, refusal.Status, Protobuf, message);
    }

    private Task Answer(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            return TakeAsync(context);
        context.Response.Headers.Allow = "POST";
        return HttpAnswer.WriteEmpty(context, StatusCodes.Status405MethodNotAllowed);
    }

    private void Add(List<OtlpRecord> records, BatchBuilder batch, long arrivedMillis)
    {
        var documents = new DocumentIntake(batch, (int)Gate.Options.RecordLimit.Bytes);
        foreach (var record in records)
        {
            var index = OtlpDocument.IndexOf(record);
            if (OtlpDocument.InnerRecord(record) is { } inner)
            {
                var wrapping = JsonForm.ToBytes(OtlpDocument.Wrap(record, inner, arrivedMillis));
                if (documents.AddIfRecognised(wrapping, index))
                    continue;
            }

            var document = JsonForm.ToBytes(OtlpDocument.Write(record, arrivedMillis));
            if (documents.Add(document, 0, document.Length, index, null) != DocumentOutcome.Accepted)
                batch.Skipped++;
        }
    }

    private static byte[] Success(string type, int rejected)
    {
        const string Reason = "records that are too large or too deep were left out";
        if (type == HttpAnswer.Json)
        {
            var answer = new JsonObject();
            if (rejected > 0)
                answer["partialSuccess"] = new JsonObject
                {
                    ["rejectedLogRecords"] = rejected.ToString(CultureInfo.InvariantCulture),
                    ["errorMessage"] = Reason,
                };
            return JsonForm.ToBytes(answer);
        }

        if (rejected == 0)
            return [];
        var text = Encoding.UTF8.GetBytes(Reason);
        byte[] partial = [0x08, .. Varint(rejected), 0x12, .. Varint(text.Length), .. text];
        return [0x0A, .. Varint(partial.Length), .. partial];
    }

    private static List<byte> Varint(int value)
    {
        var bytes = new List<byte>();
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return bytes;
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }

    private static string TypeOf(HttpRequest request) =>
        (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
}
