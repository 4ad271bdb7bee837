using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>Looks at the fields of a whole document: the slow path for questions that name no field, or objects.</summary>
/// <remarks>Objects are walked by name, nested and dotted keys alike; arrays are flattened, arrays of objects too (KQL specification, section 3).</remarks>
internal static class DocumentFields
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>The document of an event; null where it is no JSON or too deep to look into. The caller disposes of it.</summary>
    public static JsonDocument? Parse(Event source)
    {
        try
        {
            return JsonDocument.Parse(JsonText.PairSurrogates(source.ToDocument()), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Adds what stands at a path below an element: scalars and objects, arrays flattened.</summary>
    public static void Collect(JsonElement element, string path, List<DocumentPart> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, path, found);
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        var isSpreadOut = false;
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
                continue;
            if (name == path)
                AddFlat(member.Value, found);
            else if (IsBelow(path, name))
                Collect(member.Value, path[(name.Length + 1)..], found);
            else
                isSpreadOut |= IsBelow(name, path);
        }

        if (isSpreadOut)
            found.Add(new DocumentPart(element, path + "."));
    }

    /// <summary>Whether a visitor accepts some scalar below an element; nulls are not shown to it.</summary>
    /// <param name="element">An object.</param>
    /// <param name="prefix">The path of the object with a dot behind it, or nothing.</param>
    /// <param name="visitor">Sees each scalar with its path.</param>
    public static bool Any(JsonElement element, string prefix, ILeafVisitor visitor)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is { } name && AnyBelow(member.Value, prefix + name, visitor))
                return true;
        }

        return false;
    }

    /// <summary>Whether a scalar stands below a part or is it.</summary>
    public static bool HasValue(DocumentPart part) =>
        part.Prefix.Length == 0
            ? HasValue(part.Element)
            : part
                .Element.EnumerateObject()
                .Any(m => NameOf(m)?.StartsWith(part.Prefix, StringComparison.Ordinal) == true && HasValue(m.Value));

    /// <summary>The JSON of a part, an object.</summary>
    public static byte[] ToJson(DocumentPart part)
    {
        if (part.Prefix.Length == 0)
            return JsonMarshal.GetRawUtf8Value(part.Element).ToArray();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var member in part.Element.EnumerateObject())
            {
                if (NameOf(member) is not { } name || !name.StartsWith(part.Prefix, StringComparison.Ordinal))
                    continue;
                writer.WritePropertyName(name[part.Prefix.Length..]);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static bool HasValue(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Any(m => HasValue(m.Value)),
            JsonValueKind.Array => element.EnumerateArray().Any(HasValue),
            JsonValueKind.Null => false,
            _ => true,
        };

    /// <summary>A scalar as a value of a type; false where it does not fit.</summary>
    public static bool TryRead(JsonElement scalar, DataType type, ByteArena scratch, out Value value) =>
        FieldCoercion.TryConvert(ToScalar(scalar), type, scratch, out value) && !value.IsNull;

    private static bool AnyBelow(JsonElement element, string path, ILeafVisitor visitor)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return Any(element, path + ".", visitor);
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (AnyBelow(item, path, visitor))
                        return true;
                }

                return false;
            case JsonValueKind.Null:
                return false;
            default:
                return visitor.Accepts(path, element);
        }
    }

    private static void AddFlat(JsonElement element, List<DocumentPart> found)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            found.Add(new DocumentPart(element, ""));
            return;
        }

        foreach (var item in element.EnumerateArray())
            AddFlat(item, found);
    }

    private static JsonScalar ToScalar(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True:
                return new(JsonKind.True, [], 0, 0);
            case JsonValueKind.False:
                return new(JsonKind.False, [], 0, 0);
            case JsonValueKind.Number:
                var digits = JsonMarshal.GetRawUtf8Value(element).ToArray();
                return new(JsonKind.Number, digits, 0, digits.Length);
            case JsonValueKind.String:
                var text = TextOf(element);
                return new(JsonKind.String, text, 0, text.Length);
            default:
                return new(JsonKind.Null, [], 0, 0);
        }
    }

    private static byte[] TextOf(JsonElement element)
    {
        try
        {
            return Encoding.UTF8.GetBytes(element.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Broken UTF-8 or half a surrogate pair: the text as it stands in the file.
            return JsonMarshal.GetRawUtf8Value(element)[1..^1].ToArray();
        }
    }

    private static bool IsBelow(string path, string parent) =>
        path.Length > parent.Length && path[parent.Length] == '.' && path.StartsWith(parent, StringComparison.Ordinal);

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A part of a document.</summary>
/// <param name="Element">A scalar, or the object that holds the part.</param>
/// <param name="Prefix">Empty if the part is the element; else the part is its members whose dotted names begin so.</param>
internal readonly record struct DocumentPart(JsonElement Element, string Prefix);

/// <summary>Sees the scalars of a document.</summary>
internal interface ILeafVisitor
{
    /// <summary>Whether the scalar is what is looked for; then the walk ends.</summary>
    bool Accepts(string path, JsonElement scalar);
}
