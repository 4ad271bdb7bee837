using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions.Aggregates;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>The items of a <c>STATS</c>: expressions over aggregate calls, group keys and constants (specification 8.4.3).</summary>
/// <param name="binder">The binder.</param>
/// <param name="inner">The columns inside aggregate calls.</param>
/// <param name="keys">The group keys: the columns outside of them.</param>
internal sealed class AggregateCalls(EsqlBinder binder, Scope inner, IReadOnlyList<StatsKey> keys) : IExpressionScope
{
    private readonly List<AggregateCall> _calls = [];
    private BoundExpression? _filter;

    /// <summary>The calls of all items bound so far.</summary>
    public IReadOnlyList<AggregateCall> Calls => _calls;

    /// <summary>Binds an item; its filter belongs to every call in it (8.4.6).</summary>
    public BoundExpression? BindItem(FieldSyntax item)
    {
        _filter = null;
        if (item.Filter is not null)
        {
            var inside = new InnerScope(binder, inner);
            _filter = inside.Run(() =>
                new ExpressionBinder(binder, inside).BindCondition(item.Filter, "the filter of an aggregate")
            );
            if (_filter is null)
                return null;
        }

        return new ExpressionBinder(binder, this).Bind(item.Expression);
    }

    /// <inheritdoc/>
    public BoundExpression? Resolve(NameSyntax name)
    {
        foreach (var key in keys)
        {
            if (key.Output.Name == name.Name)
                return new BoundColumn(name.Name, key.Output.Cell, key.Output.Type, name.Span);
        }

        // An unknown name is worth its own message.
        var inside = new InnerScope(binder, inner);
        if (inside.Run(() => binder.FindColumn(name)) is not null)
        {
            binder.Report(
                EsqlDiagnostics.NotAggregated,
                name.Span,
                $"aggregate it, for instance `VALUES({name.Name})`, or add it behind `BY`",
                name.Name
            );
        }

        return null;
    }

    /// <inheritdoc/>
    public Column? FindConflict(NameSyntax name) => null;

    /// <inheritdoc/>
    public BoundExpression? BindAggregate(AggregateFunction function, CallSyntax call)
    {
        if (call.Options is not null)
        {
            binder.Report(EsqlDiagnostics.NotSupported, call.Options.Span, null, $"an option of `{function.Name}`");
            return null;
        }

        if (call.HasStar && function.Name != "COUNT")
        {
            binder.Report(EsqlDiagnostics.BadArguments, call.Span, null, $"`*` is no argument of `{function.Name}`");
            return null;
        }

        var inside = new InnerScope(binder, inner);
        var arguments = inside.Run(() => BindArguments(function, call, inside));
        if (arguments is null)
            return null;
        var infos = arguments.Select(ExpressionBinder.Describe).ToArray();
        var binding = function.Bind(infos, out var error);
        if (binding is null)
        {
            var span =
                error!.ArgumentIndex >= 0 && error.ArgumentIndex < arguments.Count
                    ? arguments[error.ArgumentIndex].Span
                    : call.Span;
            binder.Report(EsqlDiagnostics.BadArguments, span, null, error.Message);
            return null;
        }

        var cell = binder.Builder.NewCell();
        _calls.Add(new(binding, arguments, _filter, cell, binder.Source, call.Span));
        return new BoundColumn(binder.Source.Slice(call.Span), cell, binding.Type, call.Span);
    }

    private List<BoundExpression>? BindArguments(AggregateFunction function, CallSyntax call, InnerScope inside)
    {
        var arguments = new List<BoundExpression>();
        var binds = new ExpressionBinder(binder, inside);
        foreach (var syntax in call.Arguments)
        {
            if (binds.Bind(syntax) is { } argument)
                arguments.Add(argument);
        }

        if (arguments.Count < call.Arguments.Count)
            return null;
        if (function is FirstOrLast && arguments.Count == 1)
        {
            if (inside.Resolve(new("@timestamp", call.NameSpan)) is not { } timestamp)
                return null;
            arguments.Add(timestamp);
        }

        return arguments;
    }

    /// <summary>The columns inside aggregate calls, where no other aggregate may stand.</summary>
    private sealed class InnerScope(EsqlBinder binder, Scope scope) : IExpressionScope
    {
        public T Run<T>(Func<T> bind) => binder.WithScope(scope, bind);

        public BoundExpression? Resolve(NameSyntax name) => binder.Resolve(name);

        public Column? FindConflict(NameSyntax name) => binder.FindConflict(name);

        public BoundExpression? BindAggregate(AggregateFunction function, CallSyntax call)
        {
            binder.Report(
                EsqlDiagnostics.MisplacedAggregate,
                call.NameSpan,
                null,
                function.Name,
                "may not stand inside another aggregate or a filter"
            );
            return null;
        }
    }
}
