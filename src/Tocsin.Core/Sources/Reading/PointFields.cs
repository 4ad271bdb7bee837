using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Reads point fields in all the shapes that JSON has for them: text, <c>{"lat","lon"}</c>, GeoJSON, <c>[lon, lat]</c>.</summary>
internal static class PointFields
{
    /// <summary>The points of a capture, in the order of the document; what is none is dropped.</summary>
    public static Value Read(
        Captures captures,
        int entry,
        byte[] buffer,
        DataType type,
        ByteArena arena,
        ValueArena values
    )
    {
        var mark = values.Begin();
        for (; entry >= 0; entry = captures[entry].Next)
        {
            ref readonly var first = ref captures[entry];
            var text = buffer.AsSpan(first.Offset, first.Length);
            var point = Value.Null;
            if (first.Kind == JsonKind.Number && first.Next >= 0 && captures[first.Next].Kind == JsonKind.Number)
            {
                ref readonly var second = ref captures[first.Next];
                _ = PointText.TryMake(text, buffer.AsSpan(second.Offset, second.Length), type, out point);
                entry = first.Next;
            }
            else if (first.Kind == JsonKind.Object)
            {
                point = FromObject(text, type);
            }
            else if (first.Kind == JsonKind.String)
            {
                var scratch = arena.Take(text.Length);
                var written = JsonText.Unescape(text, arena.Buffer.AsSpan(scratch, text.Length));
                _ = PointText.TryParse(arena.Buffer.AsSpan(scratch, written), type, out point);
            }

            if (!point.IsNull)
                values.Add(point);
        }

        return values.End(mark);
    }

    private static Value FromObject(ReadOnlySpan<byte> json, DataType type)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.PairSurrogates(json.ToArray()));
            var root = document.RootElement;
            var (x, y) = type == DataType.GeoPoint ? ("lon", "lat") : ("x", "y");
            if (root.TryGetProperty(x, out var first) && root.TryGetProperty(y, out var second))
                return Make(first, second, type);
            return
                root.TryGetProperty("coordinates", out var pair)
                && pair.ValueKind == JsonValueKind.Array
                && pair.GetArrayLength() >= 2
                ? Make(pair[0], pair[1], type)
                : Value.Null;
        }
        catch (JsonException)
        {
            return Value.Null;
        }
    }

    private static Value Make(JsonElement x, JsonElement y, DataType type)
    {
        var first = System.Text.Encoding.UTF8.GetBytes(x.ToString());
        var second = System.Text.Encoding.UTF8.GetBytes(y.ToString());
        return PointText.TryMake(first, second, type, out var point) ? point : Value.Null;
    }
}
