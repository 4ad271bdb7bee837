using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Spec.Tests;

/// <summary>The files of a case, read as <c>tocsin query</c> reads them.</summary>
internal sealed class ConformanceInput(IReadOnlyList<string> files, IFieldTypes types) : IInputProblems
{
    private static readonly (int RecordsOfChunk, int Threads)[] Ways =
    [
        (1, 1),
        (7, 1),
        (4096, 1),
        (1, 4),
        (7, 4),
        (4096, 4),
    ];

    /// <summary>The names of the indices.</summary>
    public DataStreams Streams { get; } = new();

    /// <summary>The records and files that were not read.</summary>
    public List<InputProblem> Unread { get; } = [];

    /// <summary>In which ways an input is cut and shared out; without the optimizer a smaller and a larger one do.</summary>
    public static (int RecordsOfChunk, int Threads)[] WaysFor(bool optimizes) => optimizes ? Ways : [Ways[1], Ways[4]];

    /// <summary>The input in one of the ways.</summary>
    public QueryInput Open(FieldTable fields, (int RecordsOfChunk, int Threads) way) =>
        new()
        {
            Chunks = Inputs.Open(files, new InputOptions { ChunkRecordsMax = way.RecordsOfChunk }, this).ReadChunks(),
            CreateReader = _ => new JsonEventReader(fields, types, Streams, this, new ReaderOptions()),
            Threads = way.Threads,
        };

    void IInputProblems.Report(InputProblem problem)
    {
        if (problem.Kind == InputProblemKind.Irregular)
            return;
        lock (Unread)
            Unread.Add(problem);
    }
}
