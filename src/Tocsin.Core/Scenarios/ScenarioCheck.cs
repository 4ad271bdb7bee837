using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Reference;

namespace Tocsin.Core.Scenarios;

/// <summary>Compares what a scenario expects with what its runs led to.</summary>
/// <remarks>Each expected alert pairs with one alert of its own and none is left over; the order means nothing.</remarks>
internal sealed class ScenarioCheck
{
    private readonly Scenario _scenario;
    private readonly ScenarioOutcome _outcome;
    private readonly List<AlertComparison> _actual;
    private readonly List<ScenarioDifference> _differences = [];

    private ScenarioCheck(Scenario scenario, ScenarioOutcome outcome)
    {
        _scenario = scenario;
        _outcome = outcome;
        _actual = [.. outcome.Alerts.Select(a => new AlertComparison(a))];
    }

    /// <summary>What differs, in the order of the expectations; empty where all is as expected.</summary>
    public static IReadOnlyList<ScenarioDifference> Compare(Scenario scenario, ScenarioOutcome outcome)
    {
        var check = new ScenarioCheck(scenario, outcome);
        check.CompareAlerts();
        check.CompareWarnings();
        check._actual.ForEach(a => a.Dispose());
        return check._differences;
    }

    private void CompareAlerts()
    {
        var expected = _scenario.ExpectedAlerts;
        var fits = new bool[expected.Count, _actual.Count];
        for (var i = 0; i < expected.Count; i++)
        {
            for (var j = 0; j < _actual.Count; j++)
                fits[i, j] = _actual[j].Differences(expected[i]).Count == 0;
        }

        var groups = PairGroups(fits);
        bool Fits(int i, int j) =>
            fits[i, j] && (expected[i].Group is not { } label || groups.GetValueOrDefault(label) == _actual[j].GroupId);
        var pairs = BipartiteMatching.Find(expected.Count, _actual.Count, Fits);
        var taken = pairs.Where(j => j >= 0).ToHashSet();
        for (var i = 0; i < expected.Count; i++)
        {
            if (pairs[i] < 0)
                _differences.Add(Missing(expected[i], i, taken));
        }

        for (var j = 0; j < _actual.Count; j++)
        {
            if (!taken.Contains(j))
                _differences.Add(new($"there is an alert that is not expected: {Describe(_actual[j])}", []));
        }
    }

    /// <summary>Gives each label a group of its own whose alerts can be those of the label.</summary>
    private Dictionary<string, string?> PairGroups(bool[,] fits)
    {
        var expected = _scenario.ExpectedAlerts;
        var labels = expected.Select(e => e.Group).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var ids = _actual.Select(a => a.GroupId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var pairs = BipartiteMatching.Find(
            labels.Count,
            ids.Count,
            (label, id) =>
            {
                var wanted = PlacesOf(expected, e => e.Group == labels[label]);
                var there = PlacesOf(_actual, a => a.GroupId == ids[id]);
                return !BipartiteMatching
                    .Find(wanted.Count, there.Count, (i, j) => fits[wanted[i], there[j]])
                    .Contains(-1);
            }
        );
        return Enumerable
            .Range(0, labels.Count)
            .ToDictionary(i => labels[i], i => pairs[i] < 0 ? "" : ids[pairs[i]], StringComparer.Ordinal)!;
    }

    private static List<int> PlacesOf<T>(IReadOnlyList<T> list, Func<T, bool> wanted) =>
        [.. Enumerable.Range(0, list.Count).Where(i => wanted(list[i]))];

    private ScenarioDifference Missing(ExpectedAlert expected, int place, HashSet<int> taken)
    {
        var title = $"expected alert {place + 1} is not there: {Describe(expected)}";
        var nearest = Enumerable
            .Range(0, _actual.Count)
            .Select(j => (Alert: _actual[j], IsTaken: taken.Contains(j), Differences: _actual[j].Differences(expected)))
            .OrderBy(c => c.IsTaken)
            .ThenBy(c => c.Differences.Count(d => d.StartsWith("`source_ids`", StringComparison.Ordinal)))
            .ThenBy(c => c.Differences.Count)
            .FirstOrDefault();
        if (nearest.Alert is null)
            return new(title, []);
        if (nearest.Differences.Count > 0)
            return new(title, [$"the nearest is {Describe(nearest.Alert)}:", .. nearest.Differences]);
        return new(
            title,
            [
                nearest.IsTaken
                    ? "an alert that fits stands for another expectation"
                    : $"an alert that fits is not in the group `{expected.Group}`",
            ]
        );
    }

    private void CompareWarnings()
    {
        var expected = _scenario.ExpectedWarnings.Distinct().ToList();
        var actual = _outcome.Warnings.Distinct().ToList();
        foreach (var warning in expected.Except(actual))
            _differences.Add(new($"run {warning.Run} should warn of {NameOf(warning)} and does not", []));
        foreach (var warning in actual.Except(expected))
            _differences.Add(new($"run {warning.Run} warns of {NameOf(warning)}, which is not expected", []));
    }

    private static string NameOf(ReferenceWarning warning) =>
        warning.Kind == ReferenceWarningKind.Gap ? "`gap`" : "`max_signals`";

    private static string Describe(ExpectedAlert expected)
    {
        var parts = new List<string>();
        if (expected.Run is { } run)
            parts.Add($"run {run}");
        if (expected.SourceIds is { } ids)
            parts.Add(OnEvents(ids));
        foreach (var (field, value) in expected.Fields.Take(2))
            parts.Add($"{field} {value?.ToJsonString() ?? "null"}");
        return parts.Count == 0 ? "any alert" : string.Join(", ", parts);
    }

    private static string Describe(AlertComparison actual)
    {
        var alert = actual.Alert;
        var kind = alert.Alert.Kind switch
        {
            AlertKind.BuildingBlock => $"building block {alert.Alert.GroupIndex}",
            AlertKind.Shell => "sequence",
            AlertKind.Row when alert.Alert.Cells.Count > 0 => "row "
                + string.Join(
                    ", ",
                    alert
                        .Alert.Columns.Zip(alert.Alert.Cells)
                        .Take(4)
                        .Select(c => $"{c.First.Name} {Values.ValueText.Format(c.Second)}")
                ),
            _ => "alert",
        };
        var run = alert.Run is { } number ? $"run {number}, " : "";
        return actual.SourceIds.Count == 0 ? $"{run}{kind}" : $"{run}{kind} {OnEvents(actual.SourceIds)}";
    }

    private static string OnEvents(IReadOnlyList<string> ids) =>
        ids.Count == 1 ? $"on the event {ids[0]}" : $"on the events {string.Join(", ", ids)}";
}

/// <summary>Something that is not as expected.</summary>
/// <param name="Title">What, on one line.</param>
/// <param name="Details">More lines; may be empty.</param>
internal sealed record ScenarioDifference(string Title, IReadOnlyList<string> Details);
