using System.Collections.Concurrent;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Runs an ES|QL query over an input on several threads.</summary>
/// <remarks>
/// <para>Usually each thread gathers what it meets and hands it over when that is large, and at the end: what is gathered depends on neither
/// order nor cut. So memory hardly grows with the threads.</para>
/// <para>A query that has enough before the end (<c>LIMIT</c> without an order) gathers chunk by chunk, merged in the order of the input.
/// The chunk in which it gets enough is read again up to the event where it does, so that rows and warnings are those of one thread.</para>
/// </remarks>
internal sealed class EsqlQueryScan
{
    /// <summary>How much all threads together gather before they hand it over; one gathers its share, but not less than the least.</summary>
    private const long GatheredBytesMax = 32L << 20;

    private const long ShareBytesMin = 4L << 20;

    private readonly EsqlProgram _program;
    private readonly QueryInput _input;
    private readonly DataStreams _streams;
    private readonly long _nowMillis;
    private readonly Lock _taking = new();
    private readonly EsqlQueryRunner _result;
    private readonly ConcurrentBag<Worker> _workers = [];
    private volatile bool _isTooLarge;

    private long ShareBytes => Math.Max(ShareBytesMin, GatheredBytesMax / _input.Threads);

    private EsqlQueryScan(EsqlProgram program, QueryInput input, DataStreams streams, long nowMillis)
    {
        (_program, _input, _streams, _nowMillis) = (program, input, streams, nowMillis);
        _result = new(program, nowMillis);
    }

    /// <summary>Runs a query.</summary>
    /// <param name="program">The query.</param>
    /// <param name="input">What it runs over; not touched by <c>ROW</c> and <c>SHOW INFO</c>.</param>
    /// <param name="streams">The names of indices.</param>
    /// <param name="nowMillis">The instant of <c>NOW()</c>.</param>
    public static EsqlScanResult Run(EsqlProgram program, QueryInput input, DataStreams streams, long nowMillis)
    {
        var scan = new EsqlQueryScan(program, input, streams, nowMillis);
        return program.Source is null ? new(scan._result.Finish(), null) : scan.Run();
    }

    private EsqlScanResult Run()
    {
        _input.Run(CreateWorker, Commit);
        if (!_result.CanBeFull)
        {
            foreach (var worker in _workers.Where(w => w.Runner != _result))
                _result.Merge(worker.Runner);
        }

        var seen = _result.IsFull || _result.IsTooLarge ? null : _workers.SelectMany(w => w.SeenStreams).ToHashSet();
        return new(_result.Finish(), seen);
    }

    private Worker CreateWorker(EventReader reader)
    {
        var worker = new Worker(this, reader);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Takes what a thread gathered, on that thread: in which order does not matter.</summary>
    private void Take(EsqlQueryRunner gathered)
    {
        lock (_taking)
        {
            _result.Merge(gathered);
            _isTooLarge = _result.IsTooLarge;
        }
    }

    private bool Commit(Part part)
    {
        if (part.Gathered is not { } gathered)
            return !part.IsTooLarge;
        if (_result.IsFullWith(gathered))
            ReadAgain(part.Chunk!);
        else
            _result.Merge(gathered);
        part.Chunk!.Return();
        return !_result.IsFull && !_result.IsTooLarge;
    }

    /// <summary>Reads the chunk in which the query gets enough, up to the event where it does.</summary>
    private void ReadAgain(RecordChunk chunk)
    {
        var reader = _input.CreateReader(false);
        for (var record = 0; record < chunk.Records.Count; record++)
        {
            reader.Start(chunk, record);
            while (reader.MoveNext())
            {
                if (_program.Source!.Matches(_streams.NameOf(reader.Current.StreamId)) && !_result.Add(reader.Current))
                    return;
            }
        }
    }

    private sealed class Part : QueryPart
    {
        /// <summary>What was gathered of the chunk alone; null where the order of chunks does not matter.</summary>
        public EsqlQueryRunner? Gathered { get; set; }

        /// <summary>The chunk, where it may have to be read again; given back when the part is committed.</summary>
        public RecordChunk? Chunk { get; set; }

        /// <summary>Whether the query holds more than it may.</summary>
        public bool IsTooLarge { get; set; }
    }

    private sealed class Worker : QueryWorker<Part>
    {
        private readonly EsqlQueryScan _scan;
        private readonly Dictionary<int, bool> _isWanted = [];

        public Worker(EsqlQueryScan scan, EventReader reader)
            : base(reader)
        {
            _scan = scan;
            // A single thread need not hand over anything, unless it may have to go back.
            Runner =
                scan._input.Threads == 1 && !scan._result.CanBeFull
                    ? scan._result
                    : new(scan._program, scan._nowMillis);
        }

        /// <summary>What the thread gathers.</summary>
        public EsqlQueryRunner Runner { get; }

        /// <summary>The indices that its events had.</summary>
        public IEnumerable<int> SeenStreams => _isWanted.Keys;

        protected override Part Begin(RecordChunk chunk) => new();

        protected override bool Add(Event read, Part part)
        {
            if (!_isWanted.TryGetValue(read.StreamId, out var isWanted))
            {
                isWanted = _scan._program.Source!.Matches(_scan._streams.NameOf(read.StreamId));
                _isWanted[read.StreamId] = isWanted;
            }

            return !isWanted || Runner.Add(read);
        }

        protected override void End(RecordChunk chunk, Part part)
        {
            if (Runner.CanBeFull)
            {
                (part.Gathered, part.Chunk) = (Runner.HandOver(), chunk);
                return;
            }

            chunk.Return();
            if (Runner != _scan._result && (Runner.SizeBytes > _scan.ShareBytes || Runner.IsTooLarge))
                _scan.Take(Runner.HandOver());
            part.IsTooLarge = _scan._isTooLarge || Runner.IsTooLarge;
        }
    }
}

/// <summary>The result of a query over an input.</summary>
/// <param name="Result">Columns, rows and warnings.</param>
/// <param name="SeenStreams">The indices of the whole input; null where the query did not need all of it.</param>
internal sealed record EsqlScanResult(EsqlQueryResult Result, IReadOnlySet<int>? SeenStreams);
