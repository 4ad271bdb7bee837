using System.Security.Cryptography;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

/// <summary>Images of the data folder as a crash might leave them: the write-ahead log cut at random places, bits flipped anywhere.</summary>
/// <remarks>The seed is printed; <c>TOCSIN_CRASH_SEED</c> repeats a run, <c>TOCSIN_CRASH_ROUNDS</c> sets how many there are.</remarks>
public sealed class CrashImageTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<long, string> _written = [];
    private readonly List<(long WalBytes, long Offset)> _acknowledged = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AWriteAheadLogCutAnywhereGivesACommittedPrefixWithAllThatWasAcknowledged()
    {
        var random = Seeded();
        var image = Record(random, maintain: false);
        var wal = File.ReadAllBytes(Path.Combine(image, "tocsin.db-wal"));
        for (var round = 0; round < Rounds; round++)
        {
            var length = random.Next(wal.Length + 1);
            var folder = Copy(image, $"cut-{round}");
            File.WriteAllBytes(Path.Combine(folder, "tocsin.db-wal"), wal[..length]);
            using var log = Open(Options(folder));
            var due = _acknowledged.Where(a => a.WalBytes <= length).Select(a => a.Offset).DefaultIfEmpty(0).Max();
            Assert.True(log.LastOffset >= due, $"cut at {length}: {log.LastOffset} of {due} batches");
            Assert.Equal(SegmentTests.Numbers(1, (int)log.LastOffset), All(log).Select(b => b.Offset));
            Assert.All(All(log), b => Assert.Equal(_written[b.Offset], TextOf(b)));
            Assert.True(log.ConsumedOffset <= log.LastOffset);
            Assert.Equal(log.ConsumedOffset == 0 ? null : BitConverter.GetBytes(log.ConsumedOffset), log.Checkpoint);
            Assert.Empty(log.Damages.Listed);
        }
    }

    [Fact]
    public void AFlippedBitIsNeverServed()
    {
        var random = Seeded();
        var image = Record(random, maintain: true);
        var files = Directory
            .GetFiles(image, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "lock" && new FileInfo(f).Length > 0)
            .ToList();
        var lost = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var folder = Copy(image, $"flip-{round}");
            var file = files[random.Next(files.Count)].Replace(image, folder, StringComparison.Ordinal);
            var bytes = File.ReadAllBytes(file);
            var place = random.Next(bytes.Length);
            bytes[place] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, bytes);
            var name = $"{Path.GetFileName(file)} at {place} of {bytes.Length}";
            using var log = Open(Options(folder) with { TailBytesMax = 0 });
            var read = All(log).Where(b => b.Records.Length > 0).ToList();
            Assert.All(read, b => Assert.True(_written[b.Offset] == TextOf(b), name));
            Assert.True(read.Select(b => b.Offset).Order().Distinct().SequenceEqual(read.Select(b => b.Offset)), name);
            // What is missing was said, but for the end of the write-ahead log: there a broken checksum is where a crash was.
            if (read.Count < _written.Count)
                lost++;
            if (read.Count < _written.Count && !file.EndsWith("-wal", StringComparison.Ordinal))
                Assert.True(
                    log.Damages.Count > 0,
                    $"{name}: without {string.Join(' ', _written.Keys.Except(read.Select(b => b.Offset)))}; consumed {log.ConsumedOffset}, last {log.LastOffset}, segments {string.Join(" ", log.Segments.Select(s => s.File))} of {string.Join(" ", Directory.GetFiles(Path.Combine(folder, "segments")).Select(Path.GetFileName))}"
                );
            Assert.True(
                log.Checkpoint is null || log.Checkpoint.SequenceEqual(BitConverter.GetBytes(log.ConsumedOffset)),
                name
            );
            Assert.Equal(AppendStatus.Stored, log.Append(Batch(["more"])).Status);
        }

        output.WriteLine($"{lost} of {Rounds} images had lost something");
    }

    [Fact]
    public void ADamagedPageCostsWhatIsOnItAndNotTheStart()
    {
        var random = Seeded();
        var image = Record(random, maintain: true);
        for (var round = 0; round < Math.Min(Rounds, 30); round++)
        {
            var folder = Copy(image, $"page-{round}");
            var path = Path.Combine(folder, "tocsin.db");
            var bytes = File.ReadAllBytes(path);
            const int page = 8192;
            var victim = 1 + random.Next(Math.Max(1, bytes.Length / page - 1));
            random.NextBytes(bytes.AsSpan(Math.Min(victim * page, bytes.Length - page), page));
            File.WriteAllBytes(path, bytes);
            using var log = Open(Options(folder) with { TailBytesMax = 0 });
            Assert.All(
                All(log).Where(b => b.Records.Length > 0),
                b => Assert.True(_written[b.Offset] == TextOf(b), $"page {victim}")
            );
            Assert.Equal(AppendStatus.Stored, log.Append(Batch(["more"])).Status);
        }
    }

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_CRASH_ROUNDS"), out var rounds) ? rounds : 40;

    private Random Seeded()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_CRASH_SEED"), out var given)
            ? given
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"TOCSIN_CRASH_SEED={seed}");
        return new(seed);
    }

    /// <summary>Writes a log, and copies its folder while it is open.</summary>
    private string Record(Random random, bool maintain)
    {
        var folder = Path.Combine(_folder.Path, "live");
        var image = Path.Combine(_folder.Path, "image");
        var options = Options(folder) with { BlockBytes = 4_000, SegmentBytes = 30_000, TailBytesMax = 0 };
        // The file itself gets its content only at a checkpoint; the first opening makes one when it closes.
        Open(options).Dispose();
        using var log = Open(options);
        for (var i = 0; i < 120; i++)
        {
            var offset = log.LastOffset + 1;
            var record =
                $"{{\"n\":{offset},\"pad\":\"{new string((char)('a' + random.Next(26)), random.Next(3_000))}\"}}";
            Assert.Equal(AppendStatus.Stored, log.Append(Batch([record], 1_700_000_000_000, $"k{offset}")).Status);
            _written[offset] = record + "\n";
            if (random.Next(4) == 0)
                log.Apply(Step(offset, [.. Range(log.ConsumedOffset + 1, offset)]));
            _acknowledged.Add((new FileInfo(Path.Combine(folder, "tocsin.db-wal")).Length, offset));
            if (maintain && i == 80)
            {
                log.Maintain();
                // Into the database file, so that there are pages to damage.
                log.Writer.RunAsync(c => 0).GetAwaiter().GetResult();
                Checkpoint(log);
            }
        }

        CopyFolder(folder, image);
        return image;
    }

    private static void Checkpoint(SqliteLog log)
    {
        using var connection = SqliteFile.OpenWriter(log.DatabasePath);
        SqliteFile.Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
    }

    private static IEnumerable<BatchFootprint> Range(long from, long to)
    {
        for (var offset = from; offset <= to; offset++)
            yield return new(offset, offset, offset, ["r"]);
    }

    private string Copy(string image, string name)
    {
        var folder = Path.Combine(_folder.Path, name);
        CopyFolder(image, folder);
        return folder;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "segments"));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            // The shared-memory index is rebuilt from the log, and the lock is the living server's.
            if (name == "lock" || name.EndsWith("-shm", StringComparison.Ordinal))
                continue;
            File.Copy(file, Path.Combine(to, name));
        }
    }
}
