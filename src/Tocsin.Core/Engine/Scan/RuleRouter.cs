using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Tells which rules see the events of an index. Threads: safe.</summary>
/// <param name="rules">The rules.</param>
/// <param name="streams">The names of indices.</param>
/// <param name="usesIndex">Whether rules are found by what an event holds; see <see cref="EngineOptions.UsesIndex"/>.</param>
internal sealed class RuleRouter(CompiledRules rules, DataStreams streams, bool usesIndex = true)
{
    /// <summary>Sequences of more items are looked for as a whole.</summary>
    private const int ItemsMax = 64;

    private static readonly Clause[][] NoClauses = [ClauseList.None];

    private readonly ConcurrentDictionary<int, Route> _routes = [];
    private readonly Dictionary<RulePlan, Clause[][]> _clauses = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();

    /// <summary>The rules that see an index's events.</summary>
    public Route RouteOf(int streamId) => _routes.TryGetValue(streamId, out var route) ? route : Add(streamId);

    private Route Add(int streamId)
    {
        lock (_lock)
        {
            if (_routes.TryGetValue(streamId, out var known))
                return known;
            var route = Make(streams.NameOf(streamId));
            _routes[streamId] = route;
            return route;
        }
    }

    private Route Make(string index)
    {
        var entries = new List<RouteEntry>();
        var clauses = new List<Clause[]>();
        var conditions = new List<BoundExpression[]>();
        Select(rules.Matches, RuleKind.Match);
        Select(rules.Windows, RuleKind.Window);
        Select(rules.NewTerms, RuleKind.NewTerms);
        Select(rules.Sequences, RuleKind.Sequence);
        return new([.. entries], RuleIndex.Build(clauses, usesIndex ? [.. conditions] : null));

        void Select<T>(IReadOnlyList<T> all, RuleKind kind)
            where T : RulePlan
        {
            for (var i = 0; i < all.Count; i++)
            {
                if (!all[i].Indices.Matches(index))
                    continue;
                var parts = ClausesOf(all[i]);
                clauses.AddRange(parts);
                conditions.AddRange(ConditionsOf(all[i]));
                for (var item = 0; item < parts.Length; item++)
                    entries.Add(new(kind, i, parts.Length == 1 ? ulong.MaxValue : 1UL << item));
            }
        }
    }

    /// <summary>The clauses of a rule: of a sequence one set for each item, of others one.</summary>
    private Clause[][] ClausesOf(RulePlan plan)
    {
        if (!usesIndex)
            return NoClauses;
        if (_clauses.TryGetValue(plan, out var clauses))
            return clauses;
        return _clauses[plan] = IsByItem(plan, out var sequence, out var program)
            ? PlanClauses.OfItems(sequence, program)
            : [PlanClauses.Of(plan)];
    }

    /// <summary>The conditions of a rule, as many as <see cref="ClausesOf"/> are.</summary>
    private static BoundExpression[][] ConditionsOf(RulePlan plan) =>
        IsByItem(plan, out var sequence, out var program)
            ? PlanClauses.ConditionsOfItems(sequence, program)
            : [PlanClauses.ConditionsOf(plan)];

    private static bool IsByItem(
        RulePlan plan,
        [NotNullWhen(true)] out SequencePlan? sequence,
        [NotNullWhen(true)] out JoinProgram? program
    )
    {
        sequence = plan as SequencePlan;
        program = sequence?.Program as JoinProgram;
        return program is { Items.Length: <= ItemsMax };
    }
}

/// <summary>The rules that see an index's events.</summary>
/// <param name="Rules">The rules: matches, windows, new terms, sequences, each in their order; a sequence once for each item.</param>
/// <param name="Index">Finds among them those that an event can concern, by their places.</param>
internal sealed record Route(RouteEntry[] Rules, RuleIndex Index);

/// <summary>A rule of a route, or an item of one.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Plan">Its place among the rules of its kind.</param>
/// <param name="Items">For an item of a sequence: its bit; all bits for a rule as a whole.</param>
internal readonly record struct RouteEntry(RuleKind Kind, int Plan, ulong Items);

/// <summary>The kinds of rules that the engine evaluates in different ways.</summary>
internal enum RuleKind
{
    Match,
    Window,
    NewTerms,
    Sequence,
}
