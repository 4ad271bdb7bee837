using System.Runtime.InteropServices;
using System.Text.Json;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Builds a document field by field, nested, in the order in which fields were first set.</summary>
/// <remarks>
/// <para>Values that are empty (<c>null</c>, <c>""</c>, <c>{}</c>, <c>[]</c>, and what holds nothing else) are left out: data-sources 5.3, step 12.</para>
/// <para>Documents are made by the thousand for alerts: fields lie in one borrowed array, and what comes from the record is copied from its bytes.</para>
/// </remarks>
internal sealed class DocumentBuilder : IDisposable
{
    private readonly DocumentFields _fields = new();
    private List<JsonTape>? _tapes;

    /// <summary>Sets a field to a text; nothing happens without one.</summary>
    public void Set(string path, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _fields.SetText(_fields.At(path), text);
    }

    /// <summary>Sets a field to the text of a string, number or boolean of a parsed record, which must stay alive; nothing happens without one.</summary>
    public void Set(string path, JsonItem scalar)
    {
        if (HasText(scalar))
            _fields.SetText(_fields.At(path), scalar);
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
            SetList(path, values);
    }

    /// <summary>As the other, for the texts of scalars of a parsed record.</summary>
    public void SetMany(string path, params ReadOnlySpan<JsonItem> scalars)
    {
        var field = 0;
        for (var i = 0; i < scalars.Length; i++)
        {
            if (!HasText(scalars[i]) || IsRepeated(scalars, i))
                continue;
            if (field == 0)
            {
                field = _fields.At(path);
                _fields.MakeList(field);
                _fields.ClearTexts(field);
            }

            _fields.AddText(field, scalars[i]);
        }
    }

    /// <summary>Sets a field to a list of texts as it is, repeats and empty ones included (arguments of a process).</summary>
    public void SetList(string path, IReadOnlyList<string> texts)
    {
        var field = _fields.At(path);
        _fields.MakeList(field);
        _fields.ClearTexts(field);
        foreach (var text in texts)
            _fields.AddText(field, text);
    }

    /// <summary>Sets a field to a boolean.</summary>
    public void Set(string path, bool value) => _fields.SetScalar(_fields.At(path), value ? "true" : "false");

    /// <summary>Sets a field to a number.</summary>
    public void Set(string path, long value) =>
        _fields.SetScalar(_fields.At(path), value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Sets a field to a value of a parsed record.</summary>
    public void SetElement(string path, JsonElement element)
    {
        if (!IsEmpty(element))
            _fields.AddElement(_fields.At(path), Parse(element));
    }

    /// <summary>Sets a field, whose path is given key by key, to a value of a parsed record.</summary>
    public void SetUnder(ReadOnlySpan<string> keys, JsonElement element)
    {
        if (!IsEmpty(element))
            SetUnder(keys, Parse(element));
    }

    /// <summary>As the other; the record must stay alive.</summary>
    public void SetUnder(ReadOnlySpan<string> keys, JsonItem value)
    {
        if (!value.IsEmpty)
            _fields.AddElement(_fields.Under(keys), value);
    }

    /// <summary>Sets a field to a value of a parsed record, which must stay alive; the last key is the name that the value has there.</summary>
    public void SetMember(ReadOnlySpan<string> keys, JsonItem value)
    {
        if (!value.IsEmpty)
            _fields.AddElement(_fields.Step(_fields.Under(keys), value), value);
    }

    /// <summary>Whether a field has been set.</summary>
    public bool Has(string path) => _fields.Has(path);

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
        var output = new PooledBytes(8192);
        using (var writer = new Utf8JsonWriter(output, DocumentJson.WriterOptions))
            _fields.Write(writer);
        var document = output.Written.ToArray();
        output.Release();
        return document;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tapes?.ForEach(t => t.Dispose());
        _tapes = null;
        _fields.Dispose();
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

    private static bool HasText(JsonItem scalar) =>
        scalar.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
        && !scalar.IsEmpty;

    private static bool IsRepeated(ReadOnlySpan<JsonItem> scalars, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (HasText(scalars[i]) && scalars[i].HasTextOf(scalars[index]))
                return true;
        }

        return false;
    }

    private JsonItem Parse(JsonElement element)
    {
        var tape = DocumentJson.ParseTape(JsonMarshal.GetRawUtf8Value(element));
        (_tapes ??= []).Add(tape);
        return tape.Root;
    }
}
