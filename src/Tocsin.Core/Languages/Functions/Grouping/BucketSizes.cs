using Tocsin.Core.Languages.Functions.Dates;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Grouping;

/// <summary>Bucket sizes that people like, chosen for a range (ES|QL specification, 11.2).</summary>
internal static class BucketSizes
{
    /// <summary>From the coarsest to the finest.</summary>
    private static readonly DateRounding[] DateSizes =
    [
        Of(Value.FromPeriod(12, 0)),
        Of(Value.FromPeriod(1, 0)),
        Of(Value.FromPeriod(0, 7)),
        Of(Value.FromPeriod(0, 1)),
        Of(Value.FromDuration(12 * 3_600_000L)),
        Of(Value.FromDuration(3 * 3_600_000L)),
        Of(Value.FromDuration(3_600_000L)),
        Of(Value.FromDuration(30 * 60_000L)),
        Of(Value.FromDuration(10 * 60_000L)),
        Of(Value.FromDuration(5 * 60_000L)),
        Of(Value.FromDuration(60_000L)),
        Of(Value.FromDuration(30_000L)),
        Of(Value.FromDuration(10_000L)),
        Of(Value.FromDuration(5_000L)),
        Of(Value.FromDuration(1_000L)),
        Of(Value.FromDuration(100L)),
        Of(Value.FromDuration(50L)),
        Of(Value.FromDuration(10L)),
        Of(Value.FromDuration(1L)),
    ];

    /// <summary>The finest size with which a range needs no more buckets than wanted; the coarsest if none does.</summary>
    /// <param name="count">At least 1.</param>
    /// <param name="from">Milliseconds since 1970.</param>
    /// <param name="to">Milliseconds since 1970.</param>
    public static DateRounding ForDates(int count, long from, long to)
    {
        var best = DateSizes[0];
        foreach (var size in DateSizes)
        {
            if (size.CountBetween(from, to) > count)
                break;
            best = size;
        }

        return best;
    }

    /// <summary>The size for a range of numbers: half a power of ten, or a power of ten.</summary>
    public static double ForNumbers(int count, double from, double to)
    {
        var precise = (to - from) / count;
        var power = Math.Pow(10, Math.Ceiling(Math.Log10(precise)));
        var half = power / 2;
        return precise < half ? half : power;
    }

    private static DateRounding Of(in Value span) => DateRounding.Create(span, out _)!;
}
