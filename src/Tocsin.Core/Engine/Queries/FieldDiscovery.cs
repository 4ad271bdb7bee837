using System.Collections.Concurrent;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Queries;

/// <summary>What a first pass over the inputs finds: the indices there are, and the fields of those that a query reads.</summary>
/// <param name="Indices">The names of all indices, sorted.</param>
/// <param name="Fields">The dotted paths that have a value in some event of the wanted indices, with the type that fits all values.</param>
internal sealed record FieldDiscovery(IReadOnlyList<string> Indices, IReadOnlyDictionary<string, DataType> Fields)
{
    /// <summary>Looks at all events. Which thread looked at which does not show: the widest type wins.</summary>
    /// <param name="wanted">The indices whose fields count.</param>
    /// <param name="types">The declared types: fields that have one everywhere are not looked at beyond their first value.</param>
    /// <param name="input">The events.</param>
    /// <param name="fields">The fields to look at, or all of them (<see cref="FieldTable.WantsEverything"/>).</param>
    /// <param name="threads">How many threads look.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    public static FieldDiscovery Run(
        IndexPatterns wanted,
        FieldTypes types,
        IQueryEvents input,
        FieldTable fields,
        int threads,
        CancellationToken cancellation
    )
    {
        // Each thread has a table of its own, since readers add to it.
        var workers = new ConcurrentBag<Worker>();
        using var tables = new ThreadLocal<FieldTable>(() => CopyOf(fields));
        new QueryInput
        {
            Chunks = input.ReadChunks(),
            CreateReader = reports => input.CreateReader(tables.Value!, reports),
            Threads = threads,
            Cancellation = cancellation,
        }.Run(
            reader =>
            {
                var worker = new Worker(reader, wanted, types, input.Streams, tables.Value!);
                workers.Add(worker);
                return worker;
            },
            static part => true
        );

        var seen = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
        foreach (var (path, type) in workers.SelectMany(w => w.Seen))
            seen[path] = seen.TryGetValue(path, out var before) ? ValueTypes.Widen(before, type) : type;
        var indices = workers.SelectMany(w => w.Streams).Distinct().Select(input.Streams.NameOf);
        return new([.. indices.Order(StringComparer.Ordinal)], seen);
    }

    private static FieldTable CopyOf(FieldTable fields)
    {
        var copy = new FieldTable { WantsEverything = fields.WantsEverything };
        foreach (var path in fields.Snapshot())
            copy.GetOrAdd(path);
        return copy;
    }

    private sealed class Worker(
        EventReader reader,
        IndexPatterns wanted,
        FieldTypes types,
        DataStreams streams,
        FieldTable fields
    ) : QueryWorker<QueryPart>(reader)
    {
        private readonly Dictionary<int, bool> _isWanted = [];
        private readonly List<int> _open = [];
        private int _known;

        /// <summary>The fields with a value.</summary>
        public Dictionary<string, DataType> Seen { get; } = new(StringComparer.Ordinal);

        /// <summary>The indices of all events.</summary>
        public IEnumerable<int> Streams => _isWanted.Keys;

        protected override QueryPart Begin(RecordChunk chunk) => new();

        protected override bool Add(Event read, QueryPart part)
        {
            if (!_isWanted.TryGetValue(read.StreamId, out var counts))
                _isWanted[read.StreamId] = counts = wanted.Matches(streams.NameOf(read.StreamId));
            if (!counts)
                return true;
            for (var count = fields.Count; _known < count; _known++)
                _open.Add(_known);
            for (var i = _open.Count - 1; i >= 0; i--)
            {
                var value = read.Get(_open[i]);
                if (value.IsNull)
                    continue;
                var path = fields.PathOf(_open[i]);
                Seen[path] = ValueTypes.Widen(Seen.TryGetValue(path, out var before) ? before : null, value);
                if (Seen[path] == DataType.Keyword || types.TypeOf("", path) != DataType.Dynamic)
                    _open.RemoveAt(i);
            }

            return true;
        }
    }
}
