using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Formats;

/// <summary>The fields of a document that is being built: a tree whose nodes lie in one array, each known by its index.</summary>
/// <remarks>Index 0 is the document itself, which is nobody's child, so among children 0 is none; the same for values.</remarks>
internal sealed class DocumentFields : IDisposable
{
    private Node[] _nodes = ArrayPool<Node>.Shared.Rent(64);
    private Part[] _parts = ArrayPool<Part>.Shared.Rent(64);
    private int _nodeCount = 1;
    private int _partCount = 1;

    public DocumentFields() => _nodes[0] = default;

    /// <summary>The field of a dotted path, which is made where it is not there.</summary>
    public int At(string path)
    {
        var node = 0;
        var start = 0;
        while (true)
        {
            var dot = path.IndexOf('.', start);
            var length = (dot < 0 ? path.Length : dot) - start;
            node = Step(node, path, start, length);
            if (dot < 0)
                return node;
            start = dot + 1;
        }
    }

    /// <summary>The field of a path that is given key by key, which is made where it is not there.</summary>
    public int Under(ReadOnlySpan<string> keys)
    {
        var node = 0;
        foreach (var key in keys)
            node = Step(node, key, 0, key.Length);
        return node;
    }

    /// <summary>The field under another by the name of a member.</summary>
    public int Step(int node, JsonItem named)
    {
        for (var child = _nodes[node].FirstChild; child != 0; child = _nodes[child].Sibling)
        {
            ref var candidate = ref _nodes[child];
            if (candidate.Named.Exists ? candidate.Named.HasNameOf(named) : named.HasName(candidate.Key))
                return child;
        }

        return Add(node, new() { Named = named });
    }

    /// <summary>Whether a field has a value of its own.</summary>
    public bool Has(string path)
    {
        var node = 0;
        foreach (var key in path.Split('.'))
        {
            node = Find(node, key);
            if (node == 0)
                return false;
        }

        ref var found = ref _nodes[node];
        return found.Elements.First != 0 || found.Texts.First != 0 || found.Scalar is not null;
    }

    /// <summary>Makes a field a boolean or number.</summary>
    public void SetScalar(int node, string json) => _nodes[node].Scalar = json;

    /// <summary>Makes a field an array even where it has one text.</summary>
    public void MakeList(int node) => _nodes[node].IsList = true;

    /// <summary>Takes the texts of a field away.</summary>
    public void ClearTexts(int node) => _nodes[node].Texts = default;

    /// <summary>Makes a text the only one of a field.</summary>
    public void SetText(int node, string text)
    {
        ClearTexts(node);
        AddText(node, text);
    }

    /// <summary>As the other, for the text of a scalar.</summary>
    public void SetText(int node, JsonItem scalar)
    {
        ClearTexts(node);
        AddText(node, scalar);
    }

    /// <summary>Adds a text to a field.</summary>
    public void AddText(int node, string text) => AddText(node, new Part(text, default, 0));

    /// <summary>As the other, for the text of a scalar.</summary>
    public void AddText(int node, JsonItem scalar) => AddText(node, new Part(null, scalar, 0));

    /// <summary>Adds a value of a record to a field.</summary>
    public void AddElement(int node, JsonItem element) => Append(ref _nodes[node].Elements, new Part(null, element, 0));

    /// <summary>Writes the document.</summary>
    public void Write(Utf8JsonWriter writer) => Write(writer, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        // They hold references, which a pool must not keep.
        _nodes.AsSpan(0, _nodeCount).Clear();
        _parts.AsSpan(0, _partCount).Clear();
        ArrayPool<Node>.Shared.Return(_nodes);
        ArrayPool<Part>.Shared.Return(_parts);
        (_nodes, _parts, _nodeCount, _partCount) = ([], [], 0, 0);
    }

    private void AddText(int node, Part text) => Append(ref _nodes[node].Texts, text);

    private void Append(ref Values values, Part part)
    {
        if (_partCount == _parts.Length)
            Grow(ref _parts);
        var added = _partCount++;
        _parts[added] = part;
        if (values.First == 0)
            values.First = added;
        else
            _parts[values.Last].Next = added;
        values.Last = added;
    }

