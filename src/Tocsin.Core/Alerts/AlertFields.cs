using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>The fields of an alert's own document by dotted name: the row first, then the event under it.</summary>
/// <param name="document">The event, or the fields that events share; nothing without.</param>
/// <param name="columns">The row's columns.</param>
/// <param name="cells">The row.</param>
internal sealed class AlertFields(JsonItem document, IReadOnlyList<ResultColumn> columns, IReadOnlyList<Value> cells)
{
    private const int ShortPathMax = 80;

    // What was looked for last: a cell, or else values of the document.
    private readonly List<JsonItem> _found = [];
    private int _cell;

    /// <summary>The values of a field; empty where it has none.</summary>
    public List<FieldScalar> Find(string path)
    {
        var count = Look(path);
        var scalars = new List<FieldScalar>(count);
        for (var i = 0; i < count; i++)
            scalars.Add(ScalarAt(i));
        return scalars;
    }

    /// <summary>Appends the texts of a field, joined by a comma; false where it has none or only <c>-</c>.</summary>
    public bool TryAppend(string path, PooledBytes text)
    {
        var count = Look(path);
        var start = text.Length;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                text.Add(", "u8);
            if (_cell >= 0 || _found[i].ValueKind == JsonValueKind.Number)
            {
                text.Add(ScalarAt(i).Text);
                continue;
            }

            using var plain = _found[i].UnescapedText();
            text.Add(plain.Text);
        }

        if (count != 1 || !text.Written[start..].SequenceEqual("-"u8))
            return count > 0;
        text.Shorten(start);
        return false;
    }

    /// <summary>The texts of a field, joined by a comma; null where it has none or only <c>-</c>.</summary>
    public string? Text(string path)
    {
        var text = new PooledBytes(256);
        var found = TryAppend(path, text) ? Encoding.UTF8.GetString(text.Written) : null;
        text.Release();
        return found;
    }

    /// <summary>The first text of a field, and how many others it has; null where it has none. Objects and empty texts do not count.</summary>
    public string? First(string path)
    {
        var count = Look(path);
        string? first = null;
        HashSet<string>? all = null;
        for (var i = 0; i < count; i++)
        {
            var scalar = ScalarAt(i);
            if (scalar.Text.Length == 0 || scalar.Kind == FieldScalarKind.Object)
                continue;
            if (first is null)
                first = scalar.Text;
            else
                (all ??= new(StringComparer.Ordinal) { first }).Add(scalar.Text);
        }

        return all is { Count: > 1 } ? string.Create(CultureInfo.InvariantCulture, $"{first} +{all.Count - 1}") : first;
    }

    /// <summary>Whether a field of the document has these values, whatever their order and repeats; false where it has none.</summary>
    public bool Agrees(string path, in Value cell)
    {
        if (!CollectIn(path))
            return false;
        if (_found.Count == 1 && cell.Kind == ValueKind.String && _found[0].HasText(cell.AsBytes))
            return true;
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < cell.Count; i++)
            texts.Add(FieldScalar.Of(cell[i]).Text);
        return texts.SetEquals(_found.Select(f => FieldScalar.Of(f).Text));
    }

    /// <summary>Looks for a field; returns how many values it has.</summary>
    private int Look(string path)
    {
        _cell = -1;
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name == path && !cells[i].IsNull)
            {
                _cell = i;
                return cells[i].Count;
            }
        }

        CollectIn(path);
        return _found.Count;
    }

    private bool CollectIn(string path)
    {
        _found.Clear();
        if (!document.Exists)
            return false;
        Span<byte> buffer = stackalloc byte[ShortPathMax * 3];
        var bytes = path.Length <= ShortPathMax ? buffer : new byte[path.Length * 3];
        JsonPaths.Collect(document, bytes[..Encoding.UTF8.GetBytes(path, bytes)], _found);
        return _found.Count > 0;
    }

    private FieldScalar ScalarAt(int index) =>
        _cell >= 0 ? FieldScalar.Of(cells[_cell][index]) : FieldScalar.Of(_found[index]);
}

/// <summary>A scalar of an alert's document.</summary>
/// <param name="Kind">What the JSON is.</param>
/// <param name="Text">Its text: characters, digits, <c>true</c>, or the JSON of an object.</param>
internal readonly record struct FieldScalar(FieldScalarKind Kind, string Text)
{
    /// <summary>The scalar of a JSON value that is no array.</summary>
    public static FieldScalar Of(JsonItem item) =>
        item.ValueKind switch
        {
            JsonValueKind.String => new(FieldScalarKind.Text, item.GetString()),
            JsonValueKind.Number => OfNumber(item.GetRawText()),
            JsonValueKind.True or JsonValueKind.False => new(FieldScalarKind.Boolean, item.GetRawText()),
            _ => new(FieldScalarKind.Object, item.GetRawText()),
        };

    /// <summary>The scalar of a single value.</summary>
    public static FieldScalar Of(in Value value) =>
        value.Kind switch
        {
            ValueKind.Boolean => new(FieldScalarKind.Boolean, ValueText.Format(value)),
            ValueKind.Integer or ValueKind.Long or ValueKind.UnsignedLong => new(
                FieldScalarKind.Integer,
                ValueText.Format(value)
            ),
            ValueKind.Double => OfNumber(value.AsDouble.ToString("R", CultureInfo.InvariantCulture)),
            _ => new(FieldScalarKind.Text, ValueText.Format(value)),
        };

    // 5.0 and 5e0 are the integer 5 to whoever reads JSON numbers as numbers.
    private static FieldScalar OfNumber(string digits)
    {
        if (digits.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
            return new(FieldScalarKind.Integer, digits);
        var number = double.Parse(digits, CultureInfo.InvariantCulture);
        return double.IsInteger(number) && Math.Abs(number) < 1e15
            ? new(FieldScalarKind.Integer, ((long)number).ToString(CultureInfo.InvariantCulture))
            : new(FieldScalarKind.Fraction, digits);
    }
}

/// <summary>What a <see cref="FieldScalar"/> is.</summary>
internal enum FieldScalarKind
{
    Text,
    Integer,
    Fraction,
    Boolean,
    Object,
}
