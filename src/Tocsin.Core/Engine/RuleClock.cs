using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine;

/// <summary>The time that a rule's windows go by (<c>detection-engine.md</c>, D12).</summary>
internal abstract class RuleClock
{
    /// <summary>The event's time in milliseconds since 1970, or <see cref="Event.NoTime"/>: then it is in no window.</summary>
    public abstract long TimeOf(Event of);

    /// <summary>Equal exactly for clocks that always agree.</summary>
    public abstract string Key { get; }

    /// <summary>The clock of a rule; a field other than the usual two gets a slot.</summary>
    public static RuleClock For(Rule rule, FieldTable fields) =>
        rule.TimestampOverride switch
        {
            null or "@timestamp" => new TimestampClock(),
            "event.ingested" => new IngestedClock(!rule.TimestampOverrideFallbackDisabled),
            var path => new FieldClock(path, fields.GetOrAdd(path), !rule.TimestampOverrideFallbackDisabled),
        };

    /// <summary>A clock that goes by one field, without a fallback; <c>@timestamp</c> where null.</summary>
    public static RuleClock ForField(string? path, FieldTable fields) =>
        path is null or "@timestamp"
            ? new TimestampClock()
            : new FieldClock(path, fields.GetOrAdd(path), fallsBack: false);

    private sealed class TimestampClock : RuleClock
    {
        public override string Key => "@timestamp";

        public override long TimeOf(Event of) => of.Timestamp;
    }

    private sealed class IngestedClock(bool fallsBack) : RuleClock
    {
        public override string Key => $"event.ingested {fallsBack}";

        public override long TimeOf(Event of) => of.Ingested == Event.NoTime && fallsBack ? of.Timestamp : of.Ingested;
    }

    private sealed class FieldClock(string path, int slot, bool fallsBack) : RuleClock
    {
        public override string Key => $"{path} {fallsBack}";

        public override long TimeOf(Event of)
        {
            var value = of.Get(slot)[0];
            return value.Kind switch
            {
                ValueKind.Date => value.AsLong,
                ValueKind.DateNanos => (long)Math.Floor(value.AsLong / 1e6),
                _ => fallsBack ? of.Timestamp : Event.NoTime,
            };
        }
    }
}
