using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>What is laid over the copy of an event: the columns of a row, and enrichments (D27, D40).</summary>
internal sealed class RowOverlay
{
    private readonly Dictionary<string, Action<Utf8JsonWriter>> _writes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <param name="columns">The row's columns.</param>
    /// <param name="cells">The row.</param>
    /// <param name="under">The event that the row lies over; null for rows that stand alone.</param>
    public RowOverlay(IReadOnlyList<ResultColumn> columns, IReadOnlyList<Value> cells, JsonElement? under)
    {
        var eventFields = new AlertFields(under, [], []);
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, cell) = (columns[i], cells[i]);
            if (cell.IsNull || IsNoField(column) || (under is not null && Agrees(eventFields.Find(column.Name), cell)))
                continue;
            _writes[column.Name] = writer => ValueJson.Write(writer, cell, column.Type);
        }
    }

    /// <summary>Puts something else at a path.</summary>
    public void Set(string path, Action<Utf8JsonWriter> write) => _writes[path] = write;

    /// <summary>Whether something is laid at a path.</summary>
    public bool Covers(string path) => _writes.ContainsKey(path);

    /// <summary>Whether something is laid at or under a path.</summary>
    public bool ReachesInto(string path)
    {
        foreach (var covered in _writes.Keys)
        {
            if (
                covered.StartsWith(path, StringComparison.Ordinal)
                && (covered.Length == path.Length || covered[path.Length] == '.')
            )
                return true;
        }

        return false;
    }

    /// <summary>Writes what is laid at a path in place of the event's value; false when it has been written already.</summary>
    public bool WriteInPlace(Utf8JsonWriter writer, string name, string path)
    {
        if (!_written.Add(path))
            return false;
        writer.WritePropertyName(name);
        _writes[path](writer);
        return true;
    }

    /// <summary>Writes what had no place in the event, as flat keys.</summary>
    public void WriteRest(Utf8JsonWriter writer)
    {
        foreach (var (path, write) in _writes)
        {
            if (_written.Contains(path))
                continue;
            writer.WritePropertyName(path);
            write(writer);
        }
    }

    // The alert's own time, id and the like come from elsewhere.
    private static bool IsNoField(ResultColumn column) =>
        column.Type == DataType.Source || column.Name is "_id" or "_index" or "_version" or "_source" or "@timestamp";

    /// <summary>
    /// Whether the row only repeats the event: then the event's own form stays, with its order and repeats, which a column has lost.
    /// </summary>
    private static bool Agrees(List<FieldScalar> inEvent, in Value cell)
    {
        if (inEvent.Count == 0)
            return false;
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < cell.Count; i++)
            texts.Add(FieldScalar.Of(cell[i]).Text);
        return texts.SetEquals(inEvent.Select(f => f.Text));
    }
}
