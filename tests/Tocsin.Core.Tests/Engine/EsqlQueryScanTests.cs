using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Tests.Languages.Esql;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Engine;

/// <summary>A query over an input gives the same rows and warnings on any number of threads and in any cut.</summary>
public sealed class EsqlQueryScanTests : IInputProblems
{
    private const int Events = 400;

    private static readonly byte[] Input = Encoding.UTF8.GetBytes(
        string.Join(
            '\n',
            Enumerable
                .Range(0, Events)
                .Select(i =>
                    $$$"""{"@timestamp":"2024-05-01T10:00:00Z","n":{{{i}}},"k":"k{{{i * 7 % 31}}}","d":{{{(i % 97 == 40 ? 0 : 1)}}}}"""
                )
        )
    );

    [Theory]
    // Enough before the end: only what one thread would have read is warned of.
    [InlineData("FROM stdin | EVAL x = n / d | KEEP n, x | LIMIT 39", 0)]
    [InlineData("FROM stdin | EVAL x = n / d | KEEP n, x | LIMIT 41", 2)]
    [InlineData("FROM stdin | EVAL x = n / d | WHERE n % 100 == 0 | KEEP n, x | LIMIT 3", 2)]
    [InlineData("FROM stdin | WHERE n > 300 | KEEP n, k | LIMIT 20", 0)]
    [InlineData("FROM stdin | KEEP n | LIMIT 0", 0)]
    [InlineData("FROM stdin | EVAL x = n / d | STATS s = SUM(x), c = COUNT(*), v = VALUES(d) BY k", 2)]
    [InlineData("FROM stdin | SORT k DESC, n | LIMIT 7 | KEEP k, n", 0)]
    [InlineData("FROM stdin | INLINE STATS m = MAX(n) BY k | WHERE n == m | KEEP k, m", 0)]
    [InlineData("FROM stdin | STATS p = PERCENTILE(n, 90), m = MEDIAN(n), d = COUNT_DISTINCT(k)", 0)]
    [InlineData("FROM stdin | SAMPLE 0.1 | KEEP n", 0)]
    [InlineData("FROM stdin | FORK (WHERE n > 5 | LIMIT 3) (LIMIT 2) | KEEP n, _fork", 0)]
    public void ThreadsAndChunksDoNotShow(string query, int warnings)
    {
        var (rows, lines) = Run(query, 4096, 1);
        Assert.Equal(warnings, lines.Count(l => l.StartsWith("Line ", StringComparison.Ordinal)));
        foreach (var records in new[] { 1, 7, 100, 4096 })
        {
            foreach (var threads in new[] { 1, 2, 4 })
            {
                var other = Run(query, records, threads);
                Assert.Equal(rows, other.Rows);
                Assert.Equal(lines, other.Warnings);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TooMuchMemoryIsAnErrorOnAnyNumberOfThreads(int threads)
    {
        var options = EsqlOptions.ForQuery with { MemoryBytesMax = 20_000 };
        var (result, seen) = Scan("FROM stdin | STATS c = COUNT(*) BY n", 7, threads, options);
        Assert.Null(result.Table);
        Assert.NotNull(result.Error);
        Assert.Null(seen);
    }

    private (string[] Rows, IReadOnlyList<string> Warnings) Run(string query, int records, int threads)
    {
        var (result, _) = Scan(query, records, threads, EsqlOptions.ForQuery);
        return (EsqlHarness.Print(result.Table!), result.Warnings);
    }

    private EsqlScanResult Scan(string query, int records, int threads, EsqlOptions options)
    {
        var overrides = new TypeOverrides();
        var types = SourceText.From("n\tlong\nk\tkeyword\nd\tlong\n@timestamp\tdate\n", "types");
        overrides.Add("stdin", types, new());
        var fieldTypes = new FieldTypes(overrides, isStrict: true);
        var fields = new FieldTable();
        var diagnostics = new DiagnosticBag();
        var program = EsqlCompiler.Compile(
            SourceText.From(query, "query"),
            patterns => fieldTypes.SchemaFor(patterns, ["stdin"]),
            fields,
            options,
            diagnostics
        );
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var streams = new DataStreams();
        var input = new QueryInput
        {
            Chunks = Inputs
                .Open(["-"], new() { ChunkRecordsMax = records, StandardInput = new MemoryStream(Input) }, this)
                .ReadChunks(),
            CreateReader = _ => new JsonEventReader(fields, fieldTypes, streams, this, new ReaderOptions()),
            Threads = threads,
        };
        return EsqlQueryScan.Run(program!, input, streams, EsqlHarness.NowMillis);
    }

    void IInputProblems.Report(InputProblem problem) => Assert.Fail(problem.Message);
}
