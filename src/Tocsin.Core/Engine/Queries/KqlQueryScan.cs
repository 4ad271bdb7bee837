using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Runs a KQL query over an input on several threads: events are handed out in the order of the input.</summary>
internal static class KqlQueryScan
{
    /// <summary>Runs it.</summary>
    /// <param name="condition">The query.</param>
    /// <param name="nowMillis">The instant of <c>now</c>.</param>
    /// <param name="input">What it runs over.</param>
    /// <param name="found">Receives the events that match, on the caller's thread.</param>
    public static void Run(BoundExpression condition, long nowMillis, QueryInput input, Action<StoredEvent> found) =>
        input.Run(
            reader => new Worker(reader, condition, nowMillis),
            part =>
            {
                foreach (var next in part.Found)
                    found(next);
                return true;
            }
        );

    private sealed class Part : QueryPart
    {
        public List<StoredEvent> Found { get; } = [];
    }

    private sealed class Worker(EventReader reader, BoundExpression condition, long nowMillis)
        : QueryWorker<Part>(reader)
    {
        private readonly EvalContext _context = new() { NowMillis = nowMillis };

        protected override Part Begin(RecordChunk chunk) => new();

        protected override bool Add(Event read, Part part)
        {
            _context.Event = read;
            if (condition.Test(_context) == Truth.True)
                part.Found.Add(read.Store());
            return true;
        }
    }
}
