using System.Diagnostics;
using System.Globalization;
using Tocsin.Bench.Reading;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

// usage: Tocsin.Benchmarks FILE [RULES-FOLDER] [ROUNDS] [ROW]
// Prints a table of GB for each second of processor time, the best of several rounds; with ROW only the rows that end like that.
var path = args.ElementAtOrDefault(0) ?? throw new ArgumentException("usage: FILE [RULES-FOLDER] [ROUNDS]");
var folder = args.ElementAtOrDefault(1) is { Length: > 0 } given ? given : null;
var rounds = int.Parse(args.ElementAtOrDefault(2) ?? "5", CultureInfo.InvariantCulture);
var limit = new StructuralScan();
var vectors = new ReaderOptions();
var plain = new ReaderOptions { UsesVectors = false };

var rows = new List<(string Name, Action Run)>
{
    ("structural characters, bare", () => EachBlock(block => limit.Scan(block))),
    ("framing", () => EachChunk(_ => { })),
    ("reader, no fields", Reading([], vectors)),
    ("reader, no fields, plain", Reading([], plain)),
    ("reader, fields of the seed detections", Reading(FieldLists.Seeds, vectors)),
    ("reader, fields of the seed detections, plain", Reading(FieldLists.Seeds, plain)),
};
if (folder is not null)
{
    var fields = FieldLists.OfRules(folder).Snapshot();
    Console.Error.WriteLine($"{fields.Length} fields in {folder}");
    rows.Add(($"reader, {fields.Length} fields of all rules", Reading(fields, vectors, FieldLists.Seeds)));
    rows.Add(($"reader, {fields.Length} fields of all rules, plain", Reading(fields, plain, FieldLists.Seeds)));
}

if (args.ElementAtOrDefault(3) is { } wanted)
    rows.RemoveAll(r => !r.Name.EndsWith(wanted, StringComparison.Ordinal));
var best = new TimeSpan[rows.Count];
for (var round = 0; round < rounds; round++)
{
    // In turn, so that what else the machine does meets all rows alike.
    for (var row = 0; row < rows.Count; row++)
    {
        var begin = Environment.CpuUsage;
        rows[row].Run();
        var end = Environment.CpuUsage;
        var taken = end.TotalTime - begin.TotalTime;
        best[row] = round == 0 || taken < best[row] ? taken : best[row];
    }
}

var bytes = new FileInfo(path).Length;
Console.WriteLine("| work | GB/s of processor time | of the limit |");
Console.WriteLine("| --- | ---: | ---: |");
for (var row = 0; row < rows.Count; row++)
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {rows[row].Name} | {bytes / best[row].TotalSeconds / 1e9:0.00} | {best[0] / best[row]:0.00} |"
        )
    );

// What a second core is worth on this machine: nothing is shared but the memory and the page cache.
var (alone, together) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
for (var round = 0; round < rounds; round++)
{
    alone = Least(alone, Watch(1));
    together = Least(together, Watch(2) / 2);
}

Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"bare scan, seconds a file: one thread {alone.TotalSeconds:0.0000}, two threads {together.TotalSeconds:0.0000}"
    )
);

// The time that some threads take to scan the whole file each.
TimeSpan Watch(int threads)
{
    var began = Stopwatch.GetTimestamp();
    var running = new Thread[threads];
    for (var i = 0; i < threads; i++)
    {
        var own = new StructuralScan();
        running[i] = new(() => EachBlock(block => own.Scan(block)));
        running[i].Start();
    }

    foreach (var thread in running)
        thread.Join();
    return Stopwatch.GetElapsedTime(began);
}

static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

void EachBlock(Action<ReadOnlySpan<byte>> use)
{
    using var file = File.OpenHandle(path);
    var block = new byte[1 << 20];
    long position = 0;
    int read;
    while ((read = RandomAccess.Read(file, block, position)) > 0)
    {
        use(block.AsSpan(0, read));
        position += read;
    }
}

void EachChunk(Action<RecordChunk> use)
{
    foreach (var chunk in Inputs.Open([path], new InputOptions(), IgnoredProblems.Instance).ReadChunks())
    {
        use(chunk);
        chunk.Return();
    }
}

// Reads all events and asks for the values of some fields of each.
Action Reading(IEnumerable<string> fields, ReaderOptions options, IEnumerable<string>? asked = null)
{
    var table = FieldLists.Of(fields);
    var slots = (asked ?? fields).Select(table.GetOrAdd).ToArray();
    var reader = new JsonEventReader(table, FieldTypes.Default, new(), IgnoredProblems.Instance, options);
    return () => EachChunk(chunk => Read(reader, chunk, slots));
}

static void Read(JsonEventReader reader, RecordChunk chunk, int[] slots)
{
    for (var record = 0; record < chunk.Records.Count; record++)
    {
        reader.Start(chunk, record);
        while (reader.MoveNext())
        {
            Event read = reader.Current;
            foreach (var slot in slots)
                _ = read.Get(slot);
        }
    }
}
