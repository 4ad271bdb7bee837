using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>The fields that all events of a sequence share (D22): what the shell's document is made of.</summary>
/// <remarks>
/// Objects are intersected key by key and equal scalars stay. Arrays become the values common to all, a scalar counting as an array
/// of one. Anything else goes, and so does what becomes empty by that.
/// </remarks>
internal static class SharedFields
{
    /// <summary>A JSON object of what the documents share; <c>{}</c> without documents.</summary>
    public static byte[] Of(IReadOnlyList<JsonItem> documents)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
        {
            if (documents.Count == 0 || Intersect(documents) is not { } shared)
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }
            else
            {
                shared.Write(writer);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Shared? Intersect(IReadOnlyList<JsonItem> values)
    {
        if (values.All(v => v.ValueKind == JsonValueKind.Object))
            return IntersectObjects(values);
        if (values.Any(v => v.ValueKind == JsonValueKind.Array))
            return IntersectArrays(values);
        return
            values[0].ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
            && values.Skip(1).All(v => AreEqual(v, values[0]))
            ? new Shared(values[0], null, null)
            : null;
    }

    private static Shared? IntersectObjects(IReadOnlyList<JsonItem> values)
    {
        var members = new List<KeyValuePair<string, Shared>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in values[0].EnumerateChildren())
        {
            var name = property.Name;
            if (!seen.Add(name))
                continue;
            var under = new List<JsonItem>();
            foreach (var value in values)
            {
                if (value.TryGetProperty(name, out var member))
                    under.Add(member);
            }

            if (under.Count == values.Count && Intersect(under) is { } shared)
                members.Add(new(name, shared));
        }

        return members.Count > 0 ? new Shared(default, members, null) : null;
    }

    private static Shared? IntersectArrays(IReadOnlyList<JsonItem> values)
    {
        // By kind and text, so that 1 and 1.0 are one value and long arrays cost no more than their length.
        var common = ItemsOf(values[0]);
        foreach (var value in values.Skip(1))
        {
            var others = ItemsOf(value).Select(FieldScalar.Of).ToHashSet();
            common.RemoveAll(item => !others.Contains(FieldScalar.Of(item)));
        }

        common = [.. common.DistinctBy(FieldScalar.Of)];
        return common.Count > 0 ? new Shared(default, null, common) : null;
    }

    /// <summary>Whether two scalars are the same; numbers by value.</summary>
    private static bool AreEqual(JsonItem left, JsonItem right)
    {
        if (left.ValueKind != right.ValueKind || left.ValueKind != JsonValueKind.Number)
            return left.ValueKind == right.ValueKind && left.HasTextOf(right);
        return left.Raw.SequenceEqual(right.Raw)
            || JsonElement.DeepEquals(JsonElement.Parse(left.Raw), JsonElement.Parse(right.Raw));
    }

    private static List<JsonItem> ItemsOf(JsonItem value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateChildren()],
            JsonValueKind.Null => [],
            _ => [value],
        };

    /// <summary>A scalar, an object or an array that is shared.</summary>
    private sealed record Shared(JsonItem Scalar, List<KeyValuePair<string, Shared>>? Members, List<JsonItem>? Items)
    {
        public void Write(Utf8JsonWriter writer)
        {
            if (Members is not null)
            {
                writer.WriteStartObject();
                foreach (var (name, value) in Members)
                {
                    writer.WritePropertyName(name);
                    value.Write(writer);
                }

                writer.WriteEndObject();
            }
            else if (Items is not null)
            {
                writer.WriteStartArray();
                foreach (var item in Items)
                    item.WriteTo(writer);
                writer.WriteEndArray();
            }
            else
            {
                Scalar.WriteTo(writer);
            }
        }
    }
}
