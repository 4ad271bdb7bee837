using Tocsin.Core.Events;

namespace Tocsin.Core.Sources;

/// <summary>Turns the records of a chunk into events: recognises the format, walks the JSON once, keeps the wanted fields.</summary>
/// <remarks>
/// A record gives no event (a probe), one, or several (an EventList). Use: <see cref="Start"/>, then <see cref="MoveNext"/> until it
/// is false; <see cref="Current"/> is valid until the next call. Bad records are reported and give no event. Threads: one each.
/// </remarks>
internal abstract class EventReader
{
    /// <summary>The event at hand; the same object every time.</summary>
    public abstract Event Current { get; }

    /// <summary>Goes to a record of a chunk.</summary>
    /// <param name="chunk">The chunk; borrowed until the next call.</param>
    /// <param name="record">The record's place in it, from 0.</param>
    public abstract void Start(RecordChunk chunk, int record);

    /// <summary>Reads the next event of the record into <see cref="Current"/>.</summary>
    public abstract bool MoveNext();
}
