using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Sources.Formats;

namespace Tocsin.Serve.Intake.OpenTelemetry;

/// <summary>Reads an export request for logs in JSON (intake-protocols, section 3).</summary>
internal static class OtlpJson
{
    private const int DepthMax = 256;

    /// <summary>The log records of a request.</summary>
    public static List<OtlpRecord> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var parsed = JsonDocument.Parse(body, new() { MaxDepth = DepthMax, AllowTrailingCommas = true });
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
                throw new OtlpFormatException("the body is no JSON object");
            return Read(parsed.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The latter: half of an escaped surrogate pair, which shows only when the text is read.
            throw new OtlpFormatException("the body is no JSON");
        }
    }

    private static List<OtlpRecord> Read(JsonElement root)
    {
        var records = new List<OtlpRecord>();
        foreach (var resourceLogs in Items(root, "resourceLogs"))
        {
            var resource = new JsonObject();
            if (resourceLogs.At("resource") is { } described)
                ReadAttributes(described, resource);
            foreach (var scopeLogs in Items(resourceLogs, "scopeLogs"))
            {
                var scope = scopeLogs.TextAt("scope", "name");
                foreach (var log in Items(scopeLogs, "logRecords"))
                    records.Add(ReadRecord(log, resource, scope));
            }
        }

        return records;
    }

    private static OtlpRecord ReadRecord(JsonElement log, JsonObject resource, string? scope)
    {
        var record = new OtlpRecord
        {
            Resource = resource,
            ScopeName = scope,
            Time = Nanoseconds(log, "timeUnixNano"),
            ObservedTime = Nanoseconds(log, "observedTimeUnixNano"),
            SeverityNumber = (int)(log.LongAt("severityNumber") ?? 0),
            SeverityText = log.TextAt("severityText"),
            Body = log.At("body") is { } body ? ReadValue(body) : null,
            TraceId = log.TextAt("traceId")?.ToLowerInvariant(),
            SpanId = log.TextAt("spanId")?.ToLowerInvariant(),
            EventName = log.TextAt("eventName"),
        };
        ReadAttributes(log, record.Attributes);
        return record;
    }

    private static void ReadAttributes(JsonElement holder, JsonObject target, string name = "attributes")
    {
        foreach (var attribute in Items(holder, name))
        {
            if (attribute.TextAt("key") is { } key)
                target[key] = attribute.At("value") is { } value ? ReadValue(value) : null;
        }
    }

    private static JsonNode? ReadValue(JsonElement value)
    {
        if (value.At("stringValue") is { } text)
            return text.ValueKind == JsonValueKind.String ? text.GetString()! : throw Broken("stringValue");
        if (value.At("boolValue") is { } flag)
            return flag.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? flag.GetBoolean()
                : throw Broken("boolValue");
        if (value.At("intValue") is not null)
            return value.LongAt("intValue") ?? throw Broken("intValue");
        if (value.TextAt("doubleValue") is { } number)
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                ? OtlpProtobuf.Number(parsed)
                : throw Broken("doubleValue");
        if (value.At("arrayValue") is { } list)
        {
            var array = new JsonArray();
            foreach (var item in Items(list, "values"))
                array.Add(ReadValue(item));
            return array;
        }

        if (value.At("kvlistValue") is { } pairs)
        {
            var members = new JsonObject();
            ReadAttributes(pairs, members, "values");
            return members;
        }

        return value.At("bytesValue") is { ValueKind: JsonValueKind.String } bytes ? bytes.GetString()! : null;
    }

    private static ulong Nanoseconds(JsonElement log, string name)
    {
        if (log.TextAt(name) is not { } text)
            return 0;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Broken(name);
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement holder, string name)
    {
        if (holder.At(name) is not { } list)
            return default;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Broken(name);
    }

    private static OtlpFormatException Broken(string name) => new($"`{name}` has a value of the wrong kind");
}
