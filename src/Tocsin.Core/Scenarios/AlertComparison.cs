using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Alerts;

namespace Tocsin.Core.Scenarios;

/// <summary>Tells how an alert differs from an expected one; what is not expected is not looked at.</summary>
internal sealed class AlertComparison : IDisposable
{
    private const string EnrichmentsPath = "threat.enrichments";

    private readonly JsonDocument _document;

    public AlertComparison(ScenarioAlert alert)
    {
        Alert = alert;
        _document = JsonDocument.Parse(alert.Document, new() { MaxDepth = JsonDocuments.DepthMax });
        SourceIds = [.. alert.Alert.Events.Select(e => e.Id)];
        GroupId = alert.Alert.GroupId;
    }

    /// <summary>The alert.</summary>
    public ScenarioAlert Alert { get; }

    /// <summary>The events that it is about.</summary>
    public IReadOnlyList<string> SourceIds { get; }

    /// <summary>The id of its group, or null.</summary>
    public string? GroupId { get; }

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    /// <summary>What differs, a line each; empty where the alert is as expected. Groups are left to the caller.</summary>
    public List<string> Differences(ExpectedAlert expected)
    {
        var differences = new List<string>();
        if (expected.Run is { } run && Alert.Run is { } actualRun && run != actualRun)
            differences.Add($"`tick`: expected {run}, is {actualRun}");
        if (
            expected.SourceIds is { } ids
            && !ids.Order(StringComparer.Ordinal).SequenceEqual(SourceIds.Order(StringComparer.Ordinal))
        )
            differences.Add($"`source_ids`: expected {Listed(ids)}, are {Listed(SourceIds)}");
        foreach (var (field, value) in expected.Fields)
        {
            var found = Find(field);
            if (!ExpectedJson.AreEqual(value, found))
                differences.Add($"`{field}`: expected {Show(value)}, is {Show(found)}");
        }

        foreach (var field in expected.Absent)
        {
            var found = Find(field);
            if (found.Count > 0)
                differences.Add($"`{field}`: expected no value, is {Show(found)}");
        }

        CompareList(expected.Ancestors, "ancestors", "kibana.alert.ancestors", differences);
        CompareList(expected.SuppressionTerms, "suppression_terms", "kibana.alert.suppression.terms", differences);
        CompareList(expected.ThresholdTerms, "threshold_terms", "kibana.alert.threshold_result.terms", differences);
        if (expected.IsShell is { } isShell && isShell != (GroupId is not null && GroupId == Alert.Alert.Id))
            differences.Add(isShell ? "`shell`: expected the alert that binds a group" : "`shell`: it binds a group");
        CompareEnrichments(expected.Enrichments, differences);
        return differences;
    }

    private List<JsonElement> Find(string field)
    {
        var found = new List<JsonElement>();
        JsonPaths.Collect(_document.RootElement, field, found);
        return found;
    }

    private void CompareList(JsonArray? expected, string key, string field, List<string> differences)
    {
        if (expected is null)
            return;
        var found = Find(field);
        if (!ExpectedJson.AreEqual(expected, found))
            differences.Add($"`{key}`: expected {Show(expected)}, are {Show(found)}");
    }

    private void CompareEnrichments(JsonArray? expected, List<string> differences)
    {
        if (expected is null)
            return;
        var found = Find(EnrichmentsPath);
        var pairs = BipartiteMatching.Find(
            expected.Count,
            found.Count,
            (i, j) => expected[i] is JsonObject wanted && IsEnrichment(wanted, found[j])
        );
        if (found.Count != expected.Count || pairs.Contains(-1))
            differences.Add($"`enrichments`: expected {Show(expected)}, are {Show(found)}");
    }

    private static bool IsEnrichment(JsonObject expected, JsonElement actual)
    {
        foreach (var (key, value) in expected)
        {
            var path = key switch
            {
                "indicator" => "indicator",
                "feed_name" => "feed.name",
                _ => "matched." + key,
            };
            var found = new List<JsonElement>();
            JsonPaths.Collect(actual, path, found);
            if (!ExpectedJson.AreEqual(value, found))
                return false;
        }

        return true;
    }

    private static string Listed(IReadOnlyList<string> ids) => ids.Count == 0 ? "none" : string.Join(", ", ids);

    private static string Show(JsonNode? value) => value?.ToJsonString(ShowOptions) ?? "null";

    private static string Show(List<JsonElement> found) =>
        found.Count switch
        {
            0 => "absent",
            1 => found[0].GetRawText(),
            _ => $"[{string.Join(",", found.Select(f => f.GetRawText()))}]",
        };

    private static readonly JsonSerializerOptions ShowOptions = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
