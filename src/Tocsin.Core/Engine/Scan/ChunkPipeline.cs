using System.Runtime.ExceptionServices;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Processes chunks on several threads and hands over the results in the order of the chunks.</summary>
/// <remarks>
/// <para>Every thread, the caller's among them, does everything in turn: it reads the next chunk, processes it, and hands over what is next in order, unless
/// another does so at the moment. So bytes are looked at where they were read, no thread waits for a special one, and there is nothing to hand from one to
/// the other but results.</para>
/// <para>Chunks in flight are bounded, so memory does not depend on the length of the input.</para>
/// </remarks>
/// <typeparam name="TResult">What a worker makes of a chunk.</typeparam>
/// <param name="threads">How many threads; at least 1.</param>
internal sealed class ChunkPipeline<TResult>(int threads)
{
    /// <summary>Runs all chunks, or as many as are wanted.</summary>
    /// <param name="chunks">The chunks, in order; workers return them.</param>
    /// <param name="createWorker">Makes the worker of a thread; called on that thread.</param>
    /// <param name="commit">Called in the order of the chunks, one at a time, on any of the threads; false where no more chunks are wanted.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    public void Run(
        IEnumerable<RecordChunk> chunks,
        Func<IChunkWorker<TResult>> createWorker,
        Func<TResult, bool> commit,
        CancellationToken cancellation
    )
    {
        using var source = chunks.GetEnumerator();
        var run = new ChunkRun(source, commit, 4 * threads, cancellation);
        var others = new Thread[threads - 1];
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = new(() => run.Work(createWorker)) { Name = "tocsin worker", IsBackground = true };
            others[i].Start();
        }

        run.Work(createWorker);
        foreach (var thread in others)
            thread.Join();
        run.ThrowFailure();
    }

    /// <summary>What the threads of a run share.</summary>
    private sealed class ChunkRun(
        IEnumerator<RecordChunk> source,
        Func<TResult, bool> commit,
        int inFlightMax,
        CancellationToken cancellation
    )
    {
        // Held while the source is read; `_gate` may be taken inside, never the other way round.
        private readonly Lock _reading = new();

        // Guards everything below.
        private readonly object _gate = new();
        private readonly Result?[] _results = new Result?[inFlightMax];
        private long _read;
        private long _committed;
        private bool _isCommitting;
        private bool _isStopped;
        private ExceptionDispatchInfo? _failure;

        /// <summary>What each thread does until there is nothing left to do.</summary>
        public void Work(Func<IChunkWorker<TResult>> createWorker)
        {
            try
            {
                var worker = createWorker();
                while (Take(out var number) is { } chunk)
                {
                    HandOver(number, worker.Process(chunk));
                    cancellation.ThrowIfCancellationRequested();
                }
            }
            catch (Exception exception)
            {
                Stop(ExceptionDispatchInfo.Capture(exception));
            }
        }

        /// <summary>Throws the first exception of any thread, if there was one.</summary>
        public void ThrowFailure() => _failure?.Throw();

        /// <summary>Reads the next chunk; null where there is none, or none is wanted.</summary>
        private RecordChunk? Take(out long number)
        {
            number = 0;
            lock (_reading)
            {
                if (!WaitForRoom() || !source.MoveNext())
                    return null;
                number = _read++;
                return source.Current;
            }
        }

        /// <summary>Waits until few enough chunks are in flight; false where none is wanted any more.</summary>
        private bool WaitForRoom()
        {
            lock (_gate)
            {
                while (!_isStopped && _read - _committed >= inFlightMax)
                    Monitor.Wait(_gate);
                return !_isStopped;
            }
        }

        /// <summary>Leaves a result for whoever commits, and commits what is next if nobody does.</summary>
        private void HandOver(long number, TResult result)
        {
            lock (_gate)
            {
                _results[number % inFlightMax] = new(result);
                if (_isCommitting)
                    return;
                _isCommitting = true;
            }

            while (NextResult() is { } next)
            {
                var goesOn = commit(next.Value);
                lock (_gate)
                {
                    _committed++;
                    Monitor.PulseAll(_gate);
                }

                if (!goesOn)
                    Stop(failure: null);
            }
        }

        private Result? NextResult()
        {
            lock (_gate)
            {
                ref var place = ref _results[_committed % inFlightMax];
                var next = _isStopped ? null : place;
                place = null;
                _isCommitting = next is not null;
                return next;
            }
        }

        private void Stop(ExceptionDispatchInfo? failure)
        {
            lock (_gate)
            {
                _failure ??= failure;
                _isStopped = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>A result that waits for its turn.</summary>
    private sealed record Result(TResult Value);
}

/// <summary>What one thread does with chunks.</summary>
/// <typeparam name="TResult">What it makes of a chunk.</typeparam>
internal interface IChunkWorker<out TResult>
{
    /// <summary>Reads a chunk, and gives it back unless the result borrows it: then whoever commits the result does.</summary>
    TResult Process(RecordChunk chunk);
}
