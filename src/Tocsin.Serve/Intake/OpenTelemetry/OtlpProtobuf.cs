using System.Globalization;
using System.Text.Json.Nodes;

namespace Tocsin.Serve.Intake.OpenTelemetry;

/// <summary>Reads an export request for logs in protocol buffers (field numbers: intake-protocols, section 3).</summary>
internal static class OtlpProtobuf
{
    private const int DepthMax = 100;

    /// <summary>The log records of a request.</summary>
    public static List<OtlpRecord> Read(ReadOnlySpan<byte> body)
    {
        var records = new List<OtlpRecord>();
        var request = new ProtobufReader(body);
        while (request.MoveNext())
        {
            if (request.Field == 1)
                ReadResourceLogs(request.Bytes(), records);
            else
                request.Skip();
        }

        return records;
    }

    private static void ReadResourceLogs(ReadOnlySpan<byte> message, List<OtlpRecord> records)
    {
        // Fields may come in any order, and the resource belongs to all of them.
        var resource = new JsonObject();
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                ReadAttributes(fields.Bytes(), 1, resource);
            else
                fields.Skip();
        }

        fields = new(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 2)
                ReadScopeLogs(fields.Bytes(), resource, records);
            else
                fields.Skip();
        }
    }

    private static void ReadScopeLogs(ReadOnlySpan<byte> message, JsonObject resource, List<OtlpRecord> records)
    {
        var first = records.Count;
        string? scope = null;
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1:
                    scope = ScopeName(fields.Bytes());
                    break;
                case 2:
                    var record = new OtlpRecord { Resource = resource };
                    ReadRecord(fields.Bytes(), record);
                    records.Add(record);
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        for (var i = first; i < records.Count; i++)
            records[i].ScopeName = scope;
    }

    private static string? ScopeName(ReadOnlySpan<byte> message)
    {
        string? name = null;
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                name = NullIfEmpty(fields.Text());
            else
                fields.Skip();
        }

        return name;
    }

    private static void ReadRecord(ReadOnlySpan<byte> message, OtlpRecord record)
    {
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1:
                    record.Time = fields.Fixed64();
                    break;
                case 2:
                    record.SeverityNumber = (int)fields.Varint();
                    break;
                case 3:
                    record.SeverityText = NullIfEmpty(fields.Text());
                    break;
                case 5:
                    record.Body = ReadValue(fields.Bytes(), 0);
                    break;
                case 6:
                    ReadKeyValue(fields.Bytes(), record.Attributes, 0);
                    break;
                case 9:
                    record.TraceId = NullIfEmpty(Convert.ToHexStringLower(fields.Bytes()));
                    break;
                case 10:
                    record.SpanId = NullIfEmpty(Convert.ToHexStringLower(fields.Bytes()));
                    break;
                case 11:
                    record.ObservedTime = fields.Fixed64();
                    break;
                case 12:
                    record.EventName = NullIfEmpty(fields.Text());
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }
    }

    /// <summary>Reads the attributes of a message, which stand under a field of it.</summary>
    private static void ReadAttributes(ReadOnlySpan<byte> message, int field, JsonObject target)
    {
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Field == field)
                ReadKeyValue(fields.Bytes(), target, 0);
            else
                fields.Skip();
        }
    }

    private static void ReadKeyValue(ReadOnlySpan<byte> message, JsonObject target, int depth)
    {
        var key = "";
        JsonNode? value = null;
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                key = fields.Text();
            else if (fields.Field == 2)
                value = ReadValue(fields.Bytes(), depth);
            else
                fields.Skip();
        }

        if (key.Length > 0)
            target[key] = value;
    }

    private static JsonNode? ReadValue(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > DepthMax)
            throw new OtlpFormatException("a value is nested too deep");
        JsonNode? value = null;
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1:
                    value = fields.Text();
                    break;
                case 2:
                    value = fields.Varint() != 0;
                    break;
                case 3:
                    value = (long)fields.Varint();
                    break;
                case 4:
                    value = Number(fields.Double());
                    break;
                case 5:
                    value = ReadArray(fields.Bytes(), depth + 1);
                    break;
                case 6:
                    value = ReadList(fields.Bytes(), depth + 1);
                    break;
                case 7:
                    value = Convert.ToBase64String(fields.Bytes());
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        return value;
    }

    /// <summary>A number; one that JSON has no form for is its name.</summary>
    public static JsonNode Number(double value) =>
        double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);

    private static JsonArray ReadArray(ReadOnlySpan<byte> message, int depth)
    {
        var array = new JsonArray();
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                array.Add(ReadValue(fields.Bytes(), depth));
            else
                fields.Skip();
        }

        return array;
    }

    private static JsonObject ReadList(ReadOnlySpan<byte> message, int depth)
    {
        var list = new JsonObject();
        var fields = new ProtobufReader(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                ReadKeyValue(fields.Bytes(), list, depth);
            else
                fields.Skip();
        }

        return list;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