    private int Find(int node, ReadOnlySpan<char> key)
    {
        for (var child = _nodes[node].FirstChild; child != 0; child = _nodes[child].Sibling)
        {
            ref var candidate = ref _nodes[child];
            if (candidate.Named.Exists ? candidate.Named.HasName(key) : key.SequenceEqual(candidate.Key))
                return child;
        }

        return 0;
    }

    private int Step(int node, string path, int start, int length)
    {
        var found = Find(node, path.AsSpan(start, length));
        return found != 0
            ? found
            : Add(
                node,
                new()
                {
                    Path = path,
                    KeyStart = start,
                    KeyLength = length,
                }
            );
    }

    private int Add(int node, Node child)
    {
        if (_nodeCount == _nodes.Length)
            Grow(ref _nodes);
        var added = _nodeCount++;
        _nodes[added] = child;
        ref var owner = ref _nodes[node];
        if (owner.FirstChild == 0)
            owner.FirstChild = added;
        else
            _nodes[owner.LastChild].Sibling = added;
        owner.LastChild = added;
        return added;
    }

    private static void Grow<T>(ref T[] array)
    {
        var larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(array, clearArray: true);
        array = larger;
    }

    private void Write(Utf8JsonWriter writer, int index)
    {
        ref readonly var node = ref _nodes[index];
        if (node.Scalar is not null)
            writer.WriteRawValue(node.Scalar, skipInputValidation: true);
        else if (node.Texts.First != 0)
            WriteTexts(writer, node);
        else if (node.Elements.First == 0 || node.FirstChild != 0)
            WriteObject(writer, node);
        else if (node.Elements.First == node.Elements.Last)
            _parts[node.Elements.First].Item.WritePruned(writer);
        else
            WriteElements(writer, node);
    }

    /// <summary>A key that the record repeats: its values side by side.</summary>
    private void WriteElements(Utf8JsonWriter writer, in Node node)
    {
        writer.WriteStartArray();
        for (var part = node.Elements.First; part != 0; part = _parts[part].Next)
            _parts[part].Item.WritePruned(writer);
        writer.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter writer, in Node node)
    {
        writer.WriteStartObject();
        for (var part = node.Elements.First; part != 0; part = _parts[part].Next)
        {
            if (_parts[part].Item.ValueKind == JsonValueKind.Object)
                _parts[part].Item.WritePrunedMembers(writer);
        }

        for (var child = node.FirstChild; child != 0; child = _nodes[child].Sibling)
        {
            ref readonly var inside = ref _nodes[child];
            if (inside.Named.Exists)
                inside.Named.WriteName(writer);
            else
                writer.WritePropertyName(inside.Key);
            Write(writer, child);
        }

        writer.WriteEndObject();
    }

    private void WriteTexts(Utf8JsonWriter writer, in Node node)
    {
        if (node.IsList)
            writer.WriteStartArray();
        for (var part = node.Texts.First; part != 0; part = _parts[part].Next)
        {
            if (_parts[part].Text is { } text)
                writer.WriteStringValue(text);
            else
                _parts[part].Item.WriteAsText(writer);
        }

        if (node.IsList)
            writer.WriteEndArray();
    }

    /// <summary>A field: its key, or the member that it is named after, what is under it, and its values.</summary>
    private struct Node
    {
        public string? Path;
        public int KeyStart;
        public int KeyLength;
        public JsonItem Named;
        public int FirstChild;
        public int LastChild;
        public int Sibling;
        public Values Texts;
        public Values Elements;
        public bool IsList;
        public string? Scalar;

        /// <summary>The key: a part of a path.</summary>
        public readonly ReadOnlySpan<char> Key => Path.AsSpan(KeyStart, KeyLength);
    }

    /// <summary>Values of a field, in order: the first of them and the last.</summary>
    private struct Values
    {
        public int First;
        public int Last;
    }

    /// <summary>One of the values of a field: a text of the builder's, or something of a record.</summary>
    private record struct Part(string? Text, JsonItem Item, int Next);
}
