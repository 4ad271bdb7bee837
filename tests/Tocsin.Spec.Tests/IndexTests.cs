using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Text;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The index of rules leaves out no rule that an event satisfies, and no alert.</summary>
public sealed class IndexTests
{
    private static readonly Lazy<IReadOnlyList<Rule>> Corpus = new(() =>
    {
        var diagnostics = new DiagnosticBag();
        return RuleFiles.Load([SharedData.Require("corpus/elastic-rules")], diagnostics).Rules;
    });

    public static TheoryData<string> DataSets =>
        [
            "data/k8s-audit/audit-attacks.ndjson",
            "data/k8s-audit/webhook-batches.jsonl",
            "data/samples/aks-diagnostics.ndjson",
            "data/samples/cloud-defend-file.ndjson",
            "data/samples/cloud-defend-process.ndjson",
            "data/samples/ecs-kubernetes-audit.ndjson",
            "data/samples/eks-cloudwatch.json",
            "data/samples/falco.ndjson",
            "data/samples/gke-cloudlogging.ndjson",
            "data/samples/k8s-audit-eventlist.json",
            "data/samples/raw-k8s-audit.ndjson",
            "data/samples/tetragon.ndjson",
        ];

    [Theory]
    [MemberData(nameof(DataSets))]
    public void AlertsOfTheWholeCorpusAreThoseWithoutAnIndex(string path)
    {
        var file = SharedData.Require(path);
        var runnable = Runnable(Corpus.Value);
        var plain = new AlertScan
        {
            Rules = runnable,
            Engine = new() { UsesIndex = false },
        }.Print(file);

        Assert.Equal(plain, new AlertScan { Rules = runnable }.Print(file));
        Assert.Equal(plain, new AlertScan { Rules = runnable, Threads = 4 }.Print(file));
    }

    [Fact]
    public void NoRuleIsLeftOutOfTheEventsOfScenarios()
    {
        SharedData.Require("corpus/elastic-rules");
        var lines = CorpusScenario
            .All.Values.SelectMany(s => JsonNode.Parse(s.Expand())!["events"]!.AsArray())
            .Select(e => e!.ToJsonString())
            .Distinct()
            .ToList();

        AssertSound(lines, "scenarios.ndjson");
    }

    [Fact]
    public void NoRuleIsLeftOutOfTheEventsOfTheDetectionScenarios()
    {
        var lines = Directory
            .EnumerateFiles(SharedData.Require("conformance/detection"), "*.json")
            .Order(StringComparer.Ordinal)
            .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!["events"]?.AsArray() ?? [])
            .Select(e => e!.ToJsonString())
            .ToList();

