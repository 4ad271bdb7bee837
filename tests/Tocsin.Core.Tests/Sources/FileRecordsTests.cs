using System.IO.Compression;
using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Tests.Sources;

/// <summary>Events that are kept without their bytes say what those say that were copied.</summary>
public sealed class FileRecordsTests : IDisposable
{
    private const string Lines = """
        {"@timestamp":"2026-05-01T00:00:00Z","event":{"kind":"event"},"message":"plain"}

        {"_index":"logs-x","_id":"h1","_source":{"@timestamp":"2026-05-01T00:00:01Z","message":"a hit"}}
        {"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a-0","stage":"Panic","verb":"get"},{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a-0","stage":"ResponseComplete","verb":"list"}]}
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a-1","stage":"ResponseComplete","verb":"get","requestReceivedTimestamp":"2026-05-01T00:00:02.000000Z"}
        {"message":"broken \ud800 text"}
        {}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tocsin-test-");
    private readonly ProblemList _problems = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void WhatIsReadAgainIsWhatWasRead()
    {
        var path = WriteFile("in.ndjson", Encoding.UTF8.GetBytes("\uFEFF" + Lines));
        var copied = Store(path, readsAgain: false, out _);
        var placed = Store(path, readsAgain: true, out var inputs);
        using (inputs)
        {
            Assert.Equal(7, copied.Count);
            Assert.Equal(copied.Select(Written), placed.Select(Written));
            Assert.All(copied, c => Assert.True(c.RecordBytes > 0));
            Assert.All(placed, p => Assert.NotNull(p.Place.Source));
            Assert.All(placed, p => Assert.Equal(0, p.RecordBytes));
        }

        Assert.DoesNotContain(_problems.All, p => p.Kind == InputProblemKind.InputFailed);
    }

    [Fact]
    public void AFileThatIsRenamedIsStillTheOneThatWasRead()
    {
        var path = WriteFile("audit.log", Encoding.UTF8.GetBytes(Lines));
        var before = Store(path, readsAgain: false, out _).ConvertAll(Written);
        var placed = Store(path, readsAgain: true, out var inputs);
        using (inputs)
        {
            File.Move(path, path + ".1");
            WriteFile("audit.log", "{}\n"u8.ToArray());
            Assert.Equal(before, placed.ConvertAll(Written));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void AFileThatIsCutOffIsReportedOnceByName(int length)
    {
        var path = WriteFile("audit.log", Encoding.UTF8.GetBytes(Lines));
        var placed = Store(path, readsAgain: true, out var inputs);
        using (inputs)
        {
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                file.SetLength(length);
            Assert.Equal("{}", Encoding.UTF8.GetString(placed[^2].Record));
            foreach (var stored in placed)
                _ = stored.Document;
        }

        var problem = Assert.Single(_problems.All, p => p.Kind == InputProblemKind.InputFailed);
        Assert.Equal(path, problem.Path);
        Assert.Contains("was changed while it was scanned", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsWrittenAnewIsReported()
    {
        var path = WriteFile("audit.log", Encoding.UTF8.GetBytes(Lines));
        var placed = Store(path, readsAgain: true, out var inputs);
        using (inputs)
        {
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                file.Write(Encoding.UTF8.GetBytes(new string('x', Lines.Length)));
            Assert.Equal("{}", Encoding.UTF8.GetString(placed[0].Document));
        }

        Assert.Single(_problems.All, p => p.Kind == InputProblemKind.InputFailed);
    }

    [Fact]
    public void RecordsOfPackedFilesAreCopied()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Lines));
        var path = WriteFile("in.ndjson.gz", packed.ToArray());
        var stored = Store(path, readsAgain: true, out var inputs);
        inputs.Dispose();
        Assert.All(stored, s => Assert.True(s.RecordBytes > 0));
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("abc", "abd")]
    [InlineData("0123456789", "0123456780")]
    [InlineData("0123456789", "1123456789")]
    [InlineData("01234567", "012345678")]
    public void PrintsTellRecordsApart(string a, string b) =>
        Assert.NotEqual(RecordPrint.Of(Encoding.UTF8.GetBytes(a)), RecordPrint.Of(Encoding.UTF8.GetBytes(b)));

    private static (string, string, long, int) Written(StoredEvent stored) =>
        (stored.Id, Encoding.UTF8.GetString(stored.Document), stored.Timestamp, stored.StreamId);

    private string WriteFile(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private List<StoredEvent> Store(string path, bool readsAgain, out Inputs inputs)
    {
        var reader = new JsonEventReader(
            new FieldTable(),
            FieldTypes.Default,
            new DataStreams(),
            IgnoredProblems.Instance,
            new ReaderOptions()
        );
        var stored = new List<StoredEvent>();
        inputs = Inputs.Open([path], new InputOptions { ReadsAgain = readsAgain }, _problems);
        foreach (var chunk in inputs.ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                    stored.Add(reader.Current.Store());
            }

            // Nobody may lean on the chunk.
            chunk.Buffer.AsSpan().Clear();
            chunk.Return();
        }

        return stored;
    }

    private sealed class ProblemList : IInputProblems
    {
        public List<InputProblem> All { get; } = [];

        public void Report(InputProblem problem) => All.Add(problem);
    }
}
