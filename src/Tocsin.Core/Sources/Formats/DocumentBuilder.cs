using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Builds a document field by field, nested, in the order in which fields were first set.</summary>
/// <remarks>Values that are empty (<c>null</c>, <c>""</c>, <c>{}</c>, <c>[]</c>, and what holds nothing else) are left out: data-sources 5.3, step 12.</remarks>
internal sealed class DocumentBuilder
{
    private readonly Node _root = new();

    /// <summary>Sets a field to a text; nothing happens without one.</summary>
    public void Set(string path, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            NodeOf(path.Split('.')).Texts = [text];
    }

    /// <summary>Sets a field to texts, each once; nothing happens without any.</summary>
    public void SetMany(string path, IEnumerable<string?> texts)
    {
        var values = texts
            .Where(t => !string.IsNullOrEmpty(t))
            .Select(t => t!)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (values.Length > 0)
        {
            var node = NodeOf(path.Split('.'));
            node.Texts = values;
            node.IsList = true;
        }
    }

    /// <summary>Sets a field to a list of texts as it is, repeats and empty ones included (arguments of a process).</summary>
    public void SetList(string path, IReadOnlyList<string> texts)
    {
        var node = NodeOf(path.Split('.'));
        node.Texts = [.. texts];
        node.IsList = true;
    }

    /// <summary>Sets a field to a boolean.</summary>
    public void Set(string path, bool value) => NodeOf(path.Split('.')).Scalar = value;

    /// <summary>Sets a field to a number.</summary>
    public void Set(string path, long value) => NodeOf(path.Split('.')).Scalar = value;

    /// <summary>Sets a field to a value of a parsed record, which must stay alive.</summary>
    public void SetElement(string path, JsonElement element) => SetUnder(path.Split('.'), element);

    /// <summary>Sets a field, whose path is given key by key, to a value of a parsed record.</summary>
    public void SetUnder(ReadOnlySpan<string> keys, JsonElement element)
    {
        if (!IsEmpty(element))
            NodeOf(keys).Add(element);
    }

    /// <summary>Whether a field has been set.</summary>
    public bool Has(string path)
    {
        var node = _root;
        foreach (var key in path.Split('.'))
        {
            if (node.Find(key) is not { } next)
                return false;
            node = next;
        }

        return node.HasValue;
    }

    /// <summary>Sets what an envelope gives and the document lacks.</summary>
    public void SetMissing(Envelope? envelope)
    {
        if (envelope is null)
            return;
        foreach (var (path, values) in envelope.Fields)
        {
            if (Has(path))
                continue;
            if (values.Length == 1)
                Set(path, values[0]);
            else
                SetMany(path, values);
        }
    }

    /// <summary>The document, UTF-8 JSON.</summary>
    public byte[] ToArray()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, DocumentJson.WriterOptions))
            _root.Write(writer);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether nothing is left of a value once empty ones are removed, innermost first.</summary>
    public static bool IsEmpty(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.String:
                return element.ValueEquals(""u8);
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!IsEmpty(item))
                        return false;
                }

                return true;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (!IsEmpty(member.Value))
                        return false;
                }

                return true;
            default:
                return false;
        }
    }

    private Node NodeOf(ReadOnlySpan<string> keys)
    {
        var node = _root;
        foreach (var key in keys)
            node = node.Find(key) ?? node.Add(key);
        return node;
    }

    private static void WritePruned(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    if (!IsEmpty(item))
                        WritePruned(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, element);
                writer.WriteEndObject();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (IsEmpty(member.Value))
                continue;
            writer.WritePropertyName(member.Name);
            WritePruned(writer, member.Value);
        }
    }

    private sealed class Node
    {
        // PERF: documents are made by the thousand for alerts, and a node has a handful of members: a list is searched
        // faster than a table is built.
        private List<(string Key, Node Node)>? _children;
        private List<JsonElement>? _elements;

        /// <summary>The members in the order of the document.</summary>
        public IReadOnlyList<(string Key, Node Node)> Children => _children ?? (IReadOnlyList<(string, Node)>)[];

        public IReadOnlyList<JsonElement> Elements => _elements ?? (IReadOnlyList<JsonElement>)[];

        public Node? Find(string key)
        {
            if (_children is null)
                return null;
            foreach (var (name, node) in _children)
            {
                if (name == key)
                    return node;
            }

            return null;
        }

        public Node Add(string key)
        {
            var added = new Node();
            (_children ??= []).Add((key, added));
            return added;
        }

        public void Add(JsonElement element) => (_elements ??= new(1)).Add(element);

        public string[] Texts { get; set; } = [];

        public bool IsList { get; set; }

        public object? Scalar { get; set; }

        public bool HasValue => Elements.Count > 0 || Texts.Length > 0 || Scalar is not null;

        public void Write(Utf8JsonWriter writer)
        {
            if (Scalar is bool flag)
            {
                writer.WriteBooleanValue(flag);
            }
            else if (Scalar is long number)
            {
                writer.WriteNumberValue(number);
            }
            else if (Texts.Length > 0)
            {
                WriteTexts(writer);
            }
            else if (Elements.Count == 1 && Children.Count == 0)
            {
                WritePruned(writer, Elements[0]);
            }
            else if (Elements.Count > 1 && Children.Count == 0)
            {
                // A key that the record repeats: its values side by side.
                writer.WriteStartArray();
                foreach (var element in Elements)
                    WritePruned(writer, element);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStartObject();
                foreach (var element in Elements)
                {
                    if (element.ValueKind == JsonValueKind.Object)
                        WriteMembers(writer, element);
                }

                foreach (var (key, child) in Children)
                {
                    writer.WritePropertyName(key);
                    child.Write(writer);
                }

                writer.WriteEndObject();
            }
        }

        private void WriteTexts(Utf8JsonWriter writer)
        {
            if (!IsList)
            {
                writer.WriteStringValue(Texts[0]);
                return;
            }

            writer.WriteStartArray();
            foreach (var text in Texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
    }
}
