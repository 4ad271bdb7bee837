using System.Text.Json.Nodes;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Engine;

internal static class TestRules
{
    public static Rule Windowed(TimeSpan interval, TimeSpan lookBack) =>
        new()
        {
            RuleId = "rule-1",
            Name = "Count",
            Description = "Counts.",
            Type = RuleType.Esql,
            Severity = RuleSeverity.Low,
            RiskScore = 21,
            Interval = interval,
            LookBack = lookBack,
            File = SourceText.From("", "test"),
            Document = [],
        };

    public static WindowPlan CountPlan(long intervalMillis, long lookBackMillis, int minimum)
    {
        var rule = Windowed(TimeSpan.FromMilliseconds(intervalMillis), TimeSpan.FromMilliseconds(lookBackMillis));
        return new(rule, new IndexPatterns(["*"]), RuleClock.For(rule, new FieldTable()), new CountProgram(minimum));
    }
}