        AssertSound(lines, "detection.ndjson");
    }

    [Theory]
    [InlineData("conformance/eql/data/core.ndjson")]
    [InlineData("conformance/eql/data/containers.ndjson")]
    [InlineData("conformance/eql/data/endgame.ndjson")]
    [InlineData("conformance/esql/datasets")]
    [InlineData("conformance/kql/datasets")]
    public void NoRuleIsLeftOutOfConformanceEvents(string path)
    {
        var found = SharedData.Require(path);
        var files = Directory.Exists(found)
            ? Directory.EnumerateFiles(found, "*.ndjson", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : Enumerable.Repeat(found, 1);
        AssertSound([.. files.SelectMany(File.ReadLines).Where(l => l.Length > 0)], "conformance.ndjson");
    }

    [Fact]
    public void NoRuleIsLeftOutOfRandomEvents()
    {
        var random = new Random(17);
        var texts = TextsOf(Corpus.Value);
        var plans = Compile(Corpus.Value, out var fields);
        var paths = fields.Snapshot().Where(p => p.Length > 0 && p[0] is not ('_' or '@')).ToArray();
        var lines = Enumerable.Range(0, 1500).Select(_ => RandomEvent(random, paths, texts)).ToList();

        AssertSound(lines, "random.ndjson");
        Assert.NotEmpty(plans);
    }

    [Fact]
    public void ClausesHoldWhereverAQueryOfTheConformanceCasesDoes()
    {
        var seen = 0;
        foreach (var line in SharedData.LinesOrNone("conformance/kql/cases.jsonl"))
        {
            var testCase = JsonElement.Parse(line);
            var dataset = "conformance/kql/datasets/" + testCase.GetProperty("dataset").GetString();
            var schema = TypesFileSchema.Read(SharedData.Require(dataset + ".types.tsv"));
            var fields = new FieldTable();
            var query = SourceText.From(testCase.GetProperty("query").GetString()!, "query");
            if (KqlCompiler.Compile(query, schema, fields, new DiagnosticBag()) is not { } condition)
                continue;
            var events = File.ReadLines(SharedData.Require(dataset + ".ndjson"))
                .Select(l => JsonElement.Parse(l))
                .Select((h, i) => EventOf(h, i, fields, schema));
            seen += AssertSound(condition, events, query.Text);
        }

        foreach (var testCase in EqlConformance.Cases.Values.Where(c => !c.IsError))
        {
            var mapping = EqlConformance.ReadMapping(testCase.Dataset, MappingUse.Open);
            var fields = new FieldTable();
            var program = EqlConformance.Compile(testCase, mapping, fields, new DiagnosticBag());
            if ((program?.Match?.Condition ?? program?.Sequence?.Condition) is not { } condition)
                continue;
            seen += AssertSound(
                condition,
                EqlConformance.ReadEvents(testCase.Dataset, fields, mapping),
                testCase.Query
            );
        }

        Assert.True(seen > 500, $"only {seen} matches");
    }

    [Fact]
    public void MostRulesOfTheCorpusAreFoundByTheirValues()
    {
        var statistics = IndexStatistics.Of(Compile(Corpus.Value, out _));

        TestContext.Current.TestOutputHelper?.WriteLine(statistics.ToString());
        Assert.InRange(statistics.Unindexed, 0, 15);
        Assert.InRange(statistics.OnlyPresence, 0, 40);
    }

    private static JsonEvent EventOf(JsonElement hit, int arrival, FieldTable fields, TypesFileSchema schema) =>
        new(
            hit.GetProperty("_source").GetRawText(),
            fields,
            name => schema.Resolve(name)?.Type ?? DataType.Dynamic,
            arrival,
            hit.GetProperty("_index").GetString()!,
            new DataStreams()
        );

    /// <summary>That the clauses of a condition hold for every event that satisfies it.</summary>
    private static int AssertSound(BoundExpression condition, IEnumerable<Event> events, string query)
    {
        var index = RuleIndex.Build([new ClauseFinder(new Dictionary<int, BoundExpression>()).WhenTrue(condition)]);
        var probe = new IndexProbe(index);
        var context = new EvalContext { NowMillis = 1_773_144_000_000 };
        var matches = 0;
        foreach (var read in events)
        {
            context.Event = read;
            if (condition.Test(context) != Truth.True)
                continue;
            matches++;
            Assert.True((probe.CandidatesFor(read)[0] & 1) != 0, $"{query} over {read.Id}");
        }

        return matches;
    }

    /// <summary>That no rule whose condition an event satisfies is left out, whatever its index patterns.</summary>
    private static void AssertSound(IReadOnlyList<string> lines, string name)
    {
        var plans = Compile(Corpus.Value, out var fields);
        BoundExpression[][] conditions = [.. plans.Select(PlanClauses.ConditionsOf)];
        var index = RuleIndex.Build([.. plans.Select(PlanClauses.Of)], conditions);
        var folder = Directory.CreateTempSubdirectory("tocsin-index-");
        var matches = 0;
        long candidates = 0;
        long events = 0;
        try
        {
            var file = Path.Combine(folder.FullName, name);
            File.WriteAllLines(file, lines);
            var streams = new DataStreams();
            var reader = new JsonEventReader(
                fields,
                FieldTypes.Default,
                streams,
                IgnoredProblems.Instance,
                new ReaderOptions()
            );
            // Twice: what is remembered of values must not change the answer.
            var probe = new IndexProbe(index);
            var context = new EvalContext { NowMillis = 1_773_144_000_000 };
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var chunk in Inputs.Open([file], new InputOptions(), IgnoredProblems.Instance).ReadChunks())
                {
                    for (var record = 0; record < chunk.Records.Count; record++)
                    {
                        reader.Start(chunk, record);
                        while (reader.MoveNext())
                        {
                            events++;
                            context.Event = reader.Current;
                            var bits = probe.CandidatesFor(reader.Current).ToArray();
                            candidates += bits.Sum(b => (long)System.Numerics.BitOperations.PopCount(b));
                            for (var i = 0; i < plans.Count; i++)
                            {
                                var isCandidate = (bits[i >> 6] >> (i & 63) & 1) != 0;
                                var isAdmitted = isCandidate && probe.Admits(i, context);
                                AssertHeldIsTrue(conditions[i], context, plans[i].Rule.Name);
                                context.ReleaseHeld();
                                if (!Concerns(plans[i], context))
                                    continue;
                                matches++;
                                Assert.True(
                                    isAdmitted,
                                    $"{plans[i].Rule.Name}: {PlanDescription.Of(plans[i])} over {lines[record]}"
                                );
                            }
                        }
                    }

                    chunk.Return();
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.NotEqual(0, matches);
        Assert.True(candidates < events * plans.Count / 10, $"{candidates} candidates of {events} events");
    }

    /// <summary>That what the index says to hold of the event does.</summary>
    private static void AssertHeldIsTrue(BoundExpression[] conditions, EvalContext context, string name)
    {
        foreach (var condition in conditions)
        {
            if (context.Test(condition) == Truth.True)
                Assert.True(condition.Test(context) == Truth.True, name);
        }
    }

    /// <summary>Whether anything comes of an event: what a plan that is not indexed would find.</summary>
    private static bool Concerns(RulePlan plan, EvalContext context)
    {
        if (!plan.Admits(context) || (plan.Condition is { } condition && condition.Test(context) != Truth.True))
            return false;
        switch (plan)
        {
            case MatchPlan match:
                var rows = new List<Value[]>();
                match.Program.Evaluate(context, rows);
                return rows.Count > 0;
            case WindowPlan window:
                return window.Program.CreatePane(keepEvidence: false).Add(context, context.NowMillis);
            default:
                return true;
        }
    }

    private static List<RulePlan> Compile(IEnumerable<Rule> rules, out FieldTable fields)
    {
        fields = new FieldTable();
        var compiler = new RuleCompiler(FieldTypes.Default, fields, [], TreePipeline.Default) { Streams = new() };
        return [.. rules.Select(r => compiler.Compile(r, new DiagnosticBag())).OfType<RulePlan>()];
    }

    private static List<Rule> Runnable(IEnumerable<Rule> rules)
    {
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default)
        {
            Streams = new(),
        };
        var runnable = new List<Rule>();
        foreach (var rule in rules)
        {
            var diagnostics = new DiagnosticBag();
            if (compiler.Compile(rule, diagnostics) is not null && !diagnostics.HasErrors)
                runnable.Add(rule);
        }

        return runnable;
    }

    /// <summary>What rules look for: the quoted texts of their queries.</summary>
    private static string[] TextsOf(IEnumerable<Rule> rules) =>
        [
            .. rules
                .SelectMany(r => (r.Query?.Text ?? "").Split('"').Where((_, i) => i % 2 == 1))
                .Select(t => t.Replace("*", "x", StringComparison.Ordinal))
                .Where(t => t.Length is > 0 and < 80)
                .Distinct(),
        ];

    private static string RandomEvent(Random random, string[] paths, string[] texts)
    {
        var document = new JsonObject { ["@timestamp"] = "2026-03-10T11:00:00Z" };
        for (var i = random.Next(5, 60); i > 0; i--)
        {
            var value = random.Next(10) switch
            {
                0 => JsonValue.Create(random.Next(70_000)),
                1 => JsonValue.Create(random.Next(2) == 0),
                2 => new JsonArray(Text(), Text(), Text()),
                3 => JsonValue.Create($"10.0.{random.Next(250)}.1"),
                _ => (JsonNode)Text(),
            };
            document[paths[random.Next(paths.Length)]] = value;
        }

        // What nearly every rule asks first.
        document["event.category"] = Pick("process", "file", "network", "registry", "authentication");
        document["event.type"] = Pick("start", "end", "change", "creation");
        document["event.action"] = Pick("exec", "start", "fork", "creation", "rename");
        document["host.os.type"] = Pick("windows", "linux", "macos");
        document["process.name"] = Text();
        document["process.args"] = new JsonArray(Text(), Text());
        return document.ToJsonString();

        JsonValue Text()
        {
            var text = texts[random.Next(texts.Length)];
            return JsonValue.Create(
                random.Next(6) switch
                {
                    0 => text.ToUpperInvariant(),
                    1 => $"é {text}",
                    2 => $"C:\\x\\{text}.exe",
                    _ => text,
                }
            );
        }

        JsonValue Pick(params string[] from) => JsonValue.Create(from[random.Next(from.Length)]);
    }
}
