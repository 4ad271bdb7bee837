using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Intake.Following;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>Files that are followed (intake-protocols, section 6).</summary>
public sealed class FollowingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-follow-").FullName;
    private readonly TestLog _log = new();
    private readonly IntakeMetrics _metrics = new();

    private string File1 => Path.Combine(_folder, "audit.log");

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task OnlyCompleteLinesAreRead()
    {
        using var files = Follow();
        Write(File1, "{\"a\":1}\n{\"a\":");
        await LookAsync(files);
        Assert.Equal([1], Read());

        Append(File1, "2}\n");
        await LookAsync(files);

        Assert.Equal([1, 2], Read());
    }

    [Fact]
    public async Task AFileThatWasThereIsReadFromItsEndIfSaidSo()
    {
        Write(File1, "{\"a\":1}\n");
        using var files = Follow(new() { Path = File1, From = FollowFrom.End });
        await LookAsync(files);
        Append(File1, "{\"a\":2}\n");

        await LookAsync(files);

        Assert.Equal([2], Read());
    }

    [Fact]
    public async Task ARenamedFileIsReadToItsEndBeforeItIsLetGo()
    {
        using var files = Follow();
        Write(File1, "{\"a\":1}\n");
        await LookAsync(files);

        File.Move(File1, File1 + ".1");
        Append(File1 + ".1", "{\"a\":2}\n");
        Write(File1, "{\"a\":3}\n");
        await LookAsync(files);
        Append(File1 + ".1", "{\"a\":4}");
        for (var i = 0; i < 8; i++)
            await LookAsync(files);

        Assert.Equal([1, 2, 3, 4], Read().Order());
    }

    [Fact]
    public async Task ATruncatedFileIsReadFromItsBeginning()
    {
        using var files = Follow();
        Write(File1, "{\"a\":1}\n{\"a\":2}\n");
        await LookAsync(files);

        Write(File1, "{\"a\":3}\n");
        await LookAsync(files);

        Assert.Equal([1, 2, 3], Read());
    }

    [Fact]
    public async Task ATruncatedFileThatHasGrownAgainIsNoticedByItsBeginning()
    {
        using var files = Follow();
        Write(File1, "{\"a\":1}\n");
        await LookAsync(files);

        Write(File1, "{\"a\":2}\n{\"a\":3}\n");
        await LookAsync(files);

        Assert.Equal([1, 2, 3], Read());
    }

    [Fact]
    public async Task ACopyIsNotReadAgain()
    {
        using var files = Follow(new() { Path = Path.Combine(_folder, "*"), From = FollowFrom.Beginning });
        var lines = string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"a\":{i}}}\n"));
        Write(File1, lines);
        await LookAsync(files);

        File.Copy(File1, File1 + ".1");
        Write(File1, "{\"a\":1000}\n");
        await LookAsync(files);

        Assert.Equal([.. Enumerable.Range(0, 200), 1000], Read());
    }

    [Fact]
    public async Task ARestartGoesOnWhereTheLogSays()
    {
        Write(File1, "{\"a\":1}\n{\"a\":2}\n");
        using (var files = Follow())
            await LookAsync(files);
        Append(File1, "{\"a\":3}\n");
        File.Move(File1, File1 + ".1");

        using var again = Follow(new() { Path = Path.Combine(_folder, "*"), From = FollowFrom.Beginning });
        await LookAsync(again);

        Assert.Equal([1, 2, 3], Read());
    }

    [Fact]
    public async Task ALineThatIsTooLongIsPassedOver()
    {
        using var files = Follow(limit: 1 << 16);
        Write(File1, "{\"a\":1}\n{\"x\":\"");
        await LookAsync(files);
        for (var i = 0; i < 5; i++)
        {
            Append(File1, new string('x', 1 << 15));
            await LookAsync(files);
        }

        Append(File1, "\"}\n{\"a\":2}\n");
        await LookAsync(files);

        Assert.Equal([1, 2], Read());
    }

    [Fact]
    public async Task WrappingsOfContainerRuntimesAreTakenOff()
    {
        using var files = Follow();
        Write(
            File1,
            "2026-03-02T09:00:00.000000000Z stdout F {\"a\":1}\n"
                + "2026-03-02T09:00:00.000000001Z stdout P {\"a\"\n2026-03-02T09:00:00.000000002Z stdout F :2}\n"
                + "{\"log\":\"{\\\"a\\\":3}\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-02T09:00:00Z\"}\n"
                + "{\"log\":\"{\\\"a\\\":\",\"stream\":\"stdout\",\"time\":\"2026-03-02T09:00:00Z\"}\n"
                + "{\"log\":\"4}\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-02T09:00:00Z\"}\n"
                + "plain text\n"
        );

        await LookAsync(files);

        Assert.Equal([1, 2, 3, 4], Read());
    }

    [Fact]
    public async Task APositionStaysBeforeALineThatIsNotWhole()
    {
        const string First = "2026-03-02T09:00:00.000000000Z stdout F {\"a\":1}\n";
        using var files = Follow();
        Write(File1, First + "2026-03-02T09:00:00.000000001Z stdout P {\"a\"\n");

        await LookAsync(files);

        Assert.Equal(First.Length, Assert.Single(_log.Positions).Offset);
    }

    [Fact]
    public async Task AFullLogIsWaitedFor()
    {
        var time = new ManualTime();
        using var files = Follow(time: time);
        Write(File1, "{\"a\":1}\n");
        _log.Answer = new(AppendStatus.Full, RetryAfterSeconds: 1);

        var looking = files.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(looking.IsCompleted);
        _log.Answer = null;
        time.Advance(TimeSpan.FromSeconds(1));
        await looking;

        Assert.Equal([1], Read());
    }

    [Fact]
    public async Task TheClusterAndDatasetOfTheEntryCount()
    {
        using var files = Follow(
            new()
            {
                Path = File1,
                From = FollowFrom.Beginning,
                Cluster = "prod",
                Dataset = "my.app",
            }
        );
        Write(
            File1,
            "{\"a\":1}\n{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"auditID\":\"a\",\"stage\":\"Panic\"}\n"
        );

        await LookAsync(files);

        Assert.Equal("logs-my.app-default", _log.Records[0].GetProperty("_index").GetString());
        Assert.Equal(
            "prod",
            _log.Records[1].GetProperty("orchestrator").GetProperty("cluster").GetProperty("name").GetString()
        );
    }

    private FollowedFiles Follow(FollowOptions? entry = null, int limit = 1 << 20, TimeProvider? time = null)
    {
        var options = new IntakeOptions { RecordLimit = new(limit) };
        var gate = new IntakeGate(_log, options, _metrics, time ?? TimeProvider.System);
        entry ??= new() { Path = File1, From = FollowFrom.Beginning };
        return new(entry, gate, _log, NullLogger.Instance);
    }

    private static Task LookAsync(FollowedFiles files) => files.LookAsync(TestContext.Current.CancellationToken);

    private IEnumerable<int> Read() =>
        [.. _log.Records.Select(r => r.GetProperty("_source").GetProperty("a").GetInt32())];

    private static void Write(string path, string text) => File.WriteAllText(path, text, new UTF8Encoding(false));

    private static void Append(string path, string text) => File.AppendAllText(path, text, new UTF8Encoding(false));
}
