using System.Text;
using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>What is laid over the copy of an event: the columns of a row, and enrichments (D27, D40).</summary>
internal sealed class RowOverlay
{
    // Most rows say nothing that the event does not say: a handful at most.
    private readonly List<Laid> _laid = [];

    /// <param name="columns">The row's columns.</param>
    /// <param name="cells">The row.</param>
    /// <param name="under">The event that the row lies over; nothing for rows that stand alone.</param>
    public RowOverlay(IReadOnlyList<ResultColumn> columns, IReadOnlyList<Value> cells, JsonItem under)
    {
        var eventFields = columns.Count > 0 ? new AlertFields(under, [], []) : null;
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, cell) = (columns[i], cells[i]);
            // Where the row only repeats the event, the event's own form stays, with its order and repeats, which a column has lost.
            if (!cell.IsNull && !IsNoField(column) && !eventFields!.Agrees(column.Name, cell))
                Lay(column, cell);
        }
    }

    /// <summary>Puts something else at a path.</summary>
    public void Set(string path, Action<Utf8JsonWriter> write)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var place = PlaceOf(bytes);
        if (place < 0)
            _laid.Add(new(bytes, write));
        else
            _laid[place] = _laid[place] with { Write = write };
    }

    /// <summary>Whether something is laid at a path.</summary>
    public bool Covers(ReadOnlySpan<byte> path) => PlaceOf(path) >= 0;

    /// <summary>Whether something is laid at or under a path.</summary>
    public bool ReachesInto(ReadOnlySpan<byte> path)
    {
        foreach (var laid in _laid)
        {
            var covered = laid.Path.AsSpan();
            if (covered.StartsWith(path) && (covered.Length == path.Length || covered[path.Length] == '.'))
                return true;
        }

        return false;
    }

    /// <summary>Writes what is laid at a path in place of the event's value, unless it has been written already.</summary>
    public void WriteInPlace(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var place = PlaceOf(path);
        if (_laid[place].IsWritten)
            return;
        _laid[place] = _laid[place] with { IsWritten = true };
        writer.WritePropertyName(name);
        _laid[place].Write(writer);
    }

    /// <summary>Writes what had no place in the event, as flat keys.</summary>
    public void WriteRest(Utf8JsonWriter writer)
    {
        foreach (var laid in _laid)
        {
            if (laid.IsWritten)
                continue;
            writer.WritePropertyName(laid.Path);
            laid.Write(writer);
        }
    }

    // Apart, so that only what is laid costs a closure.
    private void Lay(ResultColumn column, Value cell) =>
        Set(column.Name, writer => ValueJson.Write(writer, cell, column.Type));

    private int PlaceOf(ReadOnlySpan<byte> path)
    {
        for (var i = 0; i < _laid.Count; i++)
        {
            if (path.SequenceEqual(_laid[i].Path))
                return i;
        }

        return -1;
    }

    // The alert's own time, id and the like come from elsewhere.
    private static bool IsNoField(ResultColumn column) =>
        column.Type == DataType.Source || column.Name is "_id" or "_index" or "_version" or "_source" or "@timestamp";

    /// <summary>What is laid at a path.</summary>
    private readonly record struct Laid(byte[] Path, Action<Utf8JsonWriter> Write, bool IsWritten = false);
}
