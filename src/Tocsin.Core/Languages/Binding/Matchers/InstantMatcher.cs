using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Instants between two milliseconds, both included; text counts as the instant that it writes.</summary>
internal sealed class InstantMatcher(long first, long last) : ValueMatcher
{
    private const long NanosPerMilli = 1_000_000;

    /// <summary>The first millisecond that passes; <see cref="long.MinValue"/> where there is none.</summary>
    public long First { get; } = first;

    /// <summary>The last millisecond that passes; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Last { get; } = last;

    public override string Key => $"instant {First}..{Last}";

    public override bool Matches(in Value value) => IsBetween(value, First, Last);

    /// <summary>Whether a value is an instant between two milliseconds, both included.</summary>
    public static bool IsBetween(in Value value, long first, long last)
    {
        long millis;
        switch (value.Kind)
        {
            case ValueKind.Date:
                millis = value.AsLong;
                break;
            case ValueKind.DateNanos:
                millis =
                    (value.AsLong - (((value.AsLong % NanosPerMilli) + NanosPerMilli) % NanosPerMilli)) / NanosPerMilli;
                break;
            case ValueKind.String:
                if (!Iso8601.TryParse(value.AsBytes, out millis, out _))
                    return false;
                break;
            default:
                return false;
        }

        return millis >= first && millis <= last;
    }
}
