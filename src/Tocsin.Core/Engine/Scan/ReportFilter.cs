using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Tells what a scan reports from what was before (<see cref="EngineOptions.ReportFromMillis"/>).</summary>
/// <remarks>
/// An event, or a sequence with its last event, counts by its time; everything else by the last run that found it: an episode that
/// goes on over the instant is reported, whole and under the id that it has had.
/// </remarks>
internal sealed class ReportFilter(CompiledRules rules, EngineOptions options)
{
    private readonly bool _needsHistory = NeedsHistory(rules);

    /// <summary>Whether what was before matters to what comes: to suppression, and to rules over alerts.</summary>
    public static bool NeedsHistory(CompiledRules rules)
    {
        foreach (var plan in rules.All)
        {
            if (plan.ReadsAlerts || plan.Rule.Suppression is not null)
                return true;
        }

        return false;
    }

    /// <summary>The first tick that is reported.</summary>
    public static long FirstTick(RulePlan plan, EngineOptions options) =>
        options.ReportFromMillis == long.MinValue
            ? long.MinValue
            : plan.Schedule.TickAtOrAfter(options.ReportFromMillis);

    /// <summary>A sink that hands on what is reported, and marks or leaves out what was before.</summary>
    public Action<Detection> Before(Action<Detection> sink)
    {
        if (options.ReportFromMillis == long.MinValue)
            return sink;
        return detection =>
        {
            if (!IsHistory(detection))
                sink(detection);
            else if (_needsHistory)
                sink(detection with { IsHistory = true });
        };
    }

    private bool IsHistory(Detection detection)
    {
        var millis = detection.Plan is MatchPlan or SequencePlan { IsSample: false }
            ? detection.Evidence.LastMillis
            : detection.LastRaisedMillis;
        return millis != Event.NoTime && millis < options.ReportFromMillis;
    }
}
