using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Checks;

/// <summary>Finds conditions that are right as text and cannot be what the author means.</summary>
/// <remarks>
/// Only what is certain for every event: <c>f == "a" and f == "b"</c> is not, since a field of several values may satisfy both;
/// <c>f == null and f == "a"</c> and <c>f == "a" and not f == "a"</c> are.
/// </remarks>
/// <param name="query">The text that spans count in.</param>
/// <param name="negatesStars">Whether <c>not f : "*"</c> is how the language asks for absence: KQL has no other way.</param>
/// <param name="diagnostics">Takes what is found.</param>
internal sealed class ConditionCheck(SourceText query, bool negatesStars, DiagnosticBag diagnostics)
{
    /// <summary>Looks at a whole condition, after constants are folded.</summary>
    public void Run(BoundExpression condition)
    {
        if (condition is BoundLiteral literal)
        {
            if (literal.Value.IsNull || (literal.Value.Kind == ValueKind.Boolean && !literal.Value.AsBoolean))
                diagnostics.Report(CheckDiagnostics.NeverHolds, query, condition.Span);
            return;
        }

        Visit(condition);
    }

    private void Visit(BoundExpression node)
    {
        switch (node)
        {
            case BoundAnd all when Contradicts(all):
                diagnostics.Report(CheckDiagnostics.NeverHolds, query, all.Span);
                return;
            case BoundOr any:
                FindCoveredAlternative(any);
                break;
            case BoundNot { Operand: BoundFieldTest { Matcher: AnyMatcher } test } when IsWrittenAsPattern(test.Span):
                const string Help = "to ask for absence, write `field == null`";
                diagnostics.Add(new(CheckDiagnostics.NegatedStar, query, node.Span, [], Help: Help));
                break;
        }

        foreach (var child in node.Children)
            Visit(child);
    }

    /// <summary>Whether one operand holds only where another cannot. Tests of fields are two-valued, so this is certain.</summary>
    private static bool Contradicts(BoundAnd all)
    {
        foreach (var operand in all.Children)
        {
            var denied = operand switch
            {
                BoundNot { Operand: BoundFieldTest test } => test,
                _ => null,
            };
            if (denied is null)
                continue;
            string? key = null;
            foreach (var other in all.Children)
            {
                if (
                    other is BoundFieldTest test
                    && test.Field.Slot == denied.Field.Slot
                    && (denied.Matcher is AnyMatcher || (key ??= denied.Matcher.Key) == test.Matcher.Key)
                )
                    return true;
            }
        }

        return false;
    }

    /// <summary>A test of whether there is a value makes every other test of the field needless.</summary>
    private void FindCoveredAlternative(BoundOr alternatives)
    {
        var covering = alternatives.Children.OfType<BoundFieldTest>().Where(t => t.Matcher is AnyMatcher);
        foreach (var any in covering)
        {
            var covered = alternatives
                .Children.OfType<BoundFieldTest>()
                .FirstOrDefault(t => t.Field.Slot == any.Field.Slot && t.Matcher is not AnyMatcher);
            if (covered is null)
                continue;
            diagnostics.Report(CheckDiagnostics.StarAmongOthers, query, any.Span);
            return;
        }
    }

    /// <summary>Whether a test of presence stands there as a pattern of stars, rather than as a comparison with null.</summary>
    private bool IsWrittenAsPattern(TextSpan span) =>
        !negatesStars && query.Slice(span).Contains('*', StringComparison.Ordinal);
}
