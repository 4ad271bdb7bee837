using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Sequences and samples (EQL specification, sections 12 and 13).</summary>
internal sealed partial class EqlBinder
{
    private ItemSyntax? _until;

    /// <summary>Binds a sequence; null where something is wrong.</summary>
    public SequenceProgram? BindSequence(SequenceSyntax syntax, EventOrder order)
    {
        List<ItemSyntax> all = syntax.Until is null ? [.. syntax.Items] : [.. syntax.Items, syntax.Until];
        _until = syntax.Until;
        var items = BindItems(syntax.Keys, all);
        // Too few items or missing ones alone have been reported; there is no program to lay out.
        if (items is null || items.Take(syntax.Items.Count).All(i => i.IsMissing))
            return null;
        return new(
            [.. items.Take(syntax.Items.Count)],
            syntax.Until is null ? null : items[^1],
            syntax.MaxspanMillis ?? _options.MaxspanMillisDefault,
            order,
            _options.Limits
        );
    }

    /// <summary>Binds a sample; null where something is wrong.</summary>
    public SampleProgram? BindSample(SampleSyntax syntax, EventOrder order) =>
        BindItems(syntax.Keys, syntax.Items) is { Count: > 0 } items ? new(items, order, _options.Limits) : null;

    private List<JoinItem>? BindItems(IReadOnlyList<FieldSyntax> commonKeys, IReadOnlyList<ItemSyntax> items)
    {
        var keysOf = items.Select(i => (FieldSyntax[])[.. commonKeys, .. i.Keys]).ToList();
        var common = BindKeys(commonKeys);
        var keys = new List<List<BoundExpression?>>();
        foreach (var item in items)
            keys.Add([.. common, .. BindKeys(item.Keys)]);
        CheckKeyTypes(keysOf, keys);

        var joinKeys = keys.Select((k, i) => i > 0 && AreSame(k, keys[0]) ? null : ToJoinKeys(k, keysOf[i])).ToList();
        var bound = new List<JoinItem>();
        for (var i = 0; i < items.Count; i++)
        {
            var condition = BindFilter(items[i].Filter);
            if (condition is null || keys[i].Contains(null))
                continue;
            condition = WithKeyConditions(condition, i, items, keysOf);
            bound.Add(
                new(_options.Optimizer.Run(condition), joinKeys[i] ?? joinKeys[0]!, items[i].Runs, items[i].IsMissing)
            );
        }

        return bound.Count == items.Count ? bound : null;
    }

    private List<BoundExpression?> BindKeys(IReadOnlyList<FieldSyntax> keys) => [.. keys.Select(BindField)];

    private static bool AreSame(List<BoundExpression?> keys, List<BoundExpression?> others) =>
        keys.Count == others.Count && keys.Zip(others).All(p => ReferenceEquals(p.First, p.Second));

    private static JoinKey[] ToJoinKeys(List<BoundExpression?> keys, FieldSyntax[] written) =>
        [
            .. keys.Select(
                (k, i) =>
                    k is BoundField field
                        ? new JoinKey(field.Slot, written[i].IsOptional, field)
                        : new JoinKey(-1, IsOptional: true)
            ),
        ];

    /// <summary>5.11: keys at one position are of one family of types in all items.</summary>
    private void CheckKeyTypes(List<FieldSyntax[]> written, List<List<BoundExpression?>> keys)
    {
        for (var i = 1; i < keys.Count; i++)
        {
            for (var k = 0; k < Math.Min(keys[i].Count, keys[0].Count); k++)
            {
                if (keys[i][k] is not { } key || keys[0][k] is not { } first || AreOneFamily(key.Type, first.Type))
                    continue;
                Report(EqlDiagnostics.KeyTypes, written[i][k].Span, null, Describe(key), Describe(first));
            }
        }
    }

    private static bool AreOneFamily(DataType x, DataType y) =>
        x == y
        || x is DataType.Null or DataType.Dynamic
        || y is DataType.Null or DataType.Dynamic
        || (x.IsNumeric() && y.IsNumeric())
        || (x.IsString() && y.IsString())
        || (x.IsDate() && y.IsDate());

    /// <summary>
    /// 12.4.7: a conjunct of another item that mentions a key and holds no <c>or</c> applies to this item as well, with the key replaced by
    /// its own at that position. Conjuncts of missing items are not spread.
    /// </summary>
    private BoundExpression WithKeyConditions(
        BoundExpression condition,
        int index,
        IReadOnlyList<ItemSyntax> items,
        List<FieldSyntax[]> keys
    )
    {
        // `until` has its own condition; it stands behind the items and is never an item of the match.
        var spread = new List<BoundExpression> { condition };
        var isUntil = ReferenceEquals(items[index], _until);
        for (var other = 0; other < items.Count && !isUntil; other++)
        {
            if (other == index || items[other].IsMissing || ReferenceEquals(items[other], _until))
                continue;
            foreach (var conjunct in KeyConjunctsOf(items[other].Filter, keys[other]))
            {
                if (conjunct.Position < keys[index].Length && BindRenamed(conjunct, keys[index]) is { } bound)
                    spread.Add(bound);
            }
        }

        return spread.Count == 1 ? condition : FoldLogic(spread, isAnd: true, Use.Condition, condition.Span);
    }

    private IEnumerable<KeyConjunct> KeyConjunctsOf(FilterSyntax filter, FieldSyntax[] keys)
    {
        var conjuncts = EqlSyntaxFacts.ConjunctsOf(filter.Condition);
        if (filter.Category is { } category)
            conjuncts = conjuncts.Prepend(CategoryCondition(category, filter.CategorySpan));
        foreach (var conjunct in conjuncts)
        {
            if (EqlSyntaxFacts.Any(conjunct, s => s is LogicSyntax { IsAnd: false }))
                continue;
            foreach (var part in EqlSyntaxFacts.All(conjunct))
            {
                var position = part is FieldSyntax field ? Array.FindIndex(keys, k => k.Name == field.Name) : -1;
                if (position < 0)
                    continue;
                yield return new(conjunct, keys[position].Name, position);
                break;
            }
        }
    }

    private ComparisonSyntax CategoryCondition(string category, TextSpan span) =>
        new(
            new(EqlTokenKind.Equal, span, "=="),
            new FieldSyntax(_options.EventCategoryField, false, span),
            new LiteralSyntax(new(EqlTokenKind.String, span, category)),
            span
        );

    private BoundExpression? BindRenamed(KeyConjunct conjunct, FieldSyntax[] keys)
    {
        // Whatever is wrong with it was reported where it is written.
        var diagnostics = _diagnostics;
        _diagnostics = new();
        _rename = (conjunct.Key, keys[conjunct.Position].Name);
        var bound = BindCondition(conjunct.Condition);
        _rename = null;
        _diagnostics = diagnostics;
        return bound;
    }

    /// <summary>A conjunct that mentions a key.</summary>
    /// <param name="Condition">The conjunct.</param>
    /// <param name="Key">The key's name.</param>
    /// <param name="Position">Its position in the key tuple.</param>
    private readonly record struct KeyConjunct(ExpressionSyntax Condition, string Key, int Position);
}
