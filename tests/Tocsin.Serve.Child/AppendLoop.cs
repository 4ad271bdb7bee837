using System.Text;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Child;

/// <summary>Appends numbered records, consumes and seals them, and prints the number of each that is acknowledged; until it is killed.</summary>
internal static class AppendLoop
{
    private const int Senders = 4;

    public static async Task<int> RunAsync(string folder, long start)
    {
        var options = new LogOptions
        {
            Folder = folder,
            FreeBytesMin = 0,
            BlockBytes = 8 << 10,
            SegmentBytes = 64 << 10,
            TailBytesMax = 32 << 10,
        };
        using var log = new SqliteLog(options, TimeProvider.System);
        log.StartUpkeep();
        var output = Console.OpenStandardOutput();
        var next = start - 1;
        var consumer = Task.Run(() => Consume(log));
        var senders = Enumerable
            .Range(0, Senders)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (true)
                    {
                        var number = Interlocked.Increment(ref next);
                        var result = await log.AppendAsync(Batch(number), CancellationToken.None);
                        if (result.Status != AppendStatus.Stored)
                            continue;
                        // One write a line: a line that is there is whole, or it is the last.
                        lock (output)
                        {
                            output.Write(Encoding.ASCII.GetBytes($"{number} {result.Accepted}\n"));
                            output.Flush();
                        }
                    }
                })
            )
            .ToArray();
        await Task.WhenAny([consumer, .. senders]);
        return 1;
    }

    private static async Task Consume(SqliteLog log)
    {
        while (true)
        {
            var after = log.ConsumedOffset;
            var read = log.Read(after, 16 << 10);
            if (read.Count > 0)
                log.Apply(
                    new()
                    {
                        Offset = read[^1].Offset,
                        Alerts = [],
                        Checkpoint = BitConverter.GetBytes(read[^1].Offset),
                        State =
                        [
                            new("seen", (read[^1].Offset % 50).ToString(), BitConverter.GetBytes(read[^1].Offset)),
                        ],
                        Footprints = [.. read.Select(b => new BatchFootprint(b.Offset, 0, 0, ["r"]))],
                    }
                );
            else
                await log.WaitAsync(after, TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    private static IntakeBatch Batch(long number)
    {
        var line = Encoding.ASCII.GetBytes(
            $"{{\"n\":{number},\"pad\":\"{new string('p', (int)(number * 7919 % 900))}\"}}\n"
        );
        return new()
        {
            Source = "loop",
            ArrivedMillis = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Records = line,
            Lengths = [line.Length],
            Keys = [new((ulong)number, 1)],
        };
    }
}
