using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Rules;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The ES|QL rules of the published corpus.</summary>
public sealed class EsqlRuleCorpusTests
{
    private const int RuleCount = 209;

    [Fact]
    public void EveryRuleBindsWithoutAnError()
    {
        var diagnostics = new DiagnosticBag();
        var fields = new FieldTable();
        var errors = new List<string>();
        var rules = Rules();
        foreach (var rule in rules)
        {
            var found = new DiagnosticBag();
            var program = EsqlCompiler.Compile(
                rule.Query!,
                patterns => FieldTypes.Default.SchemaFor(patterns, []),
                fields,
                EsqlOptions.ForRule,
                found
            );
            errors.AddRange(found.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
            if (program is null)
                continue;
            Assert.Equal(program.Match is null, program.Window is not null);
            diagnostics.AddRange(found.ToSortedArray());
        }

        Assert.Equal(RuleCount, rules.Count);
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    [Fact]
    public void SyntaxErrorsAreReportedOncePerCommand()
    {
        foreach (var rule in Rules())
        {
            // Cutting a query anywhere gives diagnostics, never an exception.
            var text = rule.Query!.Text;
            for (var length = 0; length < text.Length; length += 97)
            {
                var found = new DiagnosticBag();
                EsqlCompiler.Compile(
                    Core.Text.SourceText.From(text[..length], "query"),
                    patterns => FieldTypes.Default.SchemaFor(patterns, []),
                    new FieldTable(),
                    EsqlOptions.ForRule,
                    found
                );
                Assert.True(found.Count < 200, text[..length]);
            }
        }
    }

    private static List<Rule> Rules()
    {
        var diagnostics = new DiagnosticBag();
        var loaded = RuleFiles.Load([SharedData.Require("corpus/elastic-rules")], diagnostics);
        return [.. loaded.Rules.Where(r => r.Type == RuleType.Esql)];
    }
}
