using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>
/// The published rules over the audit log of a real API server, held against an independent evaluation of them: every attack raises the rules that
/// it was built for, and over the whole log every rule finds what it should and nothing else.
/// </summary>
public sealed class KubernetesScenarioTests
{
    private const string Folder = "data/k8s-audit";

    private static readonly Lazy<JsonElement[]> Scenarios = new(() =>
    {
        var text = File.ReadAllBytes(SharedData.Require($"{Folder}/scenarios.json"));
        return [.. JsonSerializer.Deserialize<JsonElement>(text).EnumerateArray()];
    });

    private static readonly Lazy<ILookup<string, Detection>> Attacks = new(() => Scan("audit-attacks.ndjson"));

    private static readonly Lazy<ILookup<string, Detection>> Day = new(() => Scan("audit-day.ndjson.gz"));

    [Fact]
    public void EveryScenarioRaisesTheRulesThatItNames()
    {
        var missing = new List<string>();
        var checkedCount = 0;
        foreach (var scenario in Scenarios.Value.Where(s => Text(s, "id") != "A00"))
        {
            foreach (var rule in scenario.GetProperty("target_rules").EnumerateArray())
            {
                checkedCount++;
                if (!Attacks.Value[Text(rule, "rule_id")].Any(d => IsOf(d, scenario)))
                    missing.Add($"{Text(scenario, "id")}: {Text(rule, "rule_name")}");
            }
        }

        Assert.Empty(missing);
        Assert.True(checkedCount > 70, $"only {checkedCount} were looked at");
    }

    [Fact]
    public void NearMissesRaiseNothingOfWhatTheyMustNot()
    {
        var raised =
            from scenario in Scenarios.Value
            from rule in scenario.GetProperty("must_not_match").EnumerateArray()
            where Attacks.Value[Text(rule, "rule_id")].Any(d => IsOf(d, scenario))
            select $"{Text(scenario, "id")}: {Text(rule, "rule_name")}";

        Assert.Empty(raised);
    }

    [Fact]
    public void RulesOfSingleEventsFindTheReferenceEventsOfTheWholeLog()
    {
        foreach (var match in Reference("event"))
        {
            var ids = Day.Value[Text(match, "rule_id")]
                .SelectMany(Ids)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToList();
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ids)));

            Assert.True(
                match.GetProperty("events").GetInt32() == ids.Count
                    && Text(match, "sha256_of_sorted_keys") == Convert.ToHexStringLower(digest),
                $"{Text(match, "rule_name")}: {ids.Count} events"
            );
        }
    }

    /// <summary>Of events in one millisecond, which is all that a date of Elasticsearch tells apart, the reference takes another than we do.</summary>
    [Fact]
    public void NewTermsAreRaisedByTheEventsThatHaveThemFirst()
    {
        var times = new Lazy<Dictionary<string, string>>(TimesOfTheLog);
        foreach (var match in Reference("new_terms"))
        {
            var expected = match.GetProperty("first_seen_in_capture").EnumerateArray().ToList();
            var actual = Day.Value[Text(match, "rule_id")].ToList();
            var ids = actual.SelectMany(Ids).ToHashSet(StringComparer.Ordinal);

            Assert.Equal(
                expected.Select(f => TermsOf(f.GetProperty("values"))).Order(StringComparer.Ordinal),
                actual
                    .Select(d => string.Join(" | ", d.NewTerms.Select(t => ValueText.Format(t))))
                    .Order(StringComparer.Ordinal)
            );
            var wanted = expected.Select(f => Text(f, "key")).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(
                wanted.Except(ids).Select(id => times.Value[id]).Order(StringComparer.Ordinal),
                ids.Except(wanted).Select(id => times.Value[id]).Order(StringComparer.Ordinal)
            );
        }
    }

    /// <summary>The reference lists a group at each run that sees it; here it is one alert, from the first of these runs to the last.</summary>
    [Fact]
    public void AggregationsAreRaisedAtTheReferenceRuns()
    {
        foreach (var match in Reference("aggregate"))
        {
            var rows =
                from run in match.GetProperty("runs").EnumerateArray()
                from row in run.GetProperty("rows").EnumerateArray()
                let at = DateTimeOffset
                    .Parse(Text(run, "run_at"), CultureInfo.InvariantCulture)
                    .ToUnixTimeMilliseconds()
                group (At: at, Documents: row.GetProperty("documents").GetInt64()) by row.GetProperty("group")
                    .ToString();
            var expected = rows.Select(g => (g.Min(r => r.At), g.Max(r => r.At), g.Max(r => r.Documents)));
            var actual = Day.Value[Text(match, "rule_id")]
                .Select(d => (d.RaisedMillis, d.LastRaisedMillis, d.Evidence.Count));

            Assert.Equal(expected.Order(), actual.Order());
        }
    }

    [Fact]
    public void SequencesAreThoseOfTheReference()
    {
        foreach (var match in Reference("sequence"))
        {
            var expected = match
                .GetProperty("sequences")
                .EnumerateArray()
                .Select(s => string.Join(' ', s.GetProperty("keys").EnumerateArray().Select(k => k.GetString())));
            var actual = Day.Value[Text(match, "rule_id")]
                .Select(d => string.Join(' ', d.SequenceEvents.Select(e => e?.Id ?? "missing")));

            Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        }
    }

    private static ILookup<string, Detection> Scan(string file)
    {
        var rules = AlertScan.Load(SharedData.Require("corpus/elastic-rules"));
        var detections = new AlertScan { Rules = rules, Threads = 2 }.Detect(SharedData.Require($"{Folder}/{file}"));
        return detections.ToLookup(d => d.Plan.Rule.RuleId);
    }

    private static IEnumerable<JsonElement> Reference(string kind)
    {
        var all = Scenarios.Value.Single(s => Text(s, "id") == "A00").GetProperty("matches");
        var found = all.EnumerateArray().Where(m => Text(m, "kind") == kind).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    /// <summary>Whether what was raised rests on events of a scenario, going by their time.</summary>
    private static bool IsOf(Detection detection, JsonElement scenario)
    {
        var start = DateTimeOffset.Parse(Text(scenario, "start"), CultureInfo.InvariantCulture);
        var end = DateTimeOffset.Parse(Text(scenario, "end"), CultureInfo.InvariantCulture);
        var (from, until) = (start.ToUnixTimeMilliseconds() - 1, end.ToUnixTimeMilliseconds() + 1);
        return detection.Evidence.Items.Any(i => from <= i.TimeMillis && i.TimeMillis <= until);
    }

    /// <summary>The values of one to three fields on one line.</summary>
    private static string TermsOf(JsonElement values) =>
        values.ValueKind == JsonValueKind.Array
            ? string.Join(" | ", values.EnumerateArray().Select(v => v.ToString()))
            : values.ToString();

    /// <summary>The instants of the events of the whole log, to the millisecond, by id.</summary>
    private static Dictionary<string, string> TimesOfTheLog()
    {
        using var file = File.OpenRead(SharedData.Require($"{Folder}/audit-day.ndjson.gz"));
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var times = new Dictionary<string, string>(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            using var record = JsonDocument.Parse(line);
            var id = $"{Text(record.RootElement, "auditID")}/{Text(record.RootElement, "stage")}";
            times[id] = Text(record.RootElement, "stageTimestamp")[.."2026-11-22T01:39:21.158".Length];
        }

        return times;
    }

    private static IEnumerable<string> Ids(Detection detection) => detection.Evidence.Items.Select(i => i.Id);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
