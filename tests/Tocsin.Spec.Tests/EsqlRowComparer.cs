using System.Globalization;
using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Values;

namespace Tocsin.Spec.Tests;

/// <summary>Compares rows as the README of <c>conformance/esql</c> says: doubles nearly, the rest exactly.</summary>
internal static class EsqlRowComparer
{
    /// <summary>Why a result is not what a case expects, or null.</summary>
    public static string? Difference(EsqlCase expected, ResultTable table)
    {
        var columns = table.Columns.Select(c => (c.Name, Core.Fields.DataTypes.ToName(c.Type))).ToList();
        if (!columns.SequenceEqual(expected.Columns))
            return $"columns: expected {string.Join(", ", expected.Columns)}, got {string.Join(", ", columns)}";
        var rows = expected.Rows;
        var actual = table.Rows.Select(r => r.Cells).ToList();
        if (rows.Count != actual.Count)
            return $"expected {rows.Count} rows, got {actual.Count}:\n{Print(actual)}";
        if (expected.IsOrdered)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (!Same(rows[i], actual[i], expected))
                    return $"row {i}: expected {JsonSerializer.Serialize(rows[i])}, got\n{Print(actual)}";
            }

            return null;
        }

        foreach (var row in rows)
        {
            var found = actual.FindIndex(a => Same(row, a, expected));
            if (found < 0)
                return $"no row {JsonSerializer.Serialize(row)} among\n{Print(actual)}";
            actual.RemoveAt(found);
        }

        return null;
    }

    private static string Print(IEnumerable<Value[]> rows) =>
        string.Join("\n", rows.Take(12).Select(r => string.Join(" | ", r.Select(c => ValueText.Format(c)))));

    private static bool Same(JsonElement[] expected, Value[] actual, EsqlCase testCase)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!SameCell(expected[i], actual[i], testCase.IgnoresOrderInCells))
                return false;
        }

        return true;
    }

    private static bool SameCell(JsonElement expected, in Value actual, bool ignoresOrder)
    {
        if (expected.ValueKind == JsonValueKind.Null)
            return actual.IsNull;
        if (expected.ValueKind != JsonValueKind.Array)
            return actual.Count == 1 && SameValue(expected, actual);
        var items = expected.EnumerateArray().ToList();
        if (items.Count != actual.Count)
            return false;
        var values = ToList(actual);
        if (!ignoresOrder)
            return items.Zip(values).All(p => SameValue(p.First, p.Second));
        return items.All(item => values.FindIndex(v => SameValue(item, v)) is >= 0 and var at && Remove(values, at));
    }

    private static bool Remove(List<Value> values, int index)
    {
        values.RemoveAt(index);
        return true;
    }

    private static List<Value> ToList(in Value value)
    {
        var list = new List<Value>();
        for (var i = 0; i < value.Count; i++)
            list.Add(value[i]);
        return list;
    }

    private static bool SameValue(JsonElement expected, in Value actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.True:
            case JsonValueKind.False:
                return actual.Kind == ValueKind.Boolean && actual.AsBoolean == expected.GetBoolean();
            case JsonValueKind.Number when actual.Kind == ValueKind.Double:
                var number = expected.GetDouble();
                var difference = Math.Abs(number - actual.AsDouble);
                return difference <= 1e-9 * Math.Max(Math.Abs(number), Math.Abs(actual.AsDouble));
            case JsonValueKind.Number when actual.Kind == ValueKind.UnsignedLong:
                return actual.AsUnsignedLong.ToString(CultureInfo.InvariantCulture) == expected.GetRawText();
            case JsonValueKind.Number:
                return actual.Kind is ValueKind.Integer or ValueKind.Long
                    && actual.AsLong.ToString(CultureInfo.InvariantCulture) == expected.GetRawText();
            default:
                return actual.Kind is not (ValueKind.Integer or ValueKind.Long or ValueKind.Double or ValueKind.Boolean)
                    && ValueText.Format(actual) == expected.GetString();
        }
    }
}
