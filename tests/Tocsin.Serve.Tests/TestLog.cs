using System.Text;
using System.Text.Json;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests;

/// <summary>A log in memory that can be told to refuse or to stand still.</summary>
internal sealed class TestLog : IIntakeLog
{
    private readonly MemoryLog _log = new();

    /// <summary>What is answered instead of keeping a batch; null to keep it.</summary>
    public AppendResult? Answer { get; set; }

    /// <summary>What a batch waits for before it is kept.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Appends { get; private set; }

    public IReadOnlyList<FilePosition> Positions => _log.Positions;

    public IReadOnlyList<IntakeBatch> Batches => _log.Batches;

    /// <summary>The lines that were kept.</summary>
    public IReadOnlyList<string> Lines =>
        [
            .. Batches.SelectMany(b =>
                Encoding.UTF8.GetString(b.Records.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            ),
        ];

    public IReadOnlyList<JsonElement> Records => [.. Lines.Select(l => JsonDocument.Parse(l).RootElement)];

    public async ValueTask<AppendResult> AppendAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        Appends++;
        Assert.Equal(batch.Records.Length, batch.Lengths.Sum());
        Assert.Equal(batch.Lengths.Count, batch.Keys.Count);
        await Gate.WaitAsync(cancellation);
        return Answer ?? await _log.AppendAsync(batch, cancellation);
    }
}
