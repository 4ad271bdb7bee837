using System.Runtime;
using Tocsin.Cli.RuleSets;

namespace Tocsin.Cli.Tests;

/// <summary>Whatever the collector does meanwhile, it works as usual afterwards.</summary>
public sealed class QuietLoadingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tocsin-test-");

    public QuietLoadingTests()
    {
        for (var i = 0; i < 600; i++)
            File.WriteAllText(Path.Combine(_folder.FullName, $"{i}.toml"), "");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TheCollectorWorksAsUsualAfterwards()
    {
        var before = GCSettings.LatencyMode;
        using (QuietLoading.Begin([_folder.FullName]))
        {
            // Another that begins meanwhile, as tests beside this one may, changes nothing.
            using var inner = QuietLoading.Begin([_folder.FullName]);
            inner.Dispose();
        }

        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        Assert.Equal(before == GCLatencyMode.NoGCRegion ? GCSettings.LatencyMode : before, GCSettings.LatencyMode);
    }

    [Fact]
    public void ACollectionOrMoreThanThereIsRoomForEndsIt()
    {
        using var loading = QuietLoading.Begin([_folder.FullName]);
        GC.Collect();
        loading.Dispose();
        loading.Dispose();
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void PathsThatAreNotThereAreLeftToWhoeverLoadsThem()
    {
        using var loading = QuietLoading.Begin([Path.Combine(_folder.FullName, "nowhere"), "\0"]);
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}
