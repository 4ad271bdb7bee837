using System.Diagnostics.Metrics;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Api.Queries;

/// <summary>Bounds queries: how many at once, and how long each.</summary>
internal sealed class QueryGate : IDisposable
{
    private readonly QueryOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly Meter _meter = new("Tocsin.Serve");
    private readonly Counter<long> _queries;
    private readonly Counter<double> _seconds;

    public QueryGate(ServeOptions options, TimeProvider time)
    {
        _options = options.Queries;
        _time = time;
        _places = new(_options.Concurrent);
        _queries = _meter.CreateCounter<long>(
            "tocsin_queries_total",
            null,
            "Queries over retained records, by outcome."
        );
        _seconds = _meter.CreateCounter<double>("tocsin_query_seconds_total", null, "Time that queries took.");
    }

    /// <summary>What a query may hold, bytes.</summary>
    public long MemoryBytes => _options.Memory.Bytes;

    /// <summary>How many threads a query may read with: as many as leave the engine one.</summary>
    public int Threads { get; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Runs a query on a thread of its own.</summary>
    /// <param name="query">The query; it must look at its token.</param>
    /// <param name="aborted">Ends it when its client goes.</param>
    /// <returns>What it gives, and the milliseconds that it took.</returns>
    /// <exception cref="QueryRefusal">There is no place, or its time is over.</exception>
    public async Task<(T Result, long Took)> RunAsync<T>(Func<CancellationToken, T> query, CancellationToken aborted)
    {
        if (!await _places.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            Count("refused");
            throw new QueryRefusal(429, "es_rejected_execution_exception", "too many queries run already");
        }

        var started = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            var result = await Task.Run(() => query(both.Token), CancellationToken.None).ConfigureAwait(false);
            Count("done");
            return (result, (long)_time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            Count("timeout");
            throw new QueryRefusal(408, "timeout_exception", "the query ran out of time");
        }
        catch (Exception failure)
        {
            Count(
                failure is QueryRefusal ? "wrong"
                : failure is OperationCanceledException ? "cancelled"
                : "failed"
            );
            throw;
        }
        finally
        {
            _seconds.Add(_time.GetElapsedTime(started).TotalSeconds);
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _places.Dispose();
    }

    private void Count(string outcome) => _queries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
