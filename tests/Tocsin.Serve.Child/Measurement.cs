using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Child;

/// <summary>Appends batches at a rate, consumes and seals them, and says what it cost.</summary>
internal static class Measurement
{
    private const int Senders = 8;

    /// <param name="folder">The data folder.</param>
    /// <param name="arguments">Records a second (0: as fast as it goes), records a batch, seconds, a file of records to repeat.</param>
    public static async Task<int> RunAsync(string folder, string[] arguments)
    {
        var rate = Argument(arguments, 0, 20_000);
        var size = Argument(arguments, 1, 100);
        var seconds = Argument(arguments, 2, 20);
        var lines = Lines(arguments.Length > 3 ? arguments[3] : null);
        using var log = new SqliteLog(new LogOptions { Folder = folder }, TimeProvider.System);
        log.StartUpkeep();
        using var stop = new CancellationTokenSource();
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var waits = new List<double>[Senders];
        long sent = 0,
            bytes = 0,
            refused = 0;
        var consumer = Task.Run(() => Consume(log, stop.Token));
        await Task.WhenAll(
            Enumerable
                .Range(0, Senders)
                .Select(sender =>
                    Task.Run(async () =>
                    {
                        var mine = waits[sender] = [];
                        var place = sender * 977;
                        while (clock.Elapsed.TotalSeconds < seconds)
                        {
                            var begun = Interlocked.Add(ref sent, size);
                            var due = rate == 0 ? 0 : (double)begun / rate - clock.Elapsed.TotalSeconds;
                            if (due > 0)
                                await Task.Delay(TimeSpan.FromSeconds(due));
                            var batch = Batch(lines, ref place, (int)size, begun);
                            var from = Stopwatch.GetTimestamp();
                            var result = await log.AppendAsync(batch, CancellationToken.None);
                            mine.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                            if (result.Status == AppendStatus.Stored)
                                Interlocked.Add(ref bytes, batch.Records.Length);
                            else
                                Interlocked.Increment(ref refused);
                        }
                    })
                )
        );
        var elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var used = (process.TotalProcessorTime - cpu).TotalSeconds;
        await stop.CancelAsync();
        await consumer;
        var all = waits.SelectMany(w => w).Order().ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{sent / elapsed:n0} records/s, {bytes / elapsed / 1e6:n1} MB/s, {used / elapsed:p0} of a core, {log.Writer.Groups / elapsed:n0} commits/s, "
                    + $"append p50 {all[all.Count / 2]:n1} ms p99 {all[(int)(all.Count * 0.99)]:n1} ms max {all[^1]:n1} ms, refused {refused}, "
                    + $"segments {log.Segments.Count} of {log.Segments.Sum(s => s.Bytes) / 1e6:n1} MB, unsealed {log.UnsealedBytes / 1e6:n1} MB, "
                    + $"database {new FileInfo(log.DatabasePath).Length / 1e6:n1} MB, wal {new FileInfo(log.DatabasePath + "-wal").Length / 1e6:n1} MB, peak {process.PeakWorkingSet64 / 1e6:n0} MB"
            )
        );
        return 0;
    }

    private static async Task Consume(SqliteLog log, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var after = log.ConsumedOffset;
            var read = log.Read(after, 1 << 20);
            if (read.Count > 0)
                log.Apply(
                    new()
                    {
                        Offset = read[^1].Offset,
                        Alerts = [],
                        Checkpoint = new byte[10_000],
                        State = [],
                        Footprints = [.. read.Select(b => new BatchFootprint(b.Offset, 0, 0, ["rule-1", "rule-2"]))],
                    }
                );
            else
                await log.WaitAsync(after, TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    private static IntakeBatch Batch(List<byte[]> lines, ref int place, int size, long begun)
    {
        var records = new List<byte[]>(size);
        for (var i = 0; i < size; i++)
            records.Add(lines[place++ % lines.Count]);
        return new()
        {
            Source = "measure",
            ArrivedMillis = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Records = Joined(records),
            Lengths = [.. records.Select(r => r.Length)],
            Keys = [.. records.Select((_, i) => new RecordKey((ulong)(begun + i), 2))],
        };
    }

    private static byte[] Joined(List<byte[]> records)
    {
        var joined = new byte[records.Sum(r => r.Length)];
        var place = 0;
        foreach (var record in records)
        {
            record.CopyTo(joined, place);
            place += record.Length;
        }

        return joined;
    }

    private static List<byte[]> Lines(string? path)
    {
        if (path is not null)
            return
            [
                .. File.ReadLines(path)
                    .Where(l => l.Length > 0)
                    .Take(20_000)
                    .Select(l => Encoding.UTF8.GetBytes(l + "\n")),
            ];
        var random = new Random(1);
        return
        [
            .. Enumerable
                .Range(0, 5_000)
                .Select(i =>
                    Encoding.UTF8.GetBytes(
                        $"{{\"n\":{i},\"auditID\":\"{random.NextInt64():x16}\",\"pad\":\"{string.Join(' ', Enumerable.Range(0, 110).Select(_ => random.Next(10_000_000)))}\"}}\n"
                    )
                ),
        ];
    }

    private static long Argument(string[] arguments, int index, long otherwise) =>
        arguments.Length > index ? long.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}
