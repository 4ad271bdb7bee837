using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>For some time, alerts that match are stored and not sent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Matchers">All of them must be true of an alert; at least one.</param>
/// <param name="StartsMillis">From when, time of the machine, milliseconds since 1970, included.</param>
/// <param name="EndsMillis">Until when, not included.</param>
/// <param name="Who">Who made it.</param>
/// <param name="Comment">Why.</param>
internal sealed record Silence(
    string Id,
    IReadOnlyList<SilenceMatcher> Matchers,
    long StartsMillis,
    long EndsMillis,
    string Who,
    string Comment
)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Fault()
    {
        if (Matchers.Count == 0)
            return "a silence without a matcher would silence everything";
        if (EndsMillis <= StartsMillis)
            return "a silence ends after it starts";
        if (string.IsNullOrWhiteSpace(Who))
            return "nobody is named who makes the silence";
        foreach (var matcher in Matchers)
        {
            if (!SilenceMatcher.Names.Contains(matcher.Name))
                return $"`{matcher.Name}` is nothing that an alert has; there are {string.Join(", ", SilenceMatcher.Names)}";
            if (matcher.Value.Length is 0 or > AlertLabels.ValueLengthMax)
                return $"a value is empty or longer than {AlertLabels.ValueLengthMax} characters";
        }

        return null;
    }

    /// <summary>Whether an alert is silenced now.</summary>
    public bool Covers(StoredAlert alert, long nowMillis) =>
        nowMillis >= StartsMillis && nowMillis < EndsMillis && Matchers.All(m => m.Matches(alert));

    /// <summary>The matchers as JSON.</summary>
    public string MatchersJson() => JsonSerializer.Serialize(Matchers);

    /// <summary>Matchers out of JSON.</summary>
    public static IReadOnlyList<SilenceMatcher> MatchersOf(string json) =>
        JsonSerializer.Deserialize<List<SilenceMatcher>>(json) ?? [];
}

/// <summary>Something that must be true of an alert, or must not.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Value">The value; a <c>*</c> in it stands for any characters.</param>
/// <param name="IsNot">Whether the alert must have no such value.</param>
internal sealed record SilenceMatcher(string Name, string Value, bool IsNot = false)
{
    /// <summary>What matchers look at.</summary>
    public static readonly string[] Names =
    [
        "rule_id",
        "rule_name",
        "severity",
        "tag",
        AlertLabels.Tactic,
        AlertLabels.Technique,
        .. AlertLabels.Entities,
    ];

    /// <summary>Whether it is true of an alert.</summary>
    public bool Matches(StoredAlert alert) => ValuesOf(alert).Any(v => Wildcard(Value, v)) != IsNot;

    private IEnumerable<string> ValuesOf(StoredAlert alert) =>
        Name switch
        {
            "rule_id" => [alert.RuleId],
            "rule_name" => [alert.RuleName],
            "severity" => [SeverityNames.Of(alert.Severity)],
            "tag" => alert.LabelsOf(AlertLabels.Tag).Concat(alert.LabelsOf(AlertLabels.RuleTag)),
            _ => alert.LabelsOf(Name),
        };

    /// <summary>In time linear in the text for each star: the last star takes what is needed.</summary>
    private static bool Wildcard(string pattern, string text)
    {
        int p = 0,
            t = 0,
            star = -1,
            resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
