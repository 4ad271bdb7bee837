using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Budgets;

/// <summary>
/// What hot paths allocate, in bytes for each event, is at most what <c>bench/budgets.json</c> says. Bytes, never times: they are the
/// same on every machine. <c>TOCSIN_ACCEPT=1</c> writes the file anew.
/// </summary>
public sealed class AllocationBudgetTests
{
    private const int EventCount = 2000;

    /// <summary>Room for what differs between versions of the runtime: growth of lists, the odd box of code not yet compiled for speed.</summary>
    private const double Slack = 1.02;

    private static readonly string BudgetFile = SharedData.InRepository("bench/budgets.json");
    private static readonly Lock Writing = new();

    private static readonly Dictionary<string, Func<BudgetRun, Action>> Works = new(StringComparer.Ordinal)
    {
        ["read"] = run => run.Reading(),
        ["probe"] = run => run.Probing(),
        ["scan"] = run => run.Scanning(),
        ["window"] = run => run.Windowing(),
        ["sequence"] = run => run.Collecting(),
        ["condition"] = run => run.Testing(),
        ["alert"] = run => run.Alerting(),
    };

    [Theory]
    [InlineData("read", "audit events", "built-in pack")]
    [InlineData("read", "process events", "built-in pack")]
    [InlineData("probe", "audit events", "built-in pack")]
    [InlineData("probe", "process events", "built-in pack")]
    [InlineData("scan", "audit events", "two rules")]
    [InlineData("scan", "process events", "two rules")]
    [InlineData("scan", "audit events", "built-in pack")]
    [InlineData("scan", "process events", "built-in pack")]
    [InlineData("alert", "audit events", "every event")]
    [InlineData("alert", "process events", "every event")]
    [InlineData("window", "audit events", "aggregation")]
    [InlineData("sequence", "process events", "sequence")]
    [InlineData("sequence", "audit events", "sequence")]
    [InlineData("condition", "audit events", "kql")]
    [InlineData("condition", "process events", "kql")]
    [InlineData("condition", "audit events", "eql")]
    [InlineData("condition", "process events", "eql")]
    [InlineData("condition", "audit events", "esql")]
    public void AnEventCostsNoMoreBytesThanItsBudget(string work, string events, string rules)
    {
#if DEBUG
        Assert.Skip("counted in release builds");
#endif
        var name = $"{work}: {events}, {rules}";
        var run = new BudgetRun(EventsOf(events), RulesOf(rules));
        Assert.Equal(EventCount, run.EventCount);
        var pass = Works[work](run);
        if (Environment.GetEnvironmentVariable("TOCSIN_ACCEPT") == "1")
        {
            Write(name, Least(pass, stopAt: 0));
            return;
        }

        using var budgets = JsonDocument.Parse(File.ReadAllBytes(BudgetFile));
        Assert.True(
            budgets.RootElement.TryGetProperty(name, out var budget),
            $"bench/budgets.json does not have `{name}`"
        );
        var most = budget.GetDouble() * Slack + 0.01;
        var taken = Least(pass, most);
        Assert.True(
            taken <= most,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {taken:0.00} bytes an event, the budget is {budget.GetDouble():0.00}"
            )
        );
    }

    /// <summary>The least of some passes: the first ones make room, get to know the keys, and run before the runtime is done with the code.</summary>
    private static double Least(Action pass, double stopAt)
    {
        var least = double.MaxValue;
        for (var i = 0; i < 150; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            pass();
            var taken = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)EventCount;
            least = Math.Min(least, taken);
            if (least <= stopAt)
                break;
            // The runtime compiles for speed in the background, and other tests keep it waiting.
            Thread.Sleep(i < 5 ? 0 : 40);
        }

        return least;
    }

    private static void Write(string name, double bytes)
    {
        lock (Writing)
        {
            var budgets = File.Exists(BudgetFile) ? (JsonObject)JsonNode.Parse(File.ReadAllText(BudgetFile))! : [];
            budgets[name] = Math.Round(bytes, 2);
            var sorted = budgets
                .OrderBy(b => b.Key, StringComparer.Ordinal)
                .Select(b => KeyValuePair.Create(b.Key, b.Value?.DeepClone()));
            var options = new JsonSerializerOptions { WriteIndented = true };
            File.WriteAllText(BudgetFile, new JsonObject(sorted).ToJsonString(options).ReplaceLineEndings("\n") + "\n");
        }
    }

    private static string EventsOf(string name) =>
        name == "audit events" ? BudgetEvents.Audit(EventCount) : BudgetEvents.Processes(EventCount);

    private static IEnumerable<(string Name, string Text)> RulesOf(string name) =>
        name switch
        {
            "two rules" => BudgetRules.Two,
            "aggregation" => BudgetRules.Aggregation,
            "kql" => BudgetRules.Kql,
            "eql" => BudgetRules.Eql,
            "esql" => BudgetRules.Esql,
            "sequence" => BudgetRules.Sequence,
            "every event" => BudgetRules.EveryEvent,
            _ => BudgetRules.BuiltIn,
        };
}
