using System.Collections.Concurrent;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Sources;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Live;

/// <summary>Reads batches of the log on several threads; what it gives does not depend on how many. Threads: safe.</summary>
internal sealed class BatchParser(LiveRuleSet set, LiveLoopOptions options)
{
    private readonly RuleRouter _router = new(set.Rules, set.Streams);
    private readonly ConcurrentBag<BatchReader> _readers = [];

    /// <summary>Reads some batches.</summary>
    public LiveBatch[] Parse(IReadOnlyList<LogBatch> batches)
    {
        var jobs = new List<RecordChunk>();
        var firstJob = new int[batches.Count + 1];
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            firstJob[i] = jobs.Count;
            jobs.AddRange(
                BatchReader.Cut(
                    batch.Offset,
                    batch.ArrivedMillis,
                    batch.Records,
                    batch.Lengths,
                    options.Engine.DefaultIndex
                )
            );
        }

        firstJob[^1] = jobs.Count;
        var results = new List<ChunkResult>[jobs.Count];
        if (options.Threads <= 1 || jobs.Count <= 1)
        {
            for (var i = 0; i < results.Length; i++)
                results[i] = Read(jobs[i]);
        }
        else
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
            Parallel.For(0, results.Length, parallel, i => results[i] = Read(jobs[i]));
        }

        var parsed = new LiveBatch[batches.Count];
        for (var i = 0; i < parsed.Length; i++)
        {
            var parts = new List<ChunkResult>();
            for (var job = firstJob[i]; job < firstJob[i + 1]; job++)
                parts.AddRange(results[job]);
            parsed[i] = new(batches[i].Offset, batches[i].Source, batches[i].ArrivedMillis, parts);
        }

        return parsed;
    }

    private List<ChunkResult> Read(RecordChunk chunk)
    {
        if (!_readers.TryTake(out var reader))
            reader = new(set.Rules, _router, set.CreateReader(), options.Engine);
        var result = reader.Read(chunk);
        // A reader that failed is not used again.
        _readers.Add(reader);
        return result;
    }
}
