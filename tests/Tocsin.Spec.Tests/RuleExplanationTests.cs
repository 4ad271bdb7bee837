using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Explain;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

public sealed class RuleExplanationTests
{
    [Fact]
    public void EveryPublishedRuleIsExplainedInWords()
    {
        var loaded = RuleFiles.Load([SharedData.Require("corpus/elastic-rules")], new());
        var explained = 0;
        foreach (var rule in loaded.Rules)
        {
            var explanation = RuleExplanation.Of(
                rule,
                FieldTypes.Default,
                fields => new RuleCompiler(FieldTypes.Default, fields, knownIndices: [], TreePipeline.Default),
                new DiagnosticBag()
            );
            Assert.Equal(rule.Type == RuleType.MachineLearning, explanation.Sections.Count == 0);
            if (explanation.Sections.Count == 0)
                continue;
            explained++;
            var lines = explanation.Sections.SelectMany(s => s.Tree).SelectMany(Lines).ToList();
            Assert.NotEmpty(lines);
            // A node without words of its own would show the name of its class.
            Assert.DoesNotContain(lines, l => l.Contains("Bound", StringComparison.Ordinal) && !IsText(l));
            Assert.All(explanation.Fields, f => Assert.NotEqual("", f.Source));
        }

        Assert.Equal(1960, explained);
    }

    private static bool IsText(string line) => line.Contains("Boundary", StringComparison.Ordinal);

    private static IEnumerable<string> Lines(ExplainedNode node) => node.Parts.SelectMany(Lines).Prepend(node.Text);
}
