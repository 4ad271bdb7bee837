using System.Text;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Log;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tocsin-log-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A clock that tests move.</summary>
internal sealed class TestTime(long millis = 1_700_000_000_000) : TimeProvider
{
    private long _millis = millis;

    public long Millis
    {
        get => _millis;
        set => _millis = value;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(_millis);
}

/// <summary>Batches and steps for tests.</summary>
internal static class LogCases
{
    public static LogOptions Options(string folder) => new() { Folder = folder, FreeBytesMin = 0 };

    public static SqliteLog Open(LogOptions options, TestTime? time = null) => new(options, time ?? new TestTime());

    public static IntakeBatch Batch(string[] records, long arrived = 1_700_000_000_000, params string[] keys)
    {
        var lines = records.Select(r => Encoding.UTF8.GetBytes(r + "\n")).ToList();
        return new()
        {
            Source = "test",
            Peer = "127.0.0.1",
            ArrivedMillis = arrived,
            Records = lines.SelectMany(l => l).ToArray(),
            Lengths = [.. lines.Select(l => l.Length)],
            Keys = [.. lines.Select((_, i) => i < keys.Length && keys[i].Length > 0 ? Key(keys[i]) : RecordKey.None)],
        };
    }

    public static RecordKey Key(string text)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }

    public static AppendResult Append(this SqliteLog log, IntakeBatch batch) =>
        log.AppendAsync(batch, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static Commit Step(long offset, params BatchFootprint[] footprints) =>
        new()
        {
            Offset = offset,
            Alerts = [],
            Checkpoint = BitConverter.GetBytes(offset),
            State = [],
            Footprints = footprints,
        };

    public static string TextOf(LogBatch batch) => Encoding.UTF8.GetString(batch.Records, 0, batch.RecordBytes);

    public static List<LogBatch> All(SqliteLog log)
    {
        var all = new List<LogBatch>();
        for (long after = 0; after < log.LastOffset; after = all[^1].Offset)
        {
            var read = log.Read(after, 1 << 20);
            if (read.Count == 0)
                break;
            all.AddRange(read);
        }

        return all;
    }
}
