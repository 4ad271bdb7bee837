using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Tests;

/// <summary>An event over one JSON document, read in the plainest way: for tests of what comes behind the reader, and to hold the reader against.</summary>
/// <remarks>
/// Fields are the flattened document (data-sources, section 1): nested and dotted keys are the same, arrays are several values. A
/// top-level <c>_id</c> is the id and no field. <c>_id</c>, <c>_index</c>, <c>_version</c>, <c>_source</c>, <c>_ignored</c> can be read as fields.
/// </remarks>
internal sealed class JsonEvent : Event
{
    private readonly FieldTable _table;
    private readonly Func<string, DataType> _typeOf;
    private readonly string _index;
    private readonly byte[] _raw;
    private readonly byte[] _source;
    private readonly Dictionary<string, List<JsonScalar>> _fields = new(StringComparer.Ordinal);
    private readonly ByteArena _arena = new();
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);

    /// <param name="json">The document.</param>
    /// <param name="table">The fields that programs ask for; more may be added later.</param>
    /// <param name="typeOf">The declared type of a field; <see cref="DataType.Dynamic"/> where there is none.</param>
    /// <param name="arrival">Its place among the events.</param>
    /// <param name="index">The name of its index.</param>
    /// <param name="streams">Where the index gets its number.</param>
    public JsonEvent(
        string json,
        FieldTable table,
        Func<string, DataType> typeOf,
        long arrival,
        string index,
        DataStreams streams
    )
    {
        _table = table;
        _typeOf = typeOf;
        _index = index;
        _raw = Encoding.UTF8.GetBytes(json);
        StreamId = streams.GetOrAdd(index);
        Arrival = arrival;
        using var document = JsonDocument.Parse(_raw, new() { MaxDepth = 256 });
        var root = document.RootElement;
        HasOwnId = root.TryGetProperty("_id", out var id);
        Id = HasOwnId ? id.ToString() : Convert.ToHexStringLower(SHA256.HashData(_raw).AsSpan(0, 16));
        _source = HasOwnId ? WithoutId(root) : _raw;
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != "_id")
                Flatten(member.Name, member.Value);
        }

        foreach (var path in _fields.Keys)
            Read(path, typeOf(path), path);
        Timestamp = Instant("@timestamp");
        Ingested = Instant("event.ingested");
    }

    public override ReadOnlySpan<byte> Raw => _raw;

    public override bool IsMapped => false;

    public override string Id { get; }

    public override bool HasOwnId { get; }

    public override IReadOnlyList<string> Ignored => [.. _ignored];

    /// <summary>The paths that have values, sorted.</summary>
    public IEnumerable<string> Paths => _fields.Keys.Order(StringComparer.Ordinal);

    public override byte[] ToDocument() => _source;

    public override Value Get(int slot) => Get(_table.PathOf(slot));

    /// <summary>The value of a field by its path.</summary>
    public Value Get(string path)
    {
        switch (path)
        {
            case "_id":
                return Value.FromText(Id);
            case "_index":
                return Value.FromText(_index);
            case "_version":
                return Value.FromLong(1);
            case "_index_mode":
                return Value.FromText("standard");
            case "_source":
                return Value.FromUtf8(_source);
            case "_ignored":
                return Value.FromMany([.. _ignored.Select(Value.FromText)]);
        }

        var dot = path.LastIndexOf('.');
        var suffix = dot < 0 ? "" : path[(dot + 1)..];
        var isMultiField = !_fields.ContainsKey(path) && suffix is "text" or "keyword" or "caseless";
        var value = Read(isMultiField ? path[..dot] : path, _typeOf(path), null);
        return suffix == "caseless" ? Lower(value) : value;
    }

    private Value Read(string path, DataType type, string? ignoredName)
    {
        if (!_fields.TryGetValue(path, out var scalars))
            return Value.Null;
        var values = new List<Value>();
        foreach (var scalar in scalars)
        {
            if (!FieldCoercion.TryConvert(scalar, type, _arena, out var value))
            {
                if (ignoredName is not null)
                    _ignored.Add(ignoredName);
            }
            else if (!value.IsNull)
            {
                values.Add(value);
            }
        }

        return Value.FromMany([.. values]);
    }

    private long Instant(string path)
    {
        var value = Read(path, DataType.Date, null);
        return value.IsNull ? NoTime : value[0].AsLong;
    }

    private void Flatten(string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    Flatten($"{path}.{member.Name}", member.Value);
                return;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Flatten(path, item);
                return;
            case JsonValueKind.Null:
                return;
        }

        var kind = element.ValueKind switch
        {
            JsonValueKind.String => JsonKind.String,
            JsonValueKind.Number => JsonKind.Number,
            JsonValueKind.True => JsonKind.True,
            _ => JsonKind.False,
        };
        var text =
            kind == JsonKind.String ? Encoding.UTF8.GetBytes(element.GetString()!)
            : kind == JsonKind.Number ? Encoding.UTF8.GetBytes(element.GetRawText())
            : [];
        if (!_fields.TryGetValue(path, out var scalars))
            _fields[path] = scalars = [];
        scalars.Add(new(kind, text, 0, text.Length));
    }

    private static Value Lower(in Value value)
    {
        var values = new Value[value.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] =
                value[i].Kind == ValueKind.String ? Value.FromText(value[i].AsText().ToLowerInvariant()) : value[i];
        return Value.FromMany(values);
    }

    private static byte[] WithoutId(JsonElement root)
    {
        using var stream = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                stream,
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                if (member.Name != "_id")
                    member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
