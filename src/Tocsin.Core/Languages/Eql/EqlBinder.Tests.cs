using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Lists and patterns (EQL specification, 5.5, 5.6 and section 8).</summary>
internal sealed partial class EqlBinder
{
    private BoundExpression? BindIn(InSyntax syntax, Use use)
    {
        var operand = BindValue(syntax.Operand);
        var isGood = true;
        var matchers = new List<ValueMatcher>();
        var constants = new List<Value>();
        foreach (var item in syntax.Items)
        {
            var bound = BindValue(item);
            if (bound is null || operand is null)
            {
                isGood = false;
                continue;
            }

            if (bound is not BoundLiteral literal)
            {
                Report(EqlDiagnostics.ListItemNotConstant, item.Span, null);
                isGood = false;
                continue;
            }

            // A null in a list is equal to nothing.
            if (!literal.Value.IsNull)
                isGood &= TryAddItem(operand, literal, constants, matchers);
        }

        if (operand is null || !isGood || syntax.Items.Count == 0)
            return null;
        if (constants.Count > 0 || matchers.Count == 0)
            matchers.Insert(0, SetOf(constants, syntax.IgnoresCase || IsLowercase(operand)));
        var test = AnyOf(operand, matchers, use, syntax.Span);
        return syntax.IsNegated ? Negate(test, syntax.Span) : test;
    }

    private static ValueMatcher SetOf(List<Value> constants, bool ignoreCase) =>
        constants is [var only] ? new EqualsMatcher(only, ignoreCase) : new InMatcher(constants, ignoreCase);

    private bool TryAddItem(
        BoundExpression operand,
        BoundLiteral literal,
        List<Value> constants,
        List<ValueMatcher> matchers
    )
    {
        var type = operand.Type;
        if (type.IsDate() && literal.Type != DataType.Boolean)
        {
            var instant = InstantMatcherFor(EqlTokenKind.Equal, operand, literal, isEquality: true);
            if (instant is not null)
                matchers.Add(instant);
            return instant is not null;
        }

        if (type == DataType.Ip && BlockMatcher(literal) is { } block)
        {
            matchers.Add(block);
            return true;
        }

        var isSameFamily =
            type is DataType.Dynamic or DataType.Null
            || (type.IsNumeric() && literal.Type.IsNumeric())
            || (type.IsString() && literal.Type.IsString())
            || (type is DataType.Ip or DataType.Version && literal.Type.IsString())
            || type == literal.Type;
        if (!isSameFamily)
        {
            Report(EqlDiagnostics.TypesDiffer, literal.Span, null, Describe(operand), Describe(literal.Type));
            return false;
        }

        if (ValueFor(operand, literal, isEquality: true) is not { } value)
            return false;
        constants.Add(value);
        return true;
    }

    /// <summary>True if one of several tests of one operand is.</summary>
    private BoundExpression AnyOf(BoundExpression operand, IReadOnlyList<ValueMatcher> matchers, Use use, TextSpan span)
    {
        if (operand is BoundLiteral literal)
        {
            var truth =
                literal.Value.IsNull ? Truth.Unknown
                : matchers.Any(m => m.Matches(literal.Value)) ? Truth.True
                : Truth.False;
            return BoundLiteral.FromTruth(truth, span);
        }

        var tests = matchers.Select(m => Test(operand, m, use, span)).ToList();
        return Finish(operand, tests is [var only] ? only : new BoundOr(tests, span), use);
    }

    private BoundExpression? BindPattern(PatternSyntax syntax, Use use)
    {
        var op = syntax.Operator;
        var operand = BindValue(syntax.Operand);
        if (operand is not null && !CanHavePattern(operand, op, syntax.Operand.Span))
            operand = null;
        var patterns = new List<(string Text, TextSpan Span)>();
        foreach (var literal in syntax.Patterns)
        {
            if (literal.Token.Kind == EqlTokenKind.String)
                patterns.Add((literal.Token.Text, literal.Span));
            else if (BindLiteral(literal) is { } other)
                Report(EqlDiagnostics.NotString, literal.Span, null, op.Text, Describe(other));
        }

        var ignoresCase =
            op.Kind is EqlTokenKind.Colon or EqlTokenKind.LikeIgnoreCase or EqlTokenKind.RegexIgnoreCase
            || (operand is not null && IsLowercase(operand));
        var matchers = op.Kind is EqlTokenKind.Regex or EqlTokenKind.RegexIgnoreCase
            ? RegexMatchers(patterns, ignoresCase)
            : WildcardMatchers(patterns, ignoresCase);
        if (operand is null || matchers is null || patterns.Count != syntax.Patterns.Count || patterns.Count == 0)
            return null;
        return AnyOf(operand, matchers, use, syntax.Span);
    }

    private bool CanHavePattern(BoundExpression operand, EqlToken op, TextSpan span)
    {
        if (operand.Type.IsString() || operand.Type is DataType.Null or DataType.Dynamic)
            return true;
        var help = operand.Type == DataType.Ip ? "use `==`, `in` or `cidrMatch`" : "use `==` or `in`";
        Report(EqlDiagnostics.NotString, span, help, op.Text, Describe(operand));
        return false;
    }

    /// <summary>Patterns without wildcards are one set; each of the others is a test of its own (8.5, 8.6).</summary>
    private static List<ValueMatcher> WildcardMatchers(List<(string Text, TextSpan Span)> patterns, bool ignoresCase)
    {
        var matchers = new List<ValueMatcher>();
        var constants = new List<Value>();
        foreach (var (text, _) in patterns)
        {
            if (!text.AsSpan().ContainsAny('*', '?'))
            {
                constants.Add(Value.FromText(text));
                continue;
            }

            var pattern = WildcardPattern.Parse(text, WildcardDialect.Eql);
            matchers.Add(pattern.IsEverything ? AnyMatcher.Instance : new WildcardMatcher(pattern, ignoresCase));
        }

        if (constants.Count > 0)
            matchers.Insert(0, SetOf(constants, ignoresCase));
        return matchers;
    }

    private List<ValueMatcher>? RegexMatchers(List<(string Text, TextSpan Span)> patterns, bool ignoresCase)
    {
        var matchers = new List<ValueMatcher>();
        foreach (var (text, span) in patterns)
        {
            if (LuceneRegex.Parse(text, LuceneDialect.Eql, ignoresCase, out var error) is { } regex)
                matchers.Add(new RegexMatcher(regex));
            else
                Report(EqlDiagnostics.BadRegex, span, null, error!.Message);
        }

        return matchers.Count == patterns.Count ? matchers : null;
    }
}
