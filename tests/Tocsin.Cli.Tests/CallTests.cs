namespace Tocsin.Cli.Tests;

public sealed class CallTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Theory]
    [InlineData("--version")]
    [InlineData("scan", "--version")]
    [InlineData("--version", "query")]
    public void VersionIsPrintedEverywhere(params string[] args)
    {
        var call = _tocsin.Run(args);

        Assert.Equal(0, call.Status);
        Assert.Matches(@"^tocsin \d+\.\d+\.\d+\n$", call.Out);
        Assert.Equal("", call.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("scan", "--help")]
    [InlineData("query", "-h")]
    [InlineData("rules", "--help")]
    [InlineData("rules", "validate", "--help")]
    public void HelpIsPrintedEverywhere(params string[] args)
    {
        var call = _tocsin.Run(args);

        Assert.Equal(0, call.Status);
        Assert.Contains("Usage:", call.Out, StringComparison.Ordinal);
        Assert.Equal("", call.Error);
    }

    [Theory]
    [InlineData("unknown option `--formt`", "scan", "x", "--formt", "json")]
    [InlineData("unknown option `-x`", "query", "-x")]
    [InlineData("unknown option `--bogus`", "--bogus")]
    [InlineData("`--threads`", "query", "a:b", "x", "--threads", "many")]
    [InlineData("", "frobnicate")]
    [InlineData("")]
    [InlineData("", "query")]
    [InlineData("", "rules")]
    [InlineData("unknown format `xml`", "query", "ROW a = 1", "--format", "xml")]
    [InlineData("is no time for `--now`", "query", "ROW a = 1", "--now", "yesterday")]
    [InlineData("unknown language `sql`", "query", "ROW a = 1", "--language", "sql")]
    [InlineData("--types", "query", "a:b", "x", "--types", "absent.tsv")]
    public void AWrongCallEndsWithStatusTwo(string said, params string[] args)
    {
        var call = _tocsin.Run(args);

        Assert.Equal(2, call.Status);
        Assert.Equal("", call.Out);
        Assert.StartsWith("error: ", call.Error, StringComparison.Ordinal);
        Assert.Contains(said, call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AMisspelledOptionGetsTheNearestName() =>
        Assert.Contains(
            "did you mean `--format`?",
            _tocsin.Run("scan", "--formta", "json").Error,
            StringComparison.Ordinal
        );
}
