using System.Diagnostics;
using System.Security.Cryptography;
using Tocsin.Serve.Log;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

/// <summary>A process that appends, consumes and seals is killed at random moments: nothing that it acknowledged is lost, nothing is there twice.</summary>
/// <remarks><c>TOCSIN_KILL_ROUNDS</c> sets how often.</remarks>
public sealed class KillLoopTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<long> _acknowledged = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NothingAcknowledgedIsLostAndNothingIsDoubled()
    {
        var child = Path.Combine(AppContext.BaseDirectory, "Tocsin.Serve.Child.dll");
        Assert.SkipUnless(File.Exists(child), "the child program is not beside the tests");
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_KILL_ROUNDS"), out var given) ? given : 5;
        long next = 1;
        for (var round = 0; round < rounds; round++)
        {
            await RunAndKill(child, next, RandomNumberGenerator.GetInt32(20, 400));
            var present = Present();
            Assert.Equal(present.Count, present.Distinct().Count());
            var missing = _acknowledged.Except(present).Order().ToList();
            Assert.True(
                missing.Count == 0,
                $"round {round}: {missing.Count} of {_acknowledged.Count} are lost, {missing.FirstOrDefault()} first"
            );
            next = Math.Max(next, present.DefaultIfEmpty(0).Max() + 1);
        }

        output.WriteLine($"{rounds} kills, {_acknowledged.Count} records acknowledged");
        Assert.NotEmpty(_acknowledged);
    }

    private async Task RunAndKill(string child, long start, int millisAfterFirst)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [child, "append", _folder.Path, $"{start}"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var clock = new Stopwatch();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                clock.Start();
                if (line.Split(' ') is [var number, "1"])
                    _acknowledged.Add(long.Parse(number));
                if (clock.ElapsedMilliseconds >= millisAfterFirst && !process.HasExited)
                    process.Kill();
            }
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private List<long> Present()
    {
        using var log = Open(Options(_folder.Path));
        Assert.Empty(log.Damages.Listed);
        Assert.True(log.ConsumedOffset <= log.LastOffset);
        Assert.Equal(log.ConsumedOffset, log.Checkpoint is null ? 0 : BitConverter.ToInt64(log.Checkpoint));
        Assert.All(log.ReadState("seen"), e => Assert.True(BitConverter.ToInt64(e.Value!) <= log.ConsumedOffset));
        return [.. log.Retained(long.MinValue, long.MaxValue).Select(SegmentTests.NumberOf)];
    }
}
