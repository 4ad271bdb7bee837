using System.CommandLine;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Cli.Input;

/// <summary>The inputs of a call, and how their records become events.</summary>
internal sealed class EventInput : IQueryEvents, IDisposable
{
    private readonly InputOptions _options;
    private readonly IReadOnlyList<string> _paths;
    private readonly ReaderOptions _readerOptions;
    private readonly FieldTypes _types;
    private FileStream? _spool;
    private readonly List<Inputs> _opened = [];

    private EventInput(IReadOnlyList<string> paths, ReaderOptions readerOptions, FieldTypes types)
    {
        _paths = paths;
        _readerOptions = readerOptions;
        _types = types;
        if (paths is [var single] && MayBePipe(single))
        {
            // A pipe is read as standard input is: it can be kept in a temporary file for a second pass.
            _paths = ["-"];
            _options = new InputOptions { StandardInput = File.OpenRead(single) };
            return;
        }

        _options = new InputOptions { StandardInput = ReadsStandardInput ? Console.OpenStandardInput() : null };
    }

    /// <summary>Whether a path may be a pipe, as a shell makes for <c>&lt;(zcat log.gz)</c>: a file without a size.</summary>
    private static bool MayBePipe(string path) => path != "-" && File.Exists(path) && new FileInfo(path).Length == 0;

    /// <summary>The names of the indices, as far as they have been read.</summary>
    public DataStreams Streams { get; } = new();

    /// <summary>Whether records are walked with vector instructions where the machine has them.</summary>
    public bool UsesVectors { get; set; } = true;

    /// <summary>What was wrong with the inputs.</summary>
    public InputProblemLog Problems { get; } = new();

    /// <summary>How many stored bytes the pass at hand has read.</summary>
    public long BytesRead => Current?.BytesRead ?? 0;

    /// <summary>The size of the inputs, as stored; null where it is not known, or nothing has been opened.</summary>
    public long? TotalBytes => Current?.TotalBytes;

    private Inputs? Current => _opened.Count == 0 ? null : _opened[^1];

    /// <summary>Whether standard input is among the inputs.</summary>
    public bool ReadsStandardInput => _paths.Contains("-");

    /// <summary>Whether the inputs can be read more than once.</summary>
    public bool CanReopen => _spool is not null || !(ReadsStandardInput || _paths.Any(MayBePipe));

    /// <summary>The inputs that the call names.</summary>
    /// <param name="call">The call.</param>
    /// <param name="settings">Where its options are.</param>
    /// <param name="types">The types of fields.</param>
    /// <param name="mayReadStandardInput">Whether a call without a path reads standard input when it is no keyboard.</param>
    public static EventInput Open(ParseResult call, InputSettings settings, FieldTypes types, bool mayReadStandardInput)
    {
        var paths = call.GetValue(settings.Paths) ?? [];
        if (paths.Length == 0)
        {
            if (!mayReadStandardInput || Terminal.HasKeyboard)
                throw new CallException(
                    "no input",
                    "name files, folders or globs behind the query, or `-` for standard input"
                );
            paths = ["-"];
        }

        var name = settings.Source(call);
        if (!SourceNames.TryGet(name, out var shape))
        {
            var near = NearestName.Find(name, SourceNames.All);
            throw new CallException(
                $"unknown source `{name}`",
                near is null ? $"sources are {string.Join(", ", SourceNames.All)}" : $"did you mean `{near}`?"
            );
        }

        return new EventInput(paths, new ReaderOptions { Index = settings.Index(call), Shape = shape }, types);
    }

    /// <summary>No input at all: for queries that read nothing.</summary>
    public static EventInput None(FieldTypes types) => new([], new ReaderOptions(), types);

    /// <summary>Makes standard input readable twice, by way of a temporary file.</summary>
    public void MakeReopenable(CancellationToken cancellation)
    {
        if (CanReopen)
            return;
        var path = Path.Combine(Path.GetTempPath(), $"tocsin-{Guid.NewGuid():N}.stdin");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _spool = new FileStream(path, options);
        var buffer = new byte[1 << 16];
        while (_options.StandardInput!.Read(buffer) is var count and > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            _spool.Write(buffer.AsSpan(0, count));
        }
    }

    /// <summary>Reads the inputs once from the beginning. Only the first pass reports problems: later ones would meet the same.</summary>
    public IEnumerable<RecordChunk> ReadChunks()
    {
        var options = _options with { ReadsAgain = true };
        if (_spool is not null)
        {
            _spool.Position = 0;
            options = options with { StandardInput = _spool };
        }

        if (_opened.Count > 0)
            Problems.Close();
        var inputs = Inputs.Open(_paths, options, Problems);
        // What was kept of an earlier pass may still be read again.
        _opened.Add(inputs);
        return inputs.ReadChunks();
    }

    /// <summary>A reader for a thread.</summary>
    /// <param name="fields">The fields that are wanted.</param>
    /// <param name="reports">Whether it reports what is wrong with records.</param>
    public EventReader CreateReader(FieldTable fields, bool reports = true) =>
        new JsonEventReader(
            fields,
            _types,
            Streams,
            reports ? Problems : IgnoredProblems.Instance,
            _readerOptions with
            {
                UsesVectors = UsesVectors,
            }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var inputs in _opened)
            inputs.Dispose();
        _spool?.Dispose();
        _options.StandardInput?.Dispose();
    }
}
