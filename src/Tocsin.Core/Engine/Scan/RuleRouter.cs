using System.Collections.Concurrent;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Tells which rules see the events of an index. Threads: safe.</summary>
internal sealed class RuleRouter(CompiledRules rules, DataStreams streams)
{
    private readonly ConcurrentDictionary<int, Route> _routes = [];

    /// <summary>The rules that see an index's events.</summary>
    public Route RouteOf(int streamId) => _routes.TryGetValue(streamId, out var route) ? route : Add(streamId);

    private Route Add(int streamId)
    {
        var index = streams.NameOf(streamId);
        return _routes.GetOrAdd(
            streamId,
            new Route(
                Select(rules.Matches, index),
                Select(rules.Windows, index),
                Select(rules.Sequences, index),
                Select(rules.NewTerms, index)
            )
        );
    }

    private static int[] Select<T>(IReadOnlyList<T> plans, string index)
        where T : RulePlan
    {
        var selected = new List<int>();
        for (var i = 0; i < plans.Count; i++)
        {
            if (plans[i].Indices.Matches(index))
                selected.Add(i);
        }

        return [.. selected];
    }
}

/// <summary>The rules that see an index's events, by their places among the rules of each kind.</summary>
internal sealed record Route(int[] Matches, int[] Windows, int[] Sequences, int[] NewTerms);
