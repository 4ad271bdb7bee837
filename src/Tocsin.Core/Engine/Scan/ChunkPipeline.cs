using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Processes chunks on several threads and hands over the results in the order of the chunks.</summary>
/// <remarks>
/// One thread reads, <paramref name="threads"/> process, the caller's commits. Chunks in flight are bounded, so memory does not
/// depend on the length of the input. With one thread everything happens on the caller's, in turn.
/// </remarks>
/// <typeparam name="TResult">What a worker makes of a chunk.</typeparam>
/// <param name="threads">How many threads process; at least 1.</param>
internal sealed class ChunkPipeline<TResult>(int threads)
{
    /// <summary>Runs all chunks, or as many as are wanted.</summary>
    /// <param name="chunks">The chunks, in order; workers return them.</param>
    /// <param name="createWorker">Makes the worker of a thread; called on that thread.</param>
    /// <param name="commit">
    /// Called in the order of the chunks, one at a time, on the caller's thread; false where no more chunks are wanted.
    /// </param>
    /// <param name="cancellation">Stops between chunks.</param>
    public void Run(
        IEnumerable<RecordChunk> chunks,
        Func<IChunkWorker<TResult>> createWorker,
        Func<TResult, bool> commit,
        CancellationToken cancellation
    )
    {
        if (threads <= 1)
        {
            var worker = createWorker();
            foreach (var chunk in chunks)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!commit(worker.Process(chunk)))
                    return;
            }

            return;
        }

        RunParallel(chunks, createWorker, commit, cancellation);
    }

    private void RunParallel(
        IEnumerable<RecordChunk> chunks,
        Func<IChunkWorker<TResult>> createWorker,
        Func<TResult, bool> commit,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var work = new BlockingCollection<Job>(2 * threads);
        using var inOrder = new BlockingCollection<Job>(4 * threads);
        var failure = new Failure(stop);

        var reading = StartThread(
            "tocsin reader",
            failure,
            () =>
            {
                try
                {
                    foreach (var chunk in chunks)
                    {
                        var job = new Job(chunk);
                        inOrder.Add(job, stop.Token);
                        work.Add(job, stop.Token);
                    }
                }
                finally
                {
                    work.CompleteAdding();
                    inOrder.CompleteAdding();
                }
            }
        );
        var processing = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            processing[i] = StartThread(
                "tocsin worker",
                failure,
                () =>
                {
                    var worker = createWorker();
                    foreach (var job in work.GetConsumingEnumerable(stop.Token))
                        job.Process(worker);
                }
            );
        }

        try
        {
            foreach (var job in inOrder.GetConsumingEnumerable(stop.Token))
            {
                if (!commit(job.Wait(stop.Token)))
                    break;
            }
        }
        catch (OperationCanceledException) when (failure.First is not null)
        {
            // The thread that failed is heard below.
        }
        finally
        {
            stop.Cancel();
            reading.Join();
            foreach (var thread in processing)
                thread.Join();
        }

        failure.First?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    private static Thread StartThread(string name, Failure failure, Action body)
    {
        var thread = new Thread(() => failure.Guard(body)) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    /// <summary>The first exception of any thread; it stops the others.</summary>
    private sealed class Failure(CancellationTokenSource stop)
    {
        private ExceptionDispatchInfo? _first;

        public ExceptionDispatchInfo? First => _first;

        public void Guard(Action body)
        {
            try
            {
                body();
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        }
    }

    /// <summary>A chunk on its way.</summary>
    private sealed class Job(RecordChunk chunk)
    {
        private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Process(IChunkWorker<TResult> worker) => _done.SetResult(worker.Process(chunk));

        public TResult Wait(CancellationToken cancellation)
        {
            _done.Task.Wait(cancellation);
            return _done.Task.Result;
        }
    }
}

/// <summary>What one thread does with chunks.</summary>
/// <typeparam name="TResult">What it makes of a chunk.</typeparam>
internal interface IChunkWorker<out TResult>
{
    /// <summary>Reads a chunk, and gives it back unless the result borrows it: then whoever commits the result does.</summary>
    TResult Process(RecordChunk chunk);
}
