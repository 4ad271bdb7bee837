using System.IO.Compression;
using System.Text;
using Tocsin.Core.Engine;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources.Framing;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>
/// What must not change an alert by a single byte: threads, the cut into chunks, whether records are copied or read again, the optimizer, the order of the lines, the split over files,
/// packing. Each is tried on a recorded audit log, with the seed rules and with all published rules for Kubernetes.
/// </summary>
public sealed class ScanInvarianceTests
{
    private const string Events = "data/k8s-audit/audit-attacks.ndjson";
    private const int ShuffleSeed = 11;

    private static readonly Lazy<IReadOnlyList<Rule>> Seed = new(() =>
        AlertScan.Load(SharedData.Require("seed-rules"))
    );

    private static readonly Lazy<IReadOnlyList<Rule>> Kubernetes = new(() =>
        AlertScan.Load(SharedData.Require("corpus/elastic-rules/rules/integrations/kubernetes"))
    );

    private static readonly Lazy<string> SeedAlerts = new(() => Plain(Seed.Value).Print(SharedData.Require(Events)));

    private static readonly Lazy<string> KubernetesAlerts = new(() =>
        Plain(Kubernetes.Value).Print(SharedData.Require(Events))
    );

    public static TheoryData<string, int, int, int, bool> Cuts =>
        new()
        {
            { "one thread again", 1, 1 << 20, int.MaxValue, true },
            { "four threads", 4, 1 << 20, int.MaxValue, true },
            { "one record a chunk", 1, 1 << 20, 1, true },
            { "one record a chunk, four threads", 4, 1 << 20, 1, true },
            { "seven records a chunk", 1, 1 << 20, 7, true },
            { "seven records a chunk, four threads", 4, 1 << 20, 7, true },
            { "small chunks, four threads", 4, 5_000, int.MaxValue, true },
            { "without the optimizer", 1, 1 << 20, int.MaxValue, false },
            { "without the optimizer, four threads, seven records", 4, 1 << 20, 7, false },
        };

    [Fact]
    public void ThereAreAlertsToCompare()
    {
        Assert.Contains("Permission Enumeration", SeedAlerts.Value, StringComparison.OrdinalIgnoreCase);
        var rules = Kubernetes.Value.Count(r => KubernetesAlerts.Value.Contains(r.RuleId, StringComparison.Ordinal));
        Assert.True(rules >= 30, $"only {rules} rules are raised");
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void RunningOtherwiseChangesNothing(string how, int threads, int bytes, int records, bool optimizes)
    {
        var path = SharedData.Require(Events);
        foreach (var (rules, expected) in Cases())
        {
            var scan = new AlertScan
            {
                Rules = rules,
                Threads = threads,
                Input = new()
                {
                    ChunkBytes = bytes,
                    ChunkRecordsMax = records,
                    ReadsAgain = true,
                },
                Optimizer = optimizes ? TreePipeline.Default : TreePipeline.None,
            };
            AssertSame(expected, scan.Print(path), how);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void OrderOfLinesChangesNothing(int threads)
    {
        var lines = File.ReadAllLines(SharedData.Require(Events));
        new Random(ShuffleSeed).Shuffle(lines);
        foreach (var (rules, expected) in Cases())
            AssertSame(expected, PrintFiles(rules, threads, new() { ["audit-attacks.ndjson"] = lines }), "shuffled");
    }

    [Fact]
    public void SplitOverFilesChangesNothing()
    {
        var lines = File.ReadAllLines(SharedData.Require(Events));
        var parts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        // Later events in files that are read first.
        for (var part = 0; part < 5; part++)
            parts[$"part-{5 - part}.ndjson{(part % 2 == 0 ? "" : ".gz")}"] =
            [
                .. lines.Skip(part * lines.Length / 5).Take((part + 1) * lines.Length / 5 - part * lines.Length / 5),
            ];
        foreach (var (rules, expected) in Cases())
            AssertSame(expected, PrintFiles(rules, 4, parts), "split");
    }

    [Fact]
    public void LittleMemoryForWindowsChangesNothing()
    {
        var path = SharedData.Require(Events);
        foreach (var (rules, expected) in Cases())
        {
            var scan = new AlertScan
            {
                Rules = rules,
                Threads = 4,
                Input = new() { ChunkRecordsMax = 7, ReadsAgain = true },
                Engine = new EngineOptions { StateBytesMax = 1, Lateness = TimeSpan.Zero },
            };
            AssertSame(expected, scan.Print(path), "little memory");
        }
    }

    private static (IReadOnlyList<Rule> Rules, string Expected)[] Cases() =>
        [(Seed.Value, SeedAlerts.Value), (Kubernetes.Value, KubernetesAlerts.Value)];

    private static AlertScan Plain(IReadOnlyList<Rule> rules) => new() { Rules = rules };

    private static string PrintFiles(IReadOnlyList<Rule> rules, int threads, Dictionary<string, string[]> files)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-test-");
        try
        {
            foreach (var (name, lines) in files)
            {
                using var file = File.Create(Path.Combine(folder.FullName, name));
                using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal)
                    ? new GZipStream(file, CompressionLevel.Fastest)
                    : file;
                stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
            }

            return new AlertScan { Rules = rules, Threads = threads }.Print(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Compares alert by alert, so that a difference can be read.</summary>
    private static void AssertSame(string expected, string actual, string how)
    {
        if (expected == actual)
            return;
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var place = left.Zip(right).TakeWhile(p => p.First == p.Second).Count();
        var (a, b) = (left.ElementAtOrDefault(place) ?? "", right.ElementAtOrDefault(place) ?? "");
        var from = Math.Max(0, a.Zip(b).TakeWhile(p => p.First == p.Second).Count() - 200);
        Assert.Fail(
            $"{how}: alert {place} of {left.Length} and {right.Length}\n{Part(a, 0, 150)} … {Part(a, from, 500)}\n{Part(b, 0, 150)} … {Part(b, from, 500)}"
        );
    }

    private static string Part(string text, int from, int length) =>
        text.Substring(Math.Min(from, text.Length), Math.Min(length, text.Length - Math.Min(from, text.Length)));
}
