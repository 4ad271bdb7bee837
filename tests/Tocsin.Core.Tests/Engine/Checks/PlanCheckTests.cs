using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Engine.Checks;

public sealed class PlanCheckTests
{
    [Theory]
    [InlineData("process where process.name == null and process.name == \"a\"")]
    [InlineData("process where process.name == \"a\" and not process.name == \"a\"")]
    [InlineData("process where user.name == \"u\" or (process.name like \"a*\" and process.name == null)")]
    [InlineData("process where false")]
    [InlineData("process where 1 > 2 and process.name == \"a\"")]
    [InlineData("sequence [process where true] [file where file.path == null and file.path : \"/*x\"]")]
    public void AConditionThatNeverHoldsIsToldInEql(string query) =>
        Assert.Equal(["TOC2001"], Codes(RuleLanguage.Eql, query));

    [Theory]
    [InlineData("process where process.name == \"a\" and process.name == \"b\"")]
    [InlineData("process where process.name == null or process.name == \"a\"")]
    [InlineData("process where process.name != null and process.name == \"a\"")]
    [InlineData("process where process.name == \"a\" and not process.name == \"b\"")]
    [InlineData("process where process.name like \"*\"")]
    [InlineData("process where not process.name == null")]
    [InlineData("any where true")]
    public void WhatMayHoldIsNot(string query) => Assert.Empty(Codes(RuleLanguage.Eql, query));

    [Theory]
    [InlineData("process where not process.name like \"*\"", "TOC2002")]
    [InlineData("process where not process.name : \"**\"", "TOC2002")]
    [InlineData("process where process.name like (\"a*\", \"*\")", "TOC2003")]
    [InlineData("process where process.name == \"a\" or process.name != null", "TOC2003")]
    public void APatternOfStarsThatChangesNothingIsTold(string query, string code) =>
        Assert.Equal([code], Codes(RuleLanguage.Eql, query));

    [Theory]
    [InlineData("not process.name : *", null)]
    [InlineData("process.name : *", null)]
    [InlineData("process.name : a or user.name : *", null)]
    [InlineData("process.name : (a or *)", "TOC2003")]
    [InlineData("process.name : a and not process.name : a", "TOC2001")]
    [InlineData("process.name : a and not process.name : b", null)]
    public void KqlAsksForAbsenceWithAStar(string query, string? code) =>
        Assert.Equal(code is null ? [] : [code], Codes(RuleLanguage.Kql, query));

    [Theory]
    [InlineData("6m", false)]
    [InlineData("361s", true)]
    [InlineData("1h", true)]
    public void AMaxspanBeyondTheWindowIsTold(string maxspan, bool isTold)
    {
        var codes = Codes(
            RuleLanguage.Eql,
            $"sequence by host.name with maxspan={maxspan} [process where true] [file where true]"
        );

        Assert.Equal(isTold ? ["TOC2004"] : [], codes);
    }

    [Fact]
    public void TheWarningStandsAtMaxspan()
    {
        const string Query = "sequence by host.name with maxspan = 1h [process where true] [file where true]";
        var found = Assert.Single(Diagnose(RuleLanguage.Eql, Query));

        Assert.Equal("maxspan = 1h", found.Source.Slice(found.Span));
        Assert.False(found.IsError);
    }

    private static IEnumerable<string> Codes(RuleLanguage language, string query) =>
        Diagnose(language, query).Select(d => d.Descriptor.Code);

    private static Diagnostic[] Diagnose(RuleLanguage language, string query)
    {
        var rule = new Rule
        {
            RuleId = "r",
            Name = "r",
            Description = "",
            Type = language == RuleLanguage.Eql ? RuleType.Eql : RuleType.Query,
            Language = language,
            Query = SourceText.From(query, "query"),
            Severity = RuleSeverity.Low,
            RiskScore = 1,
            Index = ["logs-*"],
            File = SourceText.From("", "rule.toml"),
        };
        var found = new DiagnosticBag();
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default);
        Assert.NotNull(compiler.Compile(rule, found));
        return found.ToSortedArray();
    }
}
