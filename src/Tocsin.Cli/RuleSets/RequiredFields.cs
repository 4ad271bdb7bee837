using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.RuleSets;

/// <summary>The fields that a rule reads of events, with their types.</summary>
internal static class RequiredFields
{
    /// <summary>Names and types, sorted by name; empty for a rule that cannot run here.</summary>
    /// <remarks>Taken from the bound query, not from what the file lists: the two may differ.</remarks>
    public static IReadOnlyList<(string Name, string Type)> Of(Rule rule)
    {
        var fields = new FieldTable();
        var compiler = new RuleCompiler(FieldTypes.Default, fields, knownIndices: [], TreePipeline.Default);
        if (compiler.Compile(rule, new DiagnosticBag()) is not { } plan)
            return [];
        var schema = FieldTypes.Default.SchemaFor(plan.Indices, []);
        return
        [
            .. fields
                .Snapshot()
                .Order(StringComparer.Ordinal)
                .Select(f => (f, schema.Resolve(f) is { } known ? known.Type.ToName() : "unknown")),
        ];
    }
}
