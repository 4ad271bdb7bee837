using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>Writes the answer to a bulk request (intake-protocols 2.4, 2.5).</summary>
/// <remarks>
/// The text is compact and <c>errors</c> stands directly before <c>items</c>: two clients search it for <c>"errors":false,"items":[</c>.
/// Answers to many items are kept small, since one client reads only the first 512 KiB.
/// </remarks>
internal static class BulkAnswer
{
    private const int SmallFrom = 1000;
    private const int BytesExpected = 256;
    private const int DigitsMax = 20;

    /// <summary>The answer, UTF-8 JSON.</summary>
    /// <param name="items">What became of each action.</param>
    /// <param name="milliseconds">How long it took.</param>
    /// <param name="filter">Which parts the client wants.</param>
    public static byte[] Write(IReadOnlyList<BulkItem> items, long milliseconds, BulkFilter filter)
    {
        var output = new ArrayBufferWriter<byte>(256 + items.Count * BytesExpected);
        // For single texts, one after the other.
        using var texts = new Utf8JsonWriter(output);
        var hasErrors = items.Any(i => i.Reason is not null);
        output.Write("{"u8);
        if (filter.HasTook)
        {
            output.Write("\"took\":"u8);
            WriteNumber(output, milliseconds);
            output.Write(","u8);
        }

        output.Write(hasErrors ? "\"errors\":true"u8 : "\"errors\":false"u8);
        if (filter.HasItems)
        {
            output.Write(",\"items\":["u8);
            var isSmall = items.Count > SmallFrom;
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    output.Write(","u8);
                WriteItem(output, texts, items[i], isSmall, filter);
            }

            output.Write("]"u8);
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The name of an operation: the only key of its item.</summary>
    public static ReadOnlySpan<byte> NameOf(BulkOperation operation) =>
        operation switch
        {
            BulkOperation.Create => "create"u8,
            BulkOperation.Index => "index"u8,
            BulkOperation.Update => "update"u8,
            _ => "delete"u8,
        };

    private static void WriteItem(
        ArrayBufferWriter<byte> output,
        Utf8JsonWriter texts,
        BulkItem item,
        bool isSmall,
        BulkFilter filter
    )
    {
        output.Write("{\""u8);
        output.Write(NameOf(item.Operation));
        output.Write("\":{"u8);
        var members = new Members(output, filter);
        if (members.Begins("_index"))
            WriteText(output, texts, item.Index);
        if (item.Id.Length > 0 && members.Begins("_id"))
            WriteText(output, texts, item.Id);
        if (item.Reason is null && !isSmall)
            WriteDetails(output, item, ref members);
        if (members.Begins("status"))
            WriteNumber(output, item.Status);
        if (item.Reason is not null && members.Begins("error"))
        {
            output.Write("{\"type\":\"document_parsing_exception\",\"reason\":"u8);
            WriteText(output, texts, item.Reason);
            output.Write("}"u8);
        }

        output.Write("}}"u8);
    }

    private static void WriteDetails(ArrayBufferWriter<byte> output, BulkItem item, ref Members members)
    {
        if (members.Begins("_version"))
            output.Write("1"u8);
        if (members.Begins("result"))
            output.Write(
                item.Operation switch
                {
                    BulkOperation.Delete => "\"not_found\""u8,
                    BulkOperation.Update => "\"updated\""u8,
                    _ => "\"created\""u8,
                }
            );
        if (members.Begins("_shards"))
            output.Write("{\"total\":1,\"successful\":1,\"failed\":0}"u8);
        if (members.Begins("_seq_no"))
            output.Write("0"u8);
        if (members.Begins("_primary_term"))
            output.Write("1"u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, Utf8JsonWriter texts, string text)
    {
        texts.Reset(output);
        texts.WriteStringValue(text);
        texts.Flush();
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, long number)
    {
        number.TryFormat(output.GetSpan(DigitsMax), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>Writes the names of an item's members that are wanted, with commas between.</summary>
    private struct Members(ArrayBufferWriter<byte> output, BulkFilter filter)
    {
        private bool _hasOne;

        public bool Begins(string name)
        {
            if (!filter.Wants(name))
                return false;
            if (_hasOne)
                output.Write(","u8);
            _hasOne = true;
            output.Write("\""u8);
            output.Advance(Encoding.ASCII.GetBytes(name, output.GetSpan(name.Length)));
            output.Write("\":"u8);
            return true;
        }
    }
}
