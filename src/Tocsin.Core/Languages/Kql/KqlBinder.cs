using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Kql;

/// <summary>Gives a query its meaning: names become fields, values become tests of the fields' types.</summary>
internal sealed class KqlBinder(SourceText source, ISchema schema, DiagnosticBag diagnostics)
{
    private readonly KqlFields _names = new(source, schema, diagnostics);

    /// <summary>The condition of a tree.</summary>
    /// <param name="node">The tree.</param>
    /// <param name="fields">Receives the fields that the condition reads.</param>
    public BoundExpression Bind(KqlNode node, FieldTable fields) => Bind(node, new Scope("", fields));

    private BoundExpression Bind(KqlNode node, Scope scope) =>
        node switch
        {
            KqlOr or => new BoundOr([.. or.Operands.Select(o => Bind(o, scope))], or.Span),
            KqlAnd and => new BoundAnd([.. and.Operands.Select(o => Bind(o, scope))], and.Span),
            KqlNot not => new BoundNot(Bind(not.Operand, scope), not.Span),
            KqlMatch match => BindMatch(match, scope),
            KqlRange range => BindRange(range, scope),
            KqlNested nested => BindNested(nested, scope),
            _ => BoundLiteral.FromTruth(Truth.True, node.Span),
        };

    private BoundExpression BindMatch(KqlMatch match, Scope scope)
    {
        if (match.Name is null || match.Name.IsPattern)
            return BindValues(match.Values, value => BindAnyField(match.Name, value, scope));
        var field = _names.Resolve(
            match.Name,
            scope.Prefix,
            mayBeObject: match.Values is KqlValue { Literal.IsLoneStar: true }
        );
        return field is null
            ? BoundLiteral.FromTruth(Truth.False, match.Span)
            : BindValues(match.Values, value => BindValue(match.Name, field, value, scope));
    }

    /// <summary>The boolean expression over values as the same expression over clauses (K15).</summary>
    private static BoundExpression BindValues(KqlNode node, Func<KqlLiteral, BoundExpression> bindOne) =>
        node switch
        {
            KqlOr or => new BoundOr([.. or.Operands.Select(o => BindValues(o, bindOne))], or.Span),
            KqlAnd and => new BoundAnd([.. and.Operands.Select(o => BindValues(o, bindOne))], and.Span),
            KqlNot not => new BoundNot(BindValues(not.Operand, bindOne), not.Span),
            KqlValue value => bindOne(value.Literal),
            _ => BoundLiteral.FromTruth(Truth.False, node.Span),
        };

    private BoundExpression BindValue(KqlLiteral name, FieldInfo field, KqlLiteral value, Scope scope)
    {
        var span = TextSpan.Cover(name.Span, value.Span);
        var bound = scope.ToBound(field, name.Span);
        if (value.IsLoneStar && KqlFields.MayBeObject(field))
            return new BoundOr(
                [new BoundFieldTest(bound, AnyMatcher.Instance, span), new BoundObjectExists(name.Text, span)],
                span
            );
        WarnOfQuotedStar(value);
        if (field.Has(FieldTraits.Flattened))
        {
            // A flattened object as a whole has the values of all its leaves.
            var leaves = WildcardPattern.FromSegments([name.Text + ".", ""]);
            return new BoundAnyField(schema, scope.Prefix, leaves, new KqlValueTests(value), span);
        }

        var test = KqlValues.Match(field, value, out var problem);
        return test is null ? Refuse(problem!, field, value) : test.On(bound, span);
    }

    private BoundExpression BindRange(KqlRange range, Scope scope)
    {
        if (range.Name.IsPattern)
        {
            if (range.Bound.IsPattern)
                diagnostics.Report(KqlDiagnostics.PatternInRange, source, range.Bound.Span);
            var tests = new KqlRangeTests(range.Operator, range.Bound);
            return new BoundAnyField(schema, scope.Prefix, ToPattern(range.Name), tests, range.Span);
        }

        var field = _names.Resolve(range.Name, scope.Prefix, mayBeObject: false);
        if (field is null)
            return BoundLiteral.FromTruth(Truth.False, range.Span);
        var test = KqlValues.Range(field, range.Operator, range.Bound, out var problem);
        return test is null
            ? Refuse(problem!, field, range.Bound)
            : test.On(scope.ToBound(field, range.Name.Span), range.Span);
    }

    private BoundExpression BindAnyField(KqlLiteral? names, KqlLiteral value, Scope scope)
    {
        var isAnyName = names is null || names.IsLoneStar;
        var span = names is null ? value.Span : TextSpan.Cover(names.Span, value.Span);
        if (isAnyName && value.IsLoneStar)
            return BoundLiteral.FromTruth(Truth.True, span);
        WarnOfQuotedStar(value);
        var pattern = isAnyName ? null : ToPattern(names!);
        return new BoundAnyField(schema, scope.Prefix, pattern, new KqlValueTests(value), span);
    }

    private BoundExpression BindNested(KqlNested nested, Scope scope)
    {
        if (nested.Name.IsPattern)
        {
            diagnostics.Add(
                new(KqlDiagnostics.PatternAsPath, source, nested.Name.Span, [], Help: "name the field in full")
            );
            return BoundLiteral.FromTruth(Truth.False, nested.Span);
        }

        _names.CheckObject(nested.Name, scope.Prefix);
        var inner = new Scope($"{scope.Prefix}{nested.Name.Text}.", new FieldTable());
        var condition = Bind(nested.Condition, inner);
        return new BoundNested(nested.Name.Text, inner.Prefix, condition, inner.Fields, schema, nested.Span);
    }

    private BoundLiteral Refuse(DiagnosticDescriptor problem, FieldInfo field, KqlLiteral value)
    {
        var type = field.Type.ToName();
        object[] arguments =
            problem == KqlDiagnostics.WrongValue ? [value.Text, type, field.Name]
            : problem == KqlDiagnostics.PatternInRange ? []
            : [field.Name, type];
        diagnostics.Add(new(problem, source, value.Span, arguments, Help: KqlFields.HelpFor(problem, field.Type)));
        return BoundLiteral.FromTruth(Truth.False, value.Span);
    }

    private void WarnOfQuotedStar(KqlLiteral value)
    {
        if (value.IsQuoted && value.Text.Length > 1 && (value.Text.StartsWith('*') || value.Text.EndsWith('*')))
            diagnostics.Add(
                new(KqlDiagnostics.QuotedStar, source, value.Span, [], Help: "leave the quotes out to use a wildcard")
            );
    }

    private static WildcardPattern ToPattern(KqlLiteral name) => WildcardPattern.FromSegments(name.Pieces);

    /// <summary>Where names are counted from: the document, or the objects inside braces.</summary>
    /// <param name="Prefix">The path of those objects with a dot behind it; empty for the document.</param>
    /// <param name="Fields">The fields read, counted from there.</param>
    private sealed record Scope(string Prefix, FieldTable Fields)
    {
        public BoundField ToBound(FieldInfo field, TextSpan span)
        {
            var path = field.Name[Prefix.Length..];
            return new(field, Fields.GetOrAdd(path), asDocValues: false, span);
        }
    }
}
