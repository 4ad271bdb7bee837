using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content><c>STATS</c> and <c>INLINE STATS</c> (specification 8.4, 8.5).</content>
internal sealed partial class EsqlBinder
{
    private void BindStats(StatsSyntax stats)
    {
        var input = _scope;
        if (stats.Aggregates.Count == 0 && stats.Keys.Count == 0)
            Report(EsqlDiagnostics.BadArguments, stats.Span, null, "`STATS` needs an aggregate or a group key");
        var broken = _scopeIsBroken;
        var keys = BindKeys(stats.Keys, out var keysFailed);
        // Names of keys hide columns inside aggregates (8.4.5).
        var inner = input.With(keys.Select(k => k.Inner));
        var calls = new AggregateCalls(this, inner, keys);
        IsInStats = true;
        var items = new List<(string Name, TextSpan Span, BoundExpression? Value)>();
        foreach (var item in stats.Aggregates)
            items.Add((NameOf(item), item.Span, calls.BindItem(item)));
        IsInStats = false;

        var aggregate = new AggregateOperator([.. keys.Select(k => k.Key)], calls.Calls);
        var evals = new List<(int Cell, BoundExpression Value)>();
        var results = new List<Column>();
        var places = new Dictionary<string, TextSpan>(StringComparer.Ordinal);
        foreach (var (name, span, value) in items)
        {
            results.RemoveAll(r => r.Name == name && Shadow(name, places[name], span));
            places[name] = span;
            results.Add(ResultColumn(name, value, evals));
        }

        foreach (var key in keys)
            results.RemoveAll(r => r.Name == key.Output.Name && Shadow(r.Name, places[r.Name], key.Span));

        _scopeIsBroken = broken || keysFailed || items.Exists(i => i.Value is null);
        if (stats.IsInline)
            AddInlineAggregate(aggregate, evals, results, keys);
        else
            AddAggregate(aggregate, evals, results, keys);
    }

    private void AddAggregate(
        AggregateOperator aggregate,
        List<(int Cell, BoundExpression Value)> evals,
        List<Column> results,
        List<StatsKey> keys
    )
    {
        _hasStats = true;
        _fullTextBarrier ??= "STATS";
        Builder.SetOrder([]);
        Builder.Add(aggregate);
        if (evals.Count > 0)
            Builder.AddEval([.. evals.Select(e => e.Cell)], [.. evals.Select(e => e.Value)]);
        _scope = new Scope([.. results, .. keys.Select(k => k.Output)], null);
    }

    private void AddInlineAggregate(
        AggregateOperator aggregate,
        List<(int Cell, BoundExpression Value)> evals,
        List<Column> results,
        List<StatsKey> keys
    )
    {
        _fullTextBarrier ??= "INLINE STATS";
        RowOperator[] then =
            evals.Count == 0 ? [] : [new EvalOperator([.. evals.Select(e => e.Cell)], [.. evals.Select(e => e.Value)])];
        Builder.Add(new InlineAggregateOperator(aggregate, then, [.. results.Select(r => r.Cell)]));
        // Rows keep their own values of the keys; the columns move to the end (6.6).
        _scope = _scope.With(results).With(keys.Select(k => k.Inner));
    }

    private bool Shadow(string name, TextSpan shadowed, TextSpan by)
    {
        var place = Source.GetLocalPosition(shadowed.Start);
        var other = Source.GetLocalPosition(by.Start);
        _warnings.Add(
            $"Line {place.Line}:{place.Column}: Field '{name}' shadowed by field at line {other.Line}:{other.Column}"
        );
        return true;
    }

    private Column ResultColumn(string name, BoundExpression? value, List<(int Cell, BoundExpression Value)> evals)
    {
        if (value is BoundColumn column && !evals.Exists(e => e.Cell == column.Index))
            return new(name, column.Type) { Cell = column.Index };
        var cell = Builder.NewCell();
        if (value is not null)
            evals.Add((cell, value));
        return new(name, value?.Type ?? DataType.Null) { Cell = cell };
    }

    /// <summary>Group keys: names in them refer to the input; the last of a name counts.</summary>
    private List<StatsKey> BindKeys(IReadOnlyList<FieldSyntax> syntaxes, out bool failed)
    {
        var keys = new List<StatsKey>();
        failed = false;
        foreach (var syntax in syntaxes)
        {
            var name = NameOf(syntax);
            var expression = new ExpressionBinder(this, this).Bind(syntax.Expression);
            if (expression is not null && (expression.Type.IsSpan() || expression.Type == DataType.Source))
            {
                var message = $"rows cannot be grouped by {expression.Type.ToName()}";
                Report(EsqlDiagnostics.BadArguments, syntax.Expression.Span, null, message);
                expression = null;
            }

            failed |= expression is null;
            expression ??= new BoundLiteral(Values.Value.Null, DataType.Null, syntax.Span);
            var inner = Define(name, expression);
            var output = new Column(name, expression.Type) { Cell = Builder.NewCell() };
            var key = new AggregateKey(Builder.Read(inner, syntax.Expression.Span), output.Cell);
            keys.RemoveAll(k => k.Output.Name == name);
            keys.Add(new(inner, output, key, syntax.Span));
        }

        return keys;
    }
}

/// <summary>A group key.</summary>
/// <param name="Inner">Its value in an input row: what aggregates see.</param>
/// <param name="Output">Its value in the group's row.</param>
/// <param name="Key">The key of the plan.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record StatsKey(Column Inner, Column Output, AggregateKey Key, TextSpan Span);
