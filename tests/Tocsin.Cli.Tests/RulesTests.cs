using System.Text.Json;

namespace Tocsin.Cli.Tests;

public sealed class RulesTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void TheBuiltInRulesAreListedWithoutAPath()
    {
        var call = _tocsin.Run("rules", "list", "--format", "csv");

        Assert.Equal(0, call.Status);
        Assert.StartsWith("name,type,language,severity,", call.Out, StringComparison.Ordinal);
        Assert.InRange(call.OutLines.Length, 12, 1000);
    }

    [Fact]
    public void RulesAreListedByFilters()
    {
        SampleRules.WriteTo(_tocsin);

        Assert.Equal(2, _tocsin.Run("rules", "list", "rules", "--format", "ndjson").OutLines.Length);
        Assert.Single(_tocsin.Run("rules", "list", "rules", "--type", "esql", "--format", "ndjson").OutLines);
        Assert.Single(_tocsin.Run("rules", "list", "rules", "--severity", "high", "--format", "ndjson").OutLines);
        Assert.Single(_tocsin.Run("rules", "list", "rules", "--tactic", "TA0007", "--format", "ndjson").OutLines);
        var none = _tocsin.Run("rules", "list", "rules", "--tag", "nothing", "--format", "json");
        Assert.Equal("[]\n", none.Out);
        Assert.Equal(0, none.Status);
    }

    [Fact]
    public void AnUnknownTypeGetsTheNearestName()
    {
        var call = _tocsin.Run("rules", "list", "--type", "eqll");

        Assert.Equal(2, call.Status);
        Assert.Contains("did you mean `eql`?", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ARuleIsShownByIdOrName()
    {
        SampleRules.WriteTo(_tocsin);
        var byId = _tocsin.Run("rules", "show", SampleRules.ShellId, "rules");
        var byName = _tocsin.Run("rules", "show", "shell started", "rules");

        Assert.Equal(0, byId.Status);
        Assert.Equal(byId.Out, byName.Out);
        Assert.Contains("process where process.name", byId.Out, StringComparison.Ordinal);
        Assert.Equal(2, _tocsin.Run("rules", "show", "no such rule", "rules").Status);
    }

    [Fact]
    public void ARuleIsShownWithTheFieldsThatItReads()
    {
        SampleRules.WriteTo(_tocsin);
        var call = _tocsin.Run("rules", "show", SampleRules.ShellId, "rules");

        Assert.Matches("Required fields\n(  .*\n)*  process\\.name +keyword\n", call.Out);
        Assert.Contains("  process where process.name in (\"sh\", \"bash\")\n", call.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', call.Out);
    }

    [Fact]
    public void GoodRulesAreValid()
    {
        SampleRules.WriteTo(_tocsin);
        var call = _tocsin.Run("rules", "validate", "rules");

        Assert.Equal(0, call.Status);
        Assert.Contains("2 of 2 executable rules load\n", call.Out, StringComparison.Ordinal);
        Assert.Matches(@"checked in \d+\.\d\d s", call.Error);
    }

    [Fact]
    public void ABrokenRuleIsShownWithItsPlaceAndTheOthersCount()
    {
        SampleRules.WriteTo(_tocsin);
        _tocsin.Write("rules/bad.toml", "[rule]", "name = \"x\"", "type = \"eql\"", "query = 'process where'");
        _tocsin.Write("rules/worse.toml", "[rule", "name = ");
        var call = _tocsin.Run("rules", "validate", "rules");

        Assert.Equal(2, call.Status);
        Assert.Contains("2 of 4 executable rules load\n", call.Out, StringComparison.Ordinal);
        Assert.Contains("rules/bad.toml:", call.Error, StringComparison.Ordinal);
        Assert.Contains("rules/worse.toml:1:", call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DiagnosticsAreJsonOnRequest()
    {
        _tocsin.Write("rules/bad.toml", "[rule]", "name = \"x\"", "type = \"eql\"", "query = 'process where'");
        var call = _tocsin.Run("rules", "validate", "rules", "--format", "json");

        Assert.Equal(2, call.Status);
        var result = JsonDocument.Parse(call.Out).RootElement;
        Assert.Equal(1, result.GetProperty("wrong").GetInt32());
        var first = result.GetProperty("diagnostics")[0];
        Assert.StartsWith("TOC", first.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal("rules/bad.toml", first.GetProperty("file").GetString());
    }

    [Fact]
    public void AFolderWithoutRulesIsAnError()
    {
        Directory.CreateDirectory(Path.Combine(_tocsin.Folder, "empty"));
        var call = _tocsin.Run("rules", "validate", "empty");

        Assert.Equal(2, call.Status);
        Assert.Contains("`empty`", call.Error, StringComparison.Ordinal);
        Assert.Equal(2, _tocsin.Run("rules", "list", "absent").Status);
    }
}
