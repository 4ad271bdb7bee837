using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Explain;

/// <summary>When a rule is evaluated, and over what.</summary>
internal static class ScheduleSection
{
    /// <summary>The section.</summary>
    public static ExplainedSection Of(RulePlan plan)
    {
        var schedule = plan.Schedule;
        var facts = new List<(string, JsonNode)>
        {
            ("every", ScheduleText.WriteMillis(schedule.IntervalMillis)),
            ("looks_back", ScheduleText.WriteMillis(schedule.LookBackMillis)),
            (
                "window",
                schedule.EndMillis == 0
                    ? $"from {ScheduleText.WriteMillis(schedule.LookBackMillis)} before a tick to the tick, both included"
                    : $"from {ScheduleText.WriteMillis(schedule.LookBackMillis)} to {ScheduleText.WriteMillis(schedule.EndMillis)} before a tick, both included"
            ),
            ("ticks", Ticks(schedule)),
        };
        if (Gap(schedule) is { } gap)
            facts.Add(("gap", gap));
        return new("schedule") { Facts = facts };
    }

    private static string Ticks(Schedule schedule)
    {
        var width = Math.Max(0, schedule.LookBackMillis - schedule.EndMillis);
        var most = width / schedule.IntervalMillis + 1;
        var windows =
            most == 1 ? "one window" : string.Create(CultureInfo.InvariantCulture, $"up to {most:N0} windows");
        return $"whole multiples of {ScheduleText.WriteMillis(schedule.IntervalMillis)} since 1970, UTC; an event lies in {windows}";
    }

    private static string? Gap(Schedule schedule)
    {
        var missing = schedule.IntervalMillis - (schedule.LookBackMillis - schedule.EndMillis);
        return missing > 0 ? $"{ScheduleText.WriteMillis(missing)} of every interval lie in no window" : null;
    }
}
