using Tocsin.Cli.Output;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.RuleSets;

/// <summary>Rules made executable, and what became of each.</summary>
internal sealed class CompiledRuleSet
{
    private CompiledRuleSet(IReadOnlyList<RuleResult> results, LoadedRules loaded)
    {
        Results = results;
        RuleCount = loaded.RuleCount;
        WrongCount = results.Count(r => r.Fate == RuleFate.Wrong) + Math.Max(0, loaded.RuleCount - loaded.Rules.Count);
    }

    /// <summary>The rules that could be read, in the order of their files.</summary>
    public IReadOnlyList<RuleResult> Results { get; }

    /// <summary>How many rules there are, those that could not be read included.</summary>
    public int RuleCount { get; }

    /// <summary>How many rules have an error, those that could not be read included.</summary>
    public int WrongCount { get; }

    /// <summary>The rules that can run.</summary>
    public IEnumerable<RulePlan> Plans => Results.Where(r => r.Plan is not null).Select(r => r.Plan!);

    /// <summary>How many rules there are of each fate.</summary>
    public RuleTally Tally =>
        new(
            Results.Count(r => r.Fate == RuleFate.Ready),
            Results.Count(r => r.Fate == RuleFate.PassedOver),
            WrongCount,
            Results.Count(r => r.Fate == RuleFate.Disabled)
        );

    /// <summary>Compiles rules.</summary>
    /// <param name="loaded">The rules.</param>
    /// <param name="compiler">What makes them executable.</param>
    /// <param name="onlyEnabled">Whether rules that are switched off are left out.</param>
    /// <param name="diagnostics">Takes what is wrong with them.</param>
    /// <param name="threads">How many threads compile. With more than one the slots of fields are numbered by chance; nothing that is shown depends on them.</param>
    public static CompiledRuleSet Compile(
        LoadedRules loaded,
        RuleCompiler compiler,
        bool onlyEnabled,
        DiagnosticBag diagnostics,
        int threads = 1
    )
    {
        var rules = loaded.Rules;
        var found = new Diagnostic[rules.Count][];
        var results = new RuleResult[rules.Count];
        ThreadedLoop.Run(
            results.Length,
            threads,
            () => i => results[i] = Compile(rules[i], compiler, onlyEnabled, out found[i])
        );
        foreach (var own in found)
            diagnostics.AddRange(own);
        return new(results, loaded);
    }

    private static RuleResult Compile(Rule rule, RuleCompiler compiler, bool onlyEnabled, out Diagnostic[] found)
    {
        found = [];
        if (onlyEnabled && !rule.Enabled)
            return new(rule, null, RuleFate.Disabled);
        var own = new DiagnosticBag();
        var plan = compiler.Compile(rule, own);
        found = own.ToSortedArray();
        var fate =
            own.HasErrors ? RuleFate.Wrong
            : plan is null ? RuleFate.PassedOver
            : RuleFate.Ready;
        return new(rule, fate == RuleFate.Ready ? plan : null, fate);
    }
}

/// <summary>A rule and what became of it.</summary>
internal sealed record RuleResult(Rule Rule, RulePlan? Plan, RuleFate Fate);

/// <summary>What becomes of a rule.</summary>
internal enum RuleFate
{
    /// <summary>It can run.</summary>
    Ready,

    /// <summary>It needs what is not there: machine learning, or what is not built yet.</summary>
    PassedOver,

    /// <summary>It has an error.</summary>
    Wrong,

    /// <summary>It is switched off.</summary>
    Disabled,
}
