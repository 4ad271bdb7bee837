using System.Runtime;
using Tocsin.Cli.RuleSets;

namespace Tocsin.Cli.Tests;

/// <summary>Whatever the collector does meanwhile, it works as usual afterwards.</summary>
public class QuietLoadingTests
{
    [Fact]
    public void TheCollectorWorksAsUsualAfterwards()
    {
        var before = GCSettings.LatencyMode;
        using (QuietLoading.Begin())
        {
            // Another that begins meanwhile, as tests beside this one may, changes nothing.
            using var inner = QuietLoading.Begin();
            inner.Dispose();
        }

        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        Assert.Equal(before == GCLatencyMode.NoGCRegion ? GCSettings.LatencyMode : before, GCSettings.LatencyMode);
    }

    [Fact]
    public void ACollectionOrMoreThanThereIsRoomForEndsIt()
    {
        using var loading = QuietLoading.Begin();
        GC.Collect();
        loading.Dispose();
        loading.Dispose();
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}
