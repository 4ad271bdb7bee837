namespace Tocsin.Cli.Tests;

/// <summary>The limit on what sequences remember: what is forgotten is counted and shown.</summary>
public sealed class SequenceLimitTests : IDisposable
{
    private const string Query =
        "sequence by host.name [process where process.name == \"sh\"] [process where process.name == \"ls\"]";

    private readonly TocsinProcess _tocsin = new();

    public SequenceLimitTests() =>
        _tocsin.Write(
            "events.ndjson",
            SampleRules.Event(1, "sh", "node-1"),
            SampleRules.Event(2, "sh", "node-2"),
            SampleRules.Event(3, "sh", "node-3"),
            SampleRules.Event(4, "ls", "node-1"),
            SampleRules.Event(5, "ls", "node-3")
        );

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void AQueryForgetsTheOldestKeysAndSaysSo()
    {
        var all = _tocsin.Run("query", Query, "events.ndjson", "--format", "json");
        Assert.Equal("", all.Error);
        Assert.Contains("node-1", all.Out, StringComparison.Ordinal);

        var call = _tocsin.Run("query", Query, "events.ndjson", "--format", "json", "--max-sequence-keys", "1");
        Assert.Equal(0, call.Status);
        Assert.DoesNotContain("node-1", call.Out, StringComparison.Ordinal);
        Assert.Contains("node-3", call.Out, StringComparison.Ordinal);
        Assert.Contains("2 events had to be forgotten", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AScanForgetsTheOldestKeysAndItsSummarySaysSo()
    {
        _tocsin.Write(
            "sequence.toml",
            "[rule]",
            "name = \"Shell, then list\"",
            "description = \"Two processes.\"",
            "risk_score = 47",
            "severity = \"medium\"",
            "rule_id = \"11111111-0000-4000-8000-000000000003\"",
            "type = \"eql\"",
            "language = \"eql\"",
            "index = [\"events*\"]",
            $"query = '''{Query}'''"
        );
        var all = _tocsin.Run("scan", "events.ndjson", "--rules", "sequence.toml", "--format", "ndjson");
        Assert.DoesNotContain("forgotten", all.Error, StringComparison.Ordinal);
        Assert.Contains("node-1", all.Out, StringComparison.Ordinal);

        var call = _tocsin.Run([
            "scan",
            "events.ndjson",
            "--rules",
            "sequence.toml",
            "--format",
            "ndjson",
            "--max-sequence-keys",
            "1",
        ]);
        Assert.Equal(0, call.Status);
        Assert.DoesNotContain("node-1", call.Out, StringComparison.Ordinal);
        Assert.Contains("2 events of sequences had to be forgotten", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    public void TheLimitIsANumberFromOne(string limit)
    {
        var call = _tocsin.Run("query", Query, "events.ndjson", "--max-sequence-keys", limit);
        Assert.Equal(2, call.Status);
        Assert.Contains($"`{limit}` is no number of keys", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("query")]
    public void TheHelpDescribesTheLimit(string command) =>
        Assert.Contains("--max-sequence-keys", _tocsin.Run(command, "--help").Out, StringComparison.Ordinal);
}
