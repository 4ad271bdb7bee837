using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Serve.Live;

namespace Tocsin.Serve.RuleSets;

/// <summary>The rules in force, and how others come into force: on <c>SIGHUP</c>, on request, and when a file has changed.</summary>
/// <remarks>
/// A set is compiled beside the one in force. Where it has an error that the set in force did not begin with, or cannot run at all, the old
/// one goes on and the error is shown. Rules that did not change keep their state.
/// </remarks>
internal sealed class RuleReloader : BackgroundService
{
    private readonly IRuleSource _source;
    private readonly DataStreams _streams;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _asked = new(0);
    private RuleSetState _state;
    private string _fingerprint;
    private LiveLoop? _loop;
    private ILogger? _logger;
    private PosixSignalRegistration? _signal;

    /// <summary>Loads the rules to begin with.</summary>
    /// <param name="source">Where rules come from.</param>
    /// <param name="streams">The names of indices; one for the life of the server.</param>
    /// <param name="interval">How often files are looked at; zero for never.</param>
    /// <param name="time">The clock.</param>
    public RuleReloader(IRuleSource source, DataStreams streams, TimeSpan interval, TimeProvider time)
    {
        (_source, _streams, _interval, _time) = (source, streams, interval, time);
        _fingerprint = source.Fingerprint();
        var load = source.Load(streams);
        _state = new(load, Now, 1, null, null, 0, 0);
    }

    /// <summary>The rules in force and how the last reload went. Threads: safe.</summary>
    public RuleSetState State => Volatile.Read(ref _state);

    /// <summary>What the state of a rule depends on beside it.</summary>
    public string SaltOf(Rule rule)
    {
        var loading = Volatile.Read(ref _loading);
        return loading?.SaltOf(rule) is { Length: > 0 } salt ? salt : State.Load.SaltOf(rule);
    }

    private RuleSetLoad? _loading;

    /// <summary>Names the loop that runs the rules; before the server starts.</summary>
    public void Attach(LiveLoop loop, ILogger logger) => (_loop, _logger) = (loop, logger);

    /// <summary>Reads the rules again and puts them in force.</summary>
    /// <returns>What is wrong; empty where they are in force.</returns>
    public async Task<IReadOnlyList<string>> ReloadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _fingerprint = _source.Fingerprint();
            var load = await Task.Run(() => _source.Load(_streams), cancellation).ConfigureAwait(false);
            var known = State.Load.Errors().ToHashSet(StringComparer.Ordinal);
            var errors = load.Errors().Where(e => !known.Contains(e)).ToList();
            if (load.Set is null && errors.Count == 0)
                errors.Add("no rule can run");
            if (errors.Count == 0)
                await PutInForceAsync(load, errors, cancellation).ConfigureAwait(false);
            Note(load, errors);
            return errors;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>A signal that comes before anybody listens ends a process, so this listens before the server says that it is there.</remarks>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            _signal = PosixSignalRegistration.Create(
                PosixSignal.SIGHUP,
                context =>
                {
                    context.Cancel = true;
                    _asked.Release();
                }
            );
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _signal?.Dispose();
        base.Dispose();
        _one.Dispose();
        _asked.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wait = _interval > TimeSpan.Zero ? _interval : Timeout.InfiniteTimeSpan;
                var isAsked = await _asked.WaitAsync(wait, stoppingToken).ConfigureAwait(false);
                if (isAsked || HasChanged())
                    await ReloadAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool HasChanged()
    {
        try
        {
            return _source.Fingerprint() != _fingerprint;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Files come and go while an editor or a deployment writes them; the next look tells.
            return false;
        }
    }

    private async Task PutInForceAsync(RuleSetLoad load, List<string> errors, CancellationToken cancellation)
    {
        Volatile.Write(ref _loading, load);
        try
        {
            await _loop!.ReloadAsync(load.Set!).WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            errors.Add(failure.Message.ReplaceLineEndings(" "));
            Volatile.Write(ref _loading, null);
        }
    }

    private void Note(RuleSetLoad load, List<string> errors)
    {
        var before = State;
        var isDone = errors.Count == 0;
        Volatile.Write(
            ref _state,
            isDone
                ? new(load, Now, before.Generation + 1, null, null, before.Reloads + 1, before.Failures)
                : before with
                {
                    FailedMillis = Now,
                    FailedBecause = errors,
                    Failures = before.Failures + 1,
                }
        );
        if (_logger is null)
            return;
        if (isDone)
        {
            RuleSetLog.Reloaded(_logger, load.Set!.Rules.All.Count);
            return;
        }

        foreach (var error in errors.Take(20))
            RuleSetLog.NotTaken(_logger, error);
    }
}

/// <summary>The rules in force and how the last reload went. Immutable.</summary>
/// <param name="Load">The rules in force.</param>
/// <param name="LoadedMillis">Since when.</param>
/// <param name="Generation">How many sets there were, from 1.</param>
/// <param name="FailedMillis">When a later set was not taken; null where none was refused since.</param>
/// <param name="FailedBecause">Why.</param>
/// <param name="Reloads">Reloads that took effect.</param>
/// <param name="Failures">Reloads that did not.</param>
internal sealed record RuleSetState(
    RuleSetLoad Load,
    long LoadedMillis,
    int Generation,
    long? FailedMillis,
    IReadOnlyList<string>? FailedBecause,
    long Reloads,
    long Failures
);

/// <summary>What the server's own log says about rules.</summary>
internal static partial class RuleSetLog
{
    [LoggerMessage(1201, LogLevel.Information, "{Count} rules in force")]
    public static partial void Reloaded(ILogger logger, int count);

    [LoggerMessage(1202, LogLevel.Error, "rules not taken, the old ones go on: {Error}")]
    public static partial void NotTaken(ILogger logger, string error);

    [LoggerMessage(1203, LogLevel.Warning, "a rule is left out: {Error}")]
    public static partial void LeftOut(ILogger logger, string error);
}
