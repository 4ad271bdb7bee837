using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Intake.Documents;
using Tocsin.Serve.Intake.Elasticsearch;
using Tocsin.Serve.Intake.Following;
using Tocsin.Serve.Intake.Generic;
using Tocsin.Serve.Intake.Kubernetes;
using Tocsin.Serve.Intake.OpenTelemetry;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>Whatever arrives, a reader takes it, leaves it out or refuses it; it neither fails nor goes on for ever, and what it takes is whole lines.</summary>
/// <remarks>Inputs are made from a seed, so that a failure can be had again.</remarks>
public sealed class HostileInputTests
{
    private const int Rounds = 3000;

    private static readonly string[] Pieces =
    [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",",
        ":",
        "\n",
        "\r\n",
        " ",
        "\0",
        "1",
        "-",
        "1e999",
        "null",
        "true",
        "tru",
        "\"items\":[",
        "\"auditID\":\"a\"",
        "\"stage\":\"Panic\"",
        "\"kind\":\"EventList\"",
        "\"kind\":\"Event\"",
        "\"apiVersion\":\"audit.k8s.io/v1\"",
        "{\"create\":{\"_index\":\"x\"}}",
        "{\"index\":{}}",
        "{\"delete\":{\"_id\":\"1\"}}",
        "{\"update\":{\"_id\":\"1\"}}",
        "{\"doc\":{\"a\":1}}",
        "\"message\":\"{\\\"auditID\\\":\\\"a\\\"}\"",
        "\"log\":",
        "\"\\ud800\"",
        "\"kubernetes\":{\"audit\":{\"auditID\":\"a\"}}",
        "\"data_stream\":{\"dataset\":\"kubernetes.audit_logs\"}",
        "\"_index\":\"x\"",
        "\"_source\":{}",
        "\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{",
        "\"body\":{\"stringValue\":\"x\"}",
        "\"timeUnixNano\":\"1\"",
        "2026-03-02T09:00:00.000000000Z stdout P ",
        "2026-03-02T09:00:00.000000000Z stdout F ",
        "\uFEFF",
        "ü",
        "listeners:",
        "- ",
        "intake:",
        "  ",
        "&a",
        "*a",
        "? ",
        "|",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AuditBatches(int seed) =>
        Run(
            seed,
            (body, batch, random) =>
            {
                var reader = new AuditBatchReader(batch, random.Next(2) == 0 ? null : "c\n\"", 10_000);
                for (var i = 0; i < body.Length; )
                {
                    var size = Math.Min(random.Next(1, 40), body.Length - i);
                    reader.Read(body.AsSpan(i, size));
                    i += size;
                }

                reader.End();
            }
        );

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void BulkBodies(int seed) =>
        Run(
            seed,
            (body, batch, _) =>
            {
                var bulk = new BulkBody(batch, "logs-kubernetes.audit_logs-default", 10_000);
                bulk.Read(body, body.Length);
                Assert.NotEmpty(BulkAnswer.Write(bulk.Items, 1, BulkFilter.All));
            }
        );

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void PlainJson(int seed) =>
        Run(seed, (body, batch, _) => RecordSplitter.Add(body, body.Length, batch, new(batch, 10_000)));

    [Theory]
    [InlineData(7)]
    public void OpenTelemetry(int seed) =>
        Run(
            seed,
            (body, _, random) =>
            {
                var records = random.Next(2) == 0 ? OtlpJson.Read(body) : OtlpProtobuf.Read(body);
                foreach (var record in records)
                    Assert.NotEmpty(JsonForm.ToBytes(OtlpDocument.Write(record, 1)));
            }
        );

    [Theory]
    [InlineData(8)]
    public void FollowedLines(int seed)
    {
        var unwrapper = new LineUnwrapper(10_000);
        Run(
            seed,
            (body, batch, _) =>
            {
                var documents = new DocumentIntake(batch, 10_000);
                foreach (var line in Encoding.Latin1.GetString(body).Split('\n'))
                {
                    if (unwrapper.Take(Encoding.Latin1.GetBytes(line), out bool _) is { } record)
                        documents.Add(record, 0, record.Length, null, null);
                }
            }
        );
    }

    [Theory]
    [InlineData(9)]
    public void Configurations(int seed) =>
        Run(
            seed,
            (body, _, _) =>
            {
                var found = new DiagnosticBag();
                ConfigurationFile.Read(Encoding.UTF8.GetString(body), "x.yml", found);
                foreach (var diagnostic in found.ToSortedArray())
                    Assert.NotEmpty(DiagnosticRenderer.Render(diagnostic));
            }
        );

    private static void Run(int seed, Action<byte[], BatchBuilder, Random> read)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var body = Make(random);
            var batch = new BatchBuilder();
            try
            {
                read(body, batch, random);
            }
            catch (Exception refusal) when (refusal is IntakeRefusedException or OtlpFormatException)
            {
                continue;
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}, round {round}: {failure}\n{Convert.ToBase64String(body)}");
            }

            var whole = batch.ToBatch("", null, 0);
            var position = 0;
            foreach (var length in whole.Lengths)
            {
                var record = whole.Records.Span.Slice(position, length);
                position += length;
                Assert.True(record[0] == '{' && record[^2] == '}' && record.IndexOf((byte)'\n') == length - 1);
            }

            Assert.Equal(whole.Records.Length, position);
        }
    }

    private static byte[] Make(Random random)
    {
        var body = new List<byte>();
        for (var count = random.Next(1, 30); count > 0; count--)
        {
            if (random.Next(8) == 0)
                body.Add((byte)random.Next(256));
            else
                body.AddRange(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
        }

        return [.. body];
    }
}
