namespace Tocsin.Cli.Tests.Completion;

public sealed class CompletionCommandTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void AQueryShowsTheAnswersOfItsRows()
    {
        using var server = new ChatServer(ChatServer.Answer("x=1"), ChatServer.Answer("x=2"));
        var call = _tocsin.Run(
            "query",
            "ROW a = [\"p\", \"q\"] | MV_EXPAND a | COMPLETION c = CONCAT(\"is it \", a) WITH {\"inference_id\": \"m\"} | DISSECT c \"x=%{x}\" | KEEP a, x",
            "--completion-endpoint",
            server.Url,
            "--completion-model",
            "other",
            "--format",
            "csv"
        );

        Assert.Equal("", call.Error);
        Assert.Equal("a,x\r\np,1\r\nq,2\r\n", call.Out);
        Assert.All(server.Requests, r => Assert.Contains("\"model\":\"other\"", r, StringComparison.Ordinal));
    }

    [Fact]
    public void AQueryWithoutAModelSaysSo()
    {
        var call = _tocsin.Run("query", "ROW a = 1 | COMPLETION \"p\"", "--format", "csv");

        Assert.Equal(0, call.Status);
        Assert.Equal("a,completion\r\n1,\r\n", call.Out);
        Assert.Contains("TOC3302", call.Error, StringComparison.Ordinal);
        Assert.Contains("--completion-endpoint", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void APromptWithoutAnAnswerIsAWarning()
    {
        using var server = new ChatServer(("403 Forbidden", "{\"error\":\"no\"}"));
        var call = _tocsin.Run(
            "query",
            "ROW a = 1 | COMPLETION \"p\" WITH {\"inference_id\": \"m\"}",
            "--completion-endpoint",
            server.Url,
            "--format",
            "csv"
        );

        Assert.Equal(0, call.Status);
        Assert.Equal("a,completion\r\n1,\r\n", call.Out);
        Assert.Contains("the endpoint answered with status 403: no", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--completion-model", "m")]
    [InlineData("--completion-endpoint", "nonsense")]
    public void AWrongCallIsStatusTwo(params string[] options) =>
        Assert.Equal(2, _tocsin.Run(["query", "ROW a = 1", .. options]).Status);

    [Fact]
    public void ARuleThatAsksAModelIsPassedOverWithoutOneAndSaysSo()
    {
        WriteRule();
        var call = _tocsin.Run("scan", "events.ndjson", "--rules", "rules", "--format", "ndjson");

        Assert.Equal(0, call.Status);
        Assert.Single(call.OutLines);
        Assert.Contains("2 ran, 1 passed over", call.Error, StringComparison.Ordinal);
        Assert.Contains(
            "warning: 1 rule that asks a language model (`COMPLETION`) cannot run",
            call.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "TOC3004",
            _tocsin.Run("scan", "events.ndjson", "--rules", "rules", "--verbose").Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ARuleAlertsByTheAnswerOfItsModel()
    {
        WriteRule();
        using var server = new ChatServer(ChatServer.Answer("verdict=TP confidence=0.9"));
        var call = _tocsin.Run(
            "scan",
            "events.ndjson",
            "--rules",
            "rules/model.toml",
            "--completion-endpoint",
            server.Url,
            "--format",
            "ndjson"
        );

        Assert.Equal(0, call.Status);
        Assert.Contains("\"verdict\":\"TP\"", Assert.Single(call.OutLines), StringComparison.Ordinal);
        Assert.Contains("\"model\":\"triage\"", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public void AScanTellsHowManyPromptsGotNoAnswer()
    {
        WriteRule();
        using var server = new ChatServer(("400 Bad Request", ""));
        var call = _tocsin.Run(
            "scan",
            "events.ndjson",
            "--rules",
            "rules/model.toml",
            "--completion-endpoint",
            server.Url
        );

        Assert.Equal(0, call.Status);
        Assert.Contains(
            "warning: 1 prompt of `COMPLETION` got no answer: the endpoint answered with status 400",
            call.Error,
            StringComparison.Ordinal
        );
    }

    private void WriteRule()
    {
        SampleRules.WriteTo(_tocsin);
        _tocsin.Write("events.ndjson", SampleRules.Event(1, "sh"));
        _tocsin.Write(
            "rules/model.toml",
            "[rule]",
            "name = \"Triage\"",
            "description = \"Asks a model.\"",
            "risk_score = 47",
            "severity = \"medium\"",
            "rule_id = \"11111111-0000-4000-8000-000000000003\"",
            "type = \"esql\"",
            "language = \"esql\"",
            "query = '''",
            "from events* | stats n = count(*) by host.name | limit 5",
            "| eval prompt = concat(\"rate \", host.name)",
            "| completion answer = prompt with {\"inference_id\": \"triage\"}",
            "| dissect answer \"verdict=%{verdict} confidence=%{confidence}\" | where verdict == \"TP\"",
            "'''",
            "[[rule.threat]]",
            "framework = \"MITRE ATT&CK\"",
            "[rule.threat.tactic]",
            "id = \"TA0007\"",
            "name = \"Discovery\"",
            "reference = \"https://attack.mitre.org/tactics/TA0007/\""
        );
    }
}
