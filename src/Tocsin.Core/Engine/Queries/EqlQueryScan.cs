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
    public static EqlResult Run(EqlQueryRunner runner, QueryInput input, IWarningSink? warnings = null)
    {
        var collectors = new ConcurrentBag<EqlCollector>();
        input.Run(
            reader =>
            {
                var collector = runner.CreateCollector(warnings);
                collectors.Add(collector);
                return new Worker(reader, collector);
            },
            static part => true
        );
        return runner.Finish(collectors);
    }

    private sealed class Worker(EventReader reader, EqlCollector collector) : QueryWorker<QueryPart>(reader)
    {
        protected override QueryPart Begin(RecordChunk chunk) => new();

        protected override bool Add(Event read, QueryPart part)
        {
            collector.Add(read);
            return true;
        }
    }
}
