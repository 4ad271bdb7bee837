using System.Runtime;

namespace Tocsin.Cli.RuleSets;

/// <summary>Has the collector wait until a large set of rules is loaded: what rules are made of stays anyway, and would only be carried along.</summary>
/// <remarks>A set of 2,000 rules takes about <see cref="BytesMax"/>; a larger one is collected as usual from there on. See docs/performance.md, “Start-up”.</remarks>
internal sealed class QuietLoading : IDisposable
{
    private const long BytesMax = 160L << 20;

    /// <summary>Where less is to be had, as in a small container, memory is worth more than the time.</summary>
    private const long AvailableMin = 1L << 30;

    /// <summary>A set of fewer files is loaded with a collection or two, and would leave most of the room to what comes afterwards.</summary>
    private const int FilesMin = 500;

    private readonly long _allocatedBefore = GC.GetTotalAllocatedBytes();

    private QuietLoading() { }

    /// <summary>Begins; ends with <see cref="Dispose"/>.</summary>
    /// <param name="paths">The files and folders with the rules.</param>
    public static QuietLoading Begin(IEnumerable<string> paths)
    {
        try
        {
            if (IsLarge(paths) && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= AvailableMin)
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

        // The room that is left would be filled before the next collection; so few rules are soon carried along.
        if (GC.GetTotalAllocatedBytes() - _allocatedBefore < BytesMax / 2)
            GC.Collect(0);
    }

    private static bool IsLarge(IEnumerable<string> paths)
    {
        try
        {
            return paths
                    .Where(Directory.Exists)
                    .SelectMany(p => Directory.EnumerateFiles(p, "*", SearchOption.AllDirectories))
                    .Take(FilesMin)
                    .Count() == FilesMin;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever loads the rules says what is wrong.
            return false;
        }
    }
}
