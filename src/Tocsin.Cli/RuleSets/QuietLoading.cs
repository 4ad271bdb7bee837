using System.Runtime;

namespace Tocsin.Cli.RuleSets;

/// <summary>Has the collector wait until rules are loaded: what they are made of stays anyway, and would only be carried along.</summary>
/// <remarks>A large set of rules takes about <see cref="BytesMax"/>; a larger one is collected as usual from there on. See docs/performance.md, “Start-up”.</remarks>
internal sealed class QuietLoading : IDisposable
{
    private const long BytesMax = 160L << 20;

    /// <summary>Where less is to be had, as in a small container, memory is worth more than the time.</summary>
    private const long AvailableMin = 1L << 30;

    private QuietLoading() { }

    /// <summary>Begins; ends with <see cref="Dispose"/>.</summary>
    public static QuietLoading Begin()
    {
        try
        {
            if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= AvailableMin)
                GC.TryStartNoGCRegion(BytesMax);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // The collector is set up with less room: then it works as usual.
        }

        return new();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself just now.
        }
    }
}
