using System.Collections.Concurrent;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Runs an EQL query over an input on several threads.</summary>
/// <remarks>Each thread gathers what it meets; the order of time is restored at the end, so threads and chunks do not show.</remarks>
internal static class EqlQueryScan
{
    /// <summary>Runs it.</summary>
    /// <param name="runner">The query.</param>
    /// <param name="input">What it runs over.</param>
    /// <param name="warnings">Receives failures of single values, from any thread; may be null.</param>
    /// <param name="wanted">Says of an index's number whether its events count; null where all do.</param>
    public static EqlResult Run(
        EqlQueryRunner runner,
        QueryInput input,
        IWarningSink? warnings = null,
        Func<int, bool>? wanted = null
    )
    {
        var collectors = new ConcurrentBag<EqlCollector>();
        input.Run(
            reader =>
            {
                var collector = runner.CreateCollector(warnings);
                collectors.Add(collector);
                return new Worker(reader, collector, wanted);
            },
            static part => true
        );
        return runner.Finish(collectors);
    }

    private sealed class Worker(EventReader reader, EqlCollector collector, Func<int, bool>? wanted)
        : QueryWorker<QueryPart>(reader)
    {
        private readonly Dictionary<int, bool> _isWanted = [];

        protected override QueryPart Begin(RecordChunk chunk) => new();

        protected override bool Add(Event read, QueryPart part)
        {
            if (IsWanted(read.StreamId))
                collector.Add(read);
            return true;
        }

        private bool IsWanted(int stream)
        {
            if (wanted is null)
                return true;
            if (!_isWanted.TryGetValue(stream, out var isWanted))
                _isWanted[stream] = isWanted = wanted(stream);
            return isWanted;
        }
    }
}
