using System.Globalization;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Reads events and keeps them, with the values of all wanted fields. One thread at a time.</summary>
/// <param name="fields">The fields; all must be known before the first event is read.</param>
/// <param name="reader">Reads the records.</param>
internal sealed class SnapshotReader(FieldTable fields, EventReader reader)
{
    private readonly Dictionary<string, int> _copies = new(StringComparer.Ordinal);

    /// <summary>The events of a record.</summary>
    /// <param name="chunk">The chunk; may be returned afterwards.</param>
    /// <param name="record">The record's place in it.</param>
    /// <param name="wanted">Tells which are kept; null for all.</param>
    public IEnumerable<FieldSnapshot> Read(RecordChunk chunk, int record, Func<Event, bool>? wanted = null)
    {
        reader.Start(chunk, record);
        while (reader.MoveNext())
        {
            var read = reader.Current;
            if (wanted is null || wanted(read))
                yield return new FieldSnapshot(read, fields.Count, IdOfCopy(read));
        }
    }

    /// <summary>Tells identical records apart: the second and later ones get a number.</summary>
    private string? IdOfCopy(Event read)
    {
        if (read.HasOwnId)
            return null;
        var id = read.Id;
        var copy = _copies[id] = _copies.GetValueOrDefault(id) + 1;
        return copy == 1 ? null : id + "-" + copy.ToString(CultureInfo.InvariantCulture);
    }
}
