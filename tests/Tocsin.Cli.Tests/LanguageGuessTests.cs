using Tocsin.Cli.Input;
using Tocsin.Cli.Queries;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.Tests;

public sealed class LanguageGuessTests
{
    [Theory]
    [InlineData("FROM audit | LIMIT 1", "Esql")]
    [InlineData(" // a remark\n from x", "Esql")]
    [InlineData("/* a */ ROW a = 1", "Esql")]
    [InlineData("show info", "Esql")]
    [InlineData("process where true", "Eql")]
    [InlineData("any where true", "Eql")]
    [InlineData("\"odd category\" where true", "Eql")]
    [InlineData("sequence by host.id [any where true] [any where true]", "Eql")]
    [InlineData("sequence[any where true][any where true]", "Eql")]
    [InlineData("sample by host.id [any where true] [any where true]", "Eql")]
    [InlineData("process.name : curl", "Kql")]
    [InlineData("sequence : 1", "Kql")]
    [InlineData("from.name : x", "Kql")]
    [InlineData("process whereabouts", "Kql")]
    [InlineData("", "Kql")]
    public void TheBeginningTellsTheLanguage(string query, string language) =>
        Assert.Equal(language, LanguageGuess.Of(query).ToString());

    [Fact]
    public void OnlyRowAndShowReadNothing()
    {
        Assert.True(LanguageGuess.ReadsNothing(" row a = 1"));
        Assert.True(LanguageGuess.ReadsNothing("SHOW INFO"));
        Assert.False(LanguageGuess.ReadsNothing("FROM row"));
    }

    [Theory]
    [InlineData("a,b\n1,x\n2,\n", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2}\n")]
    [InlineData("a\r\n\"x \"\"y\"\"\nz\"\r\n", "{\"a\":\"x \\\"y\\\"\\nz\"}\n")]
    [InlineData("a,b\ntrue,007\nfalse,1\n", "{\"a\":true,\"b\":\"007\"}\n{\"a\":false,\"b\":\"1\"}\n")]
    [InlineData("a,b\n1.5,\n,2", "{\"a\":1.5}\n{\"b\":2}\n")]
    public void CsvBecomesDocuments(string csv, string expected) =>
        Assert.Equal(expected, CsvDocuments.ToNdjson(csv, "x.csv"));

    [Fact]
    public void AQuoteThatDoesNotEndIsRefused() =>
        Assert.Throws<CallException>(() => CsvDocuments.ToNdjson("a\n\"x", "x.csv"));
}
