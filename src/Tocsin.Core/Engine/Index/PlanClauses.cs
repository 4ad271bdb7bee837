using System.Runtime.InteropServices;
using Tocsin.Core.Engine.Join;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Index;

/// <summary>The clauses of a rule: what must hold of an event that can concern it.</summary>
internal static class PlanClauses
{
    private static readonly Dictionary<int, BoundExpression> NoColumns = [];

    /// <summary>The clauses, cheapest first; none where every event of the rule's indices can concern it.</summary>
    public static Clause[] Of(RulePlan plan)
    {
        var finder = new ClauseFinder(NoColumns);
        var parts = new List<Clause[]>();
        if (plan.Condition is { } condition)
            parts.Add(finder.WhenTrue(condition));
        if (plan.Filter is { } filter)
            parts.Add(finder.WhenTrue(filter));
        switch (plan)
        {
            case MatchPlan { Program: ThreatMatchProgram threat }:
                parts.Add(OfThreatMatch(threat));
                break;
            case MatchPlan { Program: RowMatchProgram rows }:
                parts.AddRange(OfSteps(rows.Prefix));
                break;
            case WindowPlan { Program: PipelineProgram pipeline }:
                parts.AddRange(OfSteps(pipeline.Stage.Prefix));
                break;
        }

        return ClauseList.All(CollectionsMarshal.AsSpan(parts));
    }

    /// <summary>The clauses of each item of a sequence or sample: what must hold of an event that can satisfy it.</summary>
    public static Clause[][] OfItems(SequencePlan plan, JoinProgram program)
    {
        var finder = new ClauseFinder(NoColumns);
        var filter = plan.Filter is null ? ClauseList.None : finder.WhenTrue(plan.Filter);
        return [.. program.Items.Select(i => ClauseList.All([finder.WhenTrue(i.Condition), filter, .. OfKeys(i)]))];
    }

    /// <summary>The conditions of a rule as written: all hold of every event that can concern it.</summary>
    public static BoundExpression[] ConditionsOf(RulePlan plan) => WithFilter(plan, plan.Condition);

    /// <summary>The conditions of each item of a sequence or sample.</summary>
    public static BoundExpression[][] ConditionsOfItems(SequencePlan plan, JoinProgram program) =>
        [.. program.Items.Select(i => WithFilter(plan, i.Condition))];

    private static BoundExpression[] WithFilter(RulePlan plan, BoundExpression? condition) =>
        (condition, plan.Filter) switch
        {
            (null, null) => [],
            (null, { } filter) => [filter],
            ({ } own, null) => [own],
            ({ } own, { } filter) => [filter, own],
        };

    /// <summary>An event without a key takes no part.</summary>
    private static IEnumerable<Clause[]> OfKeys(JoinItem item) =>
        item.Keys.Where(k => k is { IsOptional: false, Field: not null }).Select(k => MatcherClauses.Present(k.Field!));

    /// <summary>An event matches an indicator by the values of all the fields of one group; without indicators none does.</summary>
    private static Clause[] OfThreatMatch(ThreatMatchProgram threat)
    {
        var groups = threat.MappedFields.Select(g => ClauseList.All([.. g.Select(OfMapped)])).ToArray();
        return groups.Length == 0 ? ClauseList.Never : ClauseList.Any(groups);
    }

    private static Clause[] OfMapped(MappedField mapped)
    {
        var field = new BoundField(new(mapped.Path, DataType.Dynamic), mapped.Slot, asDocValues: false, new(0, 0));
        var atoms = mapped.Values.Select(v => MatcherClauses.OfConstant(field, v)).Distinct().ToArray();
        return atoms.Length > ClauseList.AtomsMax ? MatcherClauses.Present(field) : ClauseList.One(atoms);
    }

    /// <summary>The conditions of a pipeline that read computed cells: a cell stands for what it was computed from.</summary>
    private static IEnumerable<Clause[]> OfSteps(IEnumerable<RowOperator> steps)
    {
        var columns = new Dictionary<int, BoundExpression>();
        var finder = new ClauseFinder(columns);
        foreach (var step in steps)
        {
            switch (step)
            {
                case EvalOperator eval:
                    for (var i = 0; i < eval.Cells.Count; i++)
                        columns[eval.Cells[i]] = eval.Expressions[i];
                    break;
                case FilterOperator filter when CellUse.ReadsCells(filter.Condition):
                    yield return finder.WhenTrue(filter.Condition);
                    break;
            }
        }
    }
}
