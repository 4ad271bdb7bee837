using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>The order of events of one query: its timestamp field, then its tiebreaker, then arrival (EQL specification, 12.2).</summary>
/// <param name="timestampSlot">The timestamp field, or null for <c>@timestamp</c>.</param>
/// <param name="tiebreakerSlot">The tiebreaker, or null.</param>
internal sealed class EventOrder(int? timestampSlot, int? tiebreakerSlot)
{
    private const long NanosPerMilli = 1_000_000;

    /// <summary>The instant of an event; the earliest of several.</summary>
    /// <param name="of">The event.</param>
    /// <param name="nanosOfMilli">What the millisecond cut off; only a field of nanoseconds has any.</param>
    /// <returns>Milliseconds since 1970, or <see cref="Event.NoTime"/>.</returns>
    public long TimeOf(Event of, out int nanosOfMilli)
    {
        nanosOfMilli = 0;
        if (timestampSlot is not { } slot)
            return of.Timestamp;
        var values = of.Get(slot);
        var earliest = Event.NoTime;
        for (var i = 0; i < values.Count; i++)
        {
            if (!TryRead(values[i], out var millis, out var nanos))
                continue;
            if (earliest == Event.NoTime || millis < earliest || (millis == earliest && nanos < nanosOfMilli))
                (earliest, nanosOfMilli) = (millis, nanos);
        }

        return earliest;
    }

    /// <summary>The tiebreaker of an event, or null; the least of several. Borrows nothing.</summary>
    public Value TiebreakerOf(Event of)
    {
        if (tiebreakerSlot is not { } slot)
            return Value.Null;
        var values = of.Get(slot);
        var least = values[0];
        for (var i = 1; i < values.Count; i++)
        {
            if (ValueComparer.CompareValues(values[i], least) < 0)
                least = values[i];
        }

        return least.ToOwned();
    }

    private static bool TryRead(in Value value, out long millis, out int nanosOfMilli)
    {
        (millis, nanosOfMilli) = (0, 0);
        switch (value.Kind)
        {
            case ValueKind.Date:
            case ValueKind.Long:
            case ValueKind.Integer:
                millis = value.AsLong;
                return true;
            case ValueKind.DateNanos:
                millis = value.AsLong / NanosPerMilli - (value.AsLong % NanosPerMilli < 0 ? 1 : 0);
                nanosOfMilli = (int)(value.AsLong - millis * NanosPerMilli);
                return true;
            case ValueKind.String:
                // A field of no declared type: its text is read as an index would read a date.
                return Iso8601.TryParse(value.AsBytes, out millis, out _);
            default:
                return false;
        }
    }
}
