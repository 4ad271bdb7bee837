using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions.Aggregates;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>The names of a join's condition: columns of the table before those at hand, but for the left side of a comparison.</summary>
/// <param name="binder">The columns at hand.</param>
/// <param name="right">The columns of the table.</param>
/// <param name="left">A name that means a column at hand where there is one.</param>
internal sealed class JoinScope(EsqlBinder binder, IReadOnlyList<Column> right, NameSyntax? left) : IExpressionScope
{
    public BoundExpression? Resolve(NameSyntax name)
    {
        var column = right.FirstOrDefault(c => c.Name == name.Name);
        if (column is null || (ReferenceEquals(name, left) && binder.HasColumn(name.Name)))
            return binder.Resolve(name);
        return new BoundColumn(name.Name, column.Cell, column.Type, name.Span);
    }

    public Column? FindConflict(NameSyntax name) => null;

    public BoundExpression? BindAggregate(AggregateFunction function, CallSyntax call) =>
        binder.BindAggregate(function, call);
}
