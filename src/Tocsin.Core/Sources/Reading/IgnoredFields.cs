using System.Text;
using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Formats;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Finds the fields of a document whose value is not of their declared type.</summary>
/// <remarks>Looks at the whole document: only for the few who ask for <c>_ignored</c>.</remarks>
internal static class IgnoredFields
{
    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyList<string> Of(byte[] document, Func<string, DataType> typeOf)
    {
        using var parsed = DocumentJson.Parse(document);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var arena = new ByteArena();
        foreach (var member in parsed.RootElement.EnumerateObject())
            Visit(member.Name, member.Value);
        return [.. names];

        void Visit(string path, JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    if (typeOf(path).IsSpatial())
                        return;
                    foreach (var member in element.EnumerateObject())
                        Visit($"{path}.{member.Name}", member.Value);
                    return;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                        Visit(path, item);
                    return;
                case JsonValueKind.Null:
                    return;
            }

            var type = typeOf(path);
            if (TakesAll(type))
                return;
            if (element.ValueKind == JsonValueKind.Number && type.IsSpatial())
                return;
            arena.Clear();
            if (!FieldCoercion.TryConvert(ScalarOf(element), type, arena, out _))
                names.Add(path);
        }
    }

    /// <summary>Whether every scalar is a value of the type.</summary>
    private static bool TakesAll(DataType type) => type is DataType.Keyword or DataType.Text or DataType.Source;

    private static JsonScalar ScalarOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                var text = Encoding.UTF8.GetBytes(element.GetString()!);
                return new(JsonKind.String, text, 0, text.Length);
            case JsonValueKind.Number:
                var digits = Encoding.UTF8.GetBytes(element.GetRawText());
                return new(JsonKind.Number, digits, 0, digits.Length);
            default:
                return new(element.ValueKind == JsonValueKind.True ? JsonKind.True : JsonKind.False, [], 0, 0);
        }
    }
}
