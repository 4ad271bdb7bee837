using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Core.Engine.Checks;

/// <summary>Warns of rules that run and cannot find what they are written for.</summary>
internal static class PlanCheck
{
    /// <summary>Looks at a rule that compiled.</summary>
    /// <param name="plan">The rule made executable.</param>
    /// <param name="diagnostics">Takes the warnings, with places in the rule's file.</param>
    public static void Run(RulePlan plan, DiagnosticBag diagnostics)
    {
        if (plan.Rule.Query is not { } query)
            return;
        var check = new ConditionCheck(query, plan.Rule.Language == RuleLanguage.Kql, diagnostics);
        if (plan is not SequencePlan { Program: JoinProgram join })
        {
            if (plan.Condition is { } condition)
                check.Run(condition);
            return;
        }

        foreach (var item in join.Items)
            check.Run(item.Condition);
        if (join is SequenceProgram { MaxspanMillis: { } maxspan })
            CheckSpan(plan, query, maxspan, diagnostics);
    }

    /// <summary>A run sees its window and nothing else: the events of a longer sequence are never in one window.</summary>
    private static void CheckSpan(RulePlan plan, SourceText query, long maxspanMillis, DiagnosticBag diagnostics)
    {
        var windowMillis = plan.Schedule.LookBackMillis - plan.Schedule.EndMillis;
        if (maxspanMillis <= windowMillis)
            return;
        var help =
            $"let `from` reach back at least {ScheduleText.WriteMillis(maxspanMillis + plan.Schedule.IntervalMillis)}";
        diagnostics.Add(
            new(
                CheckDiagnostics.SpanBeyondWindow,
                query,
                SpanOfMaxspan(query),
                [ScheduleText.WriteMillis(maxspanMillis), ScheduleText.WriteMillis(windowMillis)],
                Help: help
            )
        );
    }

    /// <summary>Where <c>maxspan = 5m</c> stands: the word and the three tokens behind it.</summary>
    private static TextSpan SpanOfMaxspan(SourceText query)
    {
        var tokens = EqlLexer.Read(query, new());
        var at = tokens.FindIndex(t => t.Kind == EqlTokenKind.Maxspan);
        if (at < 0)
            return default;
        var last = at;
        while (
            last + 1 < tokens.Count
            && last < at + 3
            && tokens[last + 1].Kind is not (EqlTokenKind.OpenBracket or EqlTokenKind.By or EqlTokenKind.End)
        )
            last++;
        return TextSpan.FromBounds(tokens[at].Span.Start, tokens[last].Span.End);
    }
}
