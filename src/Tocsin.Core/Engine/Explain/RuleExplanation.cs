using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Explain;

/// <summary>A rule and what it became.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Sections">What it became; empty where it cannot run.</param>
/// <param name="Fields">What it reads of events, sorted by name.</param>
internal sealed record RuleExplanation(
    Rule Rule,
    IReadOnlyList<ExplainedSection> Sections,
    IReadOnlyList<ExplainedField> Fields
)
{
    /// <summary>Compiles a rule by itself and tells what came of it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="types">The types of fields.</param>
    /// <param name="compilerOf">Makes a compiler that puts the fields of the rule into a table.</param>
    /// <param name="diagnostics">Receives what the compiler finds.</param>
    /// <param name="withIndex">Whether to tell by what its events are found among those of its indices.</param>
    public static RuleExplanation Of(
        Rule rule,
        FieldTypes types,
        Func<FieldTable, RuleCompiler> compilerOf,
        DiagnosticBag diagnostics,
        bool withIndex = false
    )
    {
        var fields = new FieldTable();
        var compiler = compilerOf(fields);
        if (compiler.Compile(rule, diagnostics) is not { } plan)
            return new(rule, [], []);
        var exceptions = compiler.ExceptionsOf?.Invoke(rule).Count ?? 0;
        var sections = RuleSections.Of(plan, fields, exceptions);
        if (withIndex)
            sections = [.. sections, IndexSection.Of(plan)];
        return new(rule, sections, ExplainedField.Of(fields, plan, types));
    }
}
