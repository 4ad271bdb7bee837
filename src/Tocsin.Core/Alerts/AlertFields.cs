using System.Globalization;
using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>The fields of an alert's own document by dotted name: the row first, then the event under it.</summary>
internal sealed class AlertFields
{
    private readonly JsonElement? _document;
    private readonly IReadOnlyList<ResultColumn> _columns;
    private readonly IReadOnlyList<Value> _cells;

    /// <param name="document">The event, or the fields that events share; null without.</param>
    /// <param name="columns">The row's columns.</param>
    /// <param name="cells">The row.</param>
    public AlertFields(JsonElement? document, IReadOnlyList<ResultColumn> columns, IReadOnlyList<Value> cells)
    {
        _document = document;
        _columns = columns;
        _cells = cells;
    }

    /// <summary>The values of a field; empty where it has none.</summary>
    public List<FieldScalar> Find(string path)
    {
        var found = new List<FieldScalar>();
        for (var i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].Name == path && !_cells[i].IsNull)
            {
                for (var j = 0; j < _cells[i].Count; j++)
                    found.Add(FieldScalar.Of(_cells[i][j]));
                return found;
            }
        }

        if (_document is { } document)
        {
            var elements = new List<JsonElement>();
            JsonPaths.Collect(document, path, elements);
            foreach (var element in elements)
                found.Add(FieldScalar.Of(element));
        }

        return found;
    }

    /// <summary>The texts of a field, joined by a comma; null where it has none or only <c>-</c>.</summary>
    public string? Text(string path)
    {
        var found = Find(path);
        if (found.Count == 0 || (found.Count == 1 && found[0].Text == "-"))
            return null;
        return string.Join(", ", found.Select(f => f.Text));
    }
}

/// <summary>A scalar of an alert's document.</summary>
/// <param name="Kind">What the JSON is.</param>
/// <param name="Text">Its text: characters, digits, <c>true</c>, or the JSON of an object.</param>
internal readonly record struct FieldScalar(FieldScalarKind Kind, string Text)
{
    /// <summary>The scalar of a JSON value that is no array.</summary>
    public static FieldScalar Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => new(FieldScalarKind.Text, element.GetString() ?? ""),
            JsonValueKind.Number => OfNumber(element.GetRawText()),
            JsonValueKind.True or JsonValueKind.False => new(FieldScalarKind.Boolean, element.GetRawText()),
            _ => new(FieldScalarKind.Object, element.GetRawText()),
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
