using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake.Documents;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake.Following;

/// <summary>Follows the files of the configuration, each entry in a loop of its own.</summary>
internal sealed class FileFollower(IntakeGate gate, IIntakeLog log, IntakeOptions options, ILogger<FileFollower> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Follow.Select(f => Task.Run(() => FollowAsync(f, stoppingToken), stoppingToken)));

    private async Task FollowAsync(FollowOptions entry, CancellationToken cancellation)
    {
        using var files = new FollowedFiles(entry, gate, log, logger);
        try
        {
            while (true)
            {
                await files.LookAsync(cancellation).ConfigureAwait(false);
                await Task.Delay(entry.Interval, gate.Time, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop: positions are those of the batches kept.
        }
    }
}

/// <summary>The files of one entry of the configuration.</summary>
internal sealed class FollowedFiles(FollowOptions entry, IntakeGate gate, IIntakeLog log, ILogger logger) : IDisposable
{
    /// <summary>A file that is called something else now, or gone, is let go when nothing came so many times.</summary>
    private const int QuietReadsMax = 4;

    private readonly List<FollowedFile> _files = [];
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private bool _hasLooked;

    private string Source => entry.Name ?? entry.Path;

    private int LineBytesMax => (int)gate.Options.RecordLimit.Bytes;

    /// <summary>Looks for files once, and reads what is new in all of them; waits where the log has no room.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var found = Find();
        foreach (var file in _files)
        {
            if (found.Remove(file.Identity, out var path))
                file.Path = path;
        }

        foreach (var (identity, path) in found.OrderBy(f => f.Value, StringComparer.Ordinal))
            await OpenAsync(identity, path, cancellation).ConfigureAwait(false);
        _hasLooked = true;
        foreach (var file in _files.ToList())
            await ReadAsync(file, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private Dictionary<FileIdentity, string> Find()
    {
        var found = new Dictionary<FileIdentity, string>();
        foreach (var file in InputPaths.Expand([entry.Path], IgnoredProblems.Instance))
        {
            // What a rotation has packed was read before it was.
            var isPacked =
                file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                || file.Path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);
            if (!isPacked && FileIdentity.Of(file.Path) is { } identity)
                found.TryAdd(identity, file.Path);
        }

        return found;
    }

    private async Task OpenAsync(FileIdentity identity, string path, CancellationToken cancellation)
    {
        var fromEnd = !_hasLooked && entry.From == FollowFrom.End;
        if (FollowedFile.Open(path, identity, log.Positions, fromEnd, LineBytesMax) is not { } file)
            return;
        _files.Add(file);
        FollowLog.Opened(logger, path, file.Position.Offset);
        // So that a restart goes on from here even if nothing is read before.
        if (file.Position.Offset > 0)
            await KeepAsync(new BatchBuilder(), file, cancellation).ConfigureAwait(false);
    }

    private async Task ReadAsync(FollowedFile file, CancellationToken cancellation)
    {
        var isThere = FileIdentity.Of(file.Path) == file.Identity;
        try
        {
            while (true)
            {
                var isEnd = !isThere && file.QuietReads >= QuietReadsMax;
                var batch = new BatchBuilder();
                var documents = new DocumentIntake(batch, LineBytesMax, FallbackIndex, entry.Cluster);
                if (!file.Read(batch, documents, isEnd))
                    break;
                gate.Metrics.CountRecords(Source, RecordOutcomes.Skipped, batch.Skipped);
                await KeepAsync(batch, file, cancellation).ConfigureAwait(false);
            }

            _failing.Remove(file.Key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_failing.Add(file.Key))
                FollowLog.Failed(logger, file.Path, failure.Message);
            return;
        }

        if (isThere || file.QuietReads <= QuietReadsMax)
            return;
        FollowLog.Closed(logger, file.Path);
        _files.Remove(file);
        file.Dispose();
    }

    private string? FallbackIndex => entry.Dataset is null ? null : StreamName.OfDataset(entry.Dataset);

    private async Task KeepAsync(BatchBuilder batch, FollowedFile file, CancellationToken cancellation)
    {
        var now = gate.Time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            await gate.KeepAsync(batch.ToBatch(Source, null, now, file.Position), waits: true, cancellation)
                .ConfigureAwait(false);
        }
        catch (IntakeRefusedException)
        {
            // The log is closing. The position was not kept, so these lines are read again after the restart.
            throw new OperationCanceledException(cancellation);
        }
    }
}

/// <summary>What following writes to the server's own log.</summary>
internal static partial class FollowLog
{
    [LoggerMessage(1201, LogLevel.Information, "following {Path} from byte {Offset}")]
    public static partial void Opened(ILogger logger, string path, long offset);

    [LoggerMessage(1202, LogLevel.Information, "{Path} was replaced or removed and has been read to its end")]
    public static partial void Closed(ILogger logger, string path);

    [LoggerMessage(1203, LogLevel.Warning, "{Path} cannot be read: {Reason}")]
    public static partial void Failed(ILogger logger, string path, string reason);
}
