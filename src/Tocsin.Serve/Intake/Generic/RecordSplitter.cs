using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Json;
using Tocsin.Serve.Intake.Documents;
using Tocsin.Serve.Intake.Kubernetes;

namespace Tocsin.Serve.Intake.Generic;

/// <summary>Takes the records out of JSON of any arrangement: an object, an array, objects one after the other, a line each or over many.</summary>
internal static class RecordSplitter
{
    private const int RecordBytesMax = 16 << 20;

    /// <summary>Adds what a text holds. What is no JSON object is counted as skipped.</summary>
    /// <param name="buffer">Holds the text.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="batch">Takes the records.</param>
    /// <param name="documents">Takes documents, for the batch.</param>
    public static void Add(byte[] buffer, int end, BatchBuilder batch, DocumentIntake documents)
    {
        var framer = new RecordFramer();
        var position = 0;
        var begin = end >= 3 && buffer.AsSpan(0, 3).SequenceEqual((byte[])[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var text = buffer.AsSpan(begin, end - begin);
        while (framer.Next(text, ref position, isEnd: true, out var range, out _) == FrameResult.Record)
        {
            var (offset, length) = range.GetOffsetAndLength(text.Length);
            AddOne(buffer, begin + offset, length, batch, documents);
        }
    }

    private static void AddOne(byte[] buffer, int start, int length, BatchBuilder batch, DocumentIntake documents)
    {
        var record = buffer.AsSpan(start, length);
        if (IsAuditList(record))
        {
            var list = new AuditBatchReader(batch, documents.Cluster, RecordBytesMax);
            list.Read(record);
            list.End();
        }
        else if (documents.Add(buffer, start, start + length, null, null) != DocumentOutcome.Accepted)
        {
            batch.Skipped++;
        }
    }

    /// <summary>Whether an object looks like an EventList and is whole: its events are recognised one by one.</summary>
    private static bool IsAuditList(ReadOnlySpan<byte> record)
    {
        const int HeadBytes = 512;
        var head = record[..Math.Min(HeadBytes, record.Length)];
        return record.Length > 0
            && record[0] == '{'
            && head.IndexOf("\"EventList\""u8) > 0
            && head.IndexOf("\"audit.k8s.io/"u8) > 0
            && JsonScan.SkipContainer(record, 0, 0) == record.Length;
    }
}
