using Tocsin.Core.Sinks;

namespace Tocsin.Core.Tests.Sinks;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-output-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NothingAppearsBeforeTheFileIsWhole()
    {
        var path = Path.Combine(_folder, "alerts.json");
        using (var file = OutputFile.Create(path))
        {
            file.Stream.Write("[]"u8);
            Assert.False(File.Exists(path));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void ALinkGoesOnPointingWhereItPoints()
    {
        var target = Path.Combine(_folder, "target.json");
        var link = Path.Combine(_folder, "link.json");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        using (var file = OutputFile.Create(link))
        {
            file.Stream.Write("new"u8);
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(target, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
    }

    [Fact]
    public void ADeviceIsWrittenToAndNotReplaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices are files on Linux");
        // Whoever runs this may be root: a link in a folder of our own would be replaced, were the device not seen.
        var link = Path.Combine(_folder, "nothing");
        File.CreateSymbolicLink(link, "/dev/null");
        using (var file = OutputFile.Create(link))
        {
            file.Stream.Write("away"u8);
            file.Commit();
        }

        Assert.Equal("", File.ReadAllText("/dev/null"));
        Assert.Equal("/dev/null", File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
    }
}
