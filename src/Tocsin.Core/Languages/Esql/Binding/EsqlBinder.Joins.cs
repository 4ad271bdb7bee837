using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content><c>LOOKUP JOIN</c> and <c>ENRICH</c> (specification 8.12).</content>
internal sealed partial class EsqlBinder
{
    private void BindLookupJoin(LookupJoinSyntax join)
    {
        if (FindTable(join.Index, join.IndexSpan) is not { } table)
            return;
        if (!join.On.All(o => o is NameSyntax))
        {
            BindConditionJoin(join, table);
            return;
        }

        var keys = new List<BoundExpression>();
        var places = new List<int>();
        foreach (var name in join.On.Cast<NameSyntax>())
        {
            var place = table.IndexOf(name.Name);
            if (place < 0)
            {
                var help = NearestName.Find(name.Name, table.Columns.Select(c => c.Name)) is { } nearest
                    ? $"did you mean `{nearest}`?"
                    : null;
                Report(EsqlDiagnostics.BadJoin, name.Span, help, $"`{table.Name}` has no column `{name.Name}`");
            }

            if (Resolve(name) is not { } key || place < 0)
                continue;
            keys.Add(key);
            places.Add(place);
        }

        if (keys.Count < join.On.Count || KeyValues(table, places, keys) is not { } values)
        {
            _scopeIsBroken = true;
            return;
        }

        AddJoin(table, keys, new LookupIndex(values, expandMany: false), [.. places], null);
    }

    /// <summary>A join on a condition: names of the table are its columns, others those at hand; in <c>left == right</c> the sides tell.</summary>
    private void BindConditionJoin(LookupJoinSyntax join, LookupTable table)
    {
        var cells = table.Columns.Select(_ => Builder.NewCell()).ToArray();
        var right = table.Columns.Select((c, i) => new Column(c.Name, c.Type) { Cell = cells[i] }).ToList();
        var conditions = new List<BoundExpression>();
        foreach (var on in join.On)
        {
            var scope = new JoinScope(this, right, on is BinarySyntax { Left: NameSyntax left } ? left : null);
            if (new ExpressionBinder(this, scope).BindCondition(on, "the condition of a join") is { } condition)
                conditions.Add(condition);
        }

        if (conditions.Count < join.On.Count)
        {
            _scopeIsBroken = true;
            return;
        }

        var all = conditions.Count == 1 ? conditions[0] : new BoundAnd(conditions, join.Span);
        Builder.Add(new LookupJoinOperator(table, [], null, cells, all));
        _scope = _scope.With(right);
    }

    private void AddJoin(
        LookupTable table,
        List<BoundExpression> keys,
        LookupIndex index,
        HashSet<int> keyPlaces,
        BoundExpression? condition
    )
    {
        var cells = new int[table.Columns.Count];
        var added = new List<Column>();
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = keyPlaces.Contains(i) ? -1 : Builder.NewCell();
            if (cells[i] >= 0)
                added.Add(new(table.Columns[i].Name, table.Columns[i].Type) { Cell = cells[i] });
        }

        Builder.Add(new LookupJoinOperator(table, keys, index, cells, condition));
        _scope = _scope.With(added);
    }

    private void BindEnrich(EnrichSyntax enrich)
    {
        if (FindTable(enrich.Policy, enrich.PolicySpan) is not { } table)
            return;
        // The match field of a policy is its first column that is called like the field, else its first.
        var place = enrich.On is null ? 0 : table.IndexOf(enrich.On.Name);
        place = Math.Max(0, place);
        if (table.Columns.Count == 0)
        {
            Report(EsqlDiagnostics.BadJoin, enrich.PolicySpan, null, $"`{table.Name}` has no columns");
            return;
        }

        var on = enrich.On ?? new NameSyntax(table.Columns[place].Name, enrich.PolicySpan);
        var columns = new List<int>();
        var added = new List<Column>();
        var fields = enrich.Fields.Select(f => (f.Name!.Name, Field: (NameSyntax)f.Expression)).ToList();
        if (fields.Count == 0)
            fields =
            [
                .. table.Columns.Where((_, i) => i != place).Select(c => (c.Name, new NameSyntax(c.Name, enrich.Span))),
            ];
        foreach (var (name, field) in fields)
        {
            var column = table.IndexOf(field.Name);
            if (column < 0)
            {
                Report(EsqlDiagnostics.BadJoin, field.Span, null, $"`{table.Name}` has no column `{field.Name}`");
                continue;
            }

            columns.Add(column);
            added.Add(new(name, table.TypeOf(column)) { Cell = Builder.NewCell() });
        }

        if (Resolve(on) is { } key && KeyValues(table, [place], [key]) is { } values)
        {
            var index = new LookupIndex(values, expandMany: true);
            Builder.Add(new EnrichOperator(table, key, index, columns, [.. added.Select(a => a.Cell)]));
        }

        _scope = _scope.With(added);
    }

    /// <summary>The key columns of a table, read as the types of the keys that ask: tables of text files know few types.</summary>
    private List<Value[]>? KeyValues(LookupTable table, List<int> places, List<BoundExpression> keys)
    {
        var readAs = new DataType[keys.Count];
        for (var i = 0; i < readAs.Length; i++)
        {
            var right = table.TypeOf(places[i]);
            readAs[i] = keys[i].Type;
            var converts = right.IsString() && keys[i].Type is DataType.Ip or DataType.Version or DataType.Date;
            if (converts || Comparison.AreComparable(keys[i].Type, right))
                continue;
            Report(
                EsqlDiagnostics.BadJoin,
                keys[i].Span,
                null,
                $"`{table.Columns[places[i]].Name}` is {right.ToName()} in `{table.Name}` and {keys[i].Type.ToName()} here"
            );
            return null;
        }

        var values = new List<Value[]>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var key = new Value[places.Count];
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = row[places[i]];
                if (table.TypeOf(places[i]).IsString() && !readAs[i].IsString() && readAs[i] != DataType.Dynamic)
                    key[i] = ValueConversion.ConvertLeniently(key[i], readAs[i]);
            }

            values.Add(key);
        }

        return values;
    }

    private LookupTable? FindTable(string name, TextSpan span)
    {
        if (_options.Lookups.TryGetValue(name, out var table))
            return table;
        var help = NearestName.Find(name, _options.Lookups.Keys) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"give it with `--lookup {name}=FILE`";
        Report(EsqlDiagnostics.UnknownTable, span, help, name);
        _scopeIsBroken = true;
        return null;
    }
}
