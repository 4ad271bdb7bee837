namespace Tocsin.Core.Sources.Framing;

/// <summary>The inputs of a run: opened one after the other and cut into chunks.</summary>
/// <remarks>An input that cannot be opened or breaks off is reported; the others go on. Threads: one reads; the counters may be read by any.</remarks>
internal sealed class Inputs : IDisposable
{
    private readonly InputOptions _options;
    private readonly IInputProblems _problems;
    private long _finishedBytes;
    private readonly FileRecords _records;
    private InputStream? _current;

    private Inputs(IReadOnlyList<InputFile> files, InputOptions options, IInputProblems problems)
    {
        Files = files;
        _options = options;
        _problems = problems;
        _records = new(problems);
    }

    /// <summary>The inputs in order of arrival.</summary>
    public IReadOnlyList<InputFile> Files { get; }

    /// <summary>The size of all files together, as stored; null with standard input among them.</summary>
    public long? TotalBytes { get; private init; }

    /// <summary>How many stored bytes have been read so far; for a progress bar.</summary>
    public long BytesRead
    {
        get
        {
            try
            {
                return Interlocked.Read(ref _finishedBytes) + (Volatile.Read(ref _current)?.SourcePosition ?? 0);
            }
            catch (ObjectDisposedException)
            {
                return Interlocked.Read(ref _finishedBytes);
            }
        }
    }

    /// <summary>Finds what the paths name: files, folders, globs, <c>-</c>.</summary>
    public static Inputs Open(IEnumerable<string> paths, InputOptions options, IInputProblems problems)
    {
        var files = InputPaths.Expand(paths, problems);
        return new(files, options, problems) { TotalBytes = SizeOf(files) };
    }

    /// <summary>Reads everything once, in order; whoever takes a chunk returns it.</summary>
    public IEnumerable<RecordChunk> ReadChunks()
    {
        var reader = new ChunkReader(_options, _problems);
        foreach (var file in Files)
        {
            using var stream = InputStream.Open(file, _options, out var refusal);
            if (stream is null)
            {
                _problems.Report(new(InputProblemKind.InputFailed, file.Path, 0, 0, refusal));
                continue;
            }

            Volatile.Write(ref _current, stream);
            var source = _options.ReadsAgain && _records.TryAdd(file, stream) ? _records : null;
            foreach (var chunk in reader.Read(file, stream, source))
                yield return chunk;
            Volatile.Write(ref _current, null);
            Interlocked.Add(ref _finishedBytes, stream.SourcePosition);
        }
    }

    /// <summary>Closes the files; no record can be read again.</summary>
    public void Dispose() => _records.Dispose();

    private static long? SizeOf(List<InputFile> files)
    {
        long total = 0;
        foreach (var file in files)
        {
            if (file.Path == InputPaths.StandardInput)
                return null;
            try
            {
                total += new FileInfo(file.Path).Length;
            }
            catch (IOException)
            {
                // It will be reported when it is opened.
            }
        }

        return total;
    }
}
