using System.Globalization;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Live;

/// <summary>Names the state of rules: the same as long as a rule means the same state, whatever else is edited in it.</summary>
internal static class StateKey
{
    /// <summary>The key that every batch with events has: a rule that is new asks for it in a replay.</summary>
    public const string Everything = "*";

    /// <summary>The keys of some rules, in their order; distinct, also where two rules are the same.</summary>
    public static string[] For(IReadOnlyList<RulePlan> plans, LiveOptions options)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var keys = new string[plans.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var key = Of(plans[i].Rule, options);
            var times = seen[key] = seen.GetValueOrDefault(key) + 1;
            keys[i] = times == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}-{times}");
        }

        return keys;
    }

    private static string Of(Rule rule, LiveOptions options)
    {
        var hash = DetectionId.For(rule.RuleId);
        hash.Add($"{rule.Type} {rule.Language}");
        hash.Add(rule.Query?.Text ?? "");
        hash.Add(string.Join('\n', rule.Index));
        hash.Add($"{rule.Interval.Ticks} {rule.LookBack.Ticks} {rule.LookBackEnd.Ticks}");
        hash.Add(
            $"{rule.TimestampOverride}\n{rule.TimestampOverrideFallbackDisabled}\n{rule.TimestampField}\n{rule.TiebreakerField}\n{rule.EventCategoryOverride}"
        );
        if (rule.Threshold is { } threshold)
            hash.Add(
                $"{string.Join('\n', threshold.Fields)}\n{threshold.Value}\n{threshold.CardinalityField}\n{threshold.CardinalityValue}"
            );
        if (rule.NewTerms is { } terms)
            hash.Add($"{string.Join('\n', terms.Fields)}\n{terms.History.Ticks}");
        if (rule.Suppression is { } suppression)
            hash.Add(
                $"{string.Join('\n', suppression.GroupBy)}\n{suppression.Duration?.Ticks}\n{suppression.SuppressMissing}"
            );
        foreach (var filter in rule.Filters)
            hash.Add(filter.ToJsonString());
        foreach (var list in rule.ExceptionLists)
            hash.Add($"exceptions {list.ListId}");
        hash.Add(options.StateSaltOf?.Invoke(rule) ?? "");
        return hash.Finish()[..16];
    }
}
