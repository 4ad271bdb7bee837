using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Makes a plan of a syntax tree: resolves names, checks types, keeps the columns in order (specification, sections 4 to 8).</summary>
/// <remarks>Goes on behind an error where what follows still makes sense, so that one pass reports what there is to report.</remarks>
internal sealed partial class EsqlBinder : IExpressionScope
{
    private readonly DiagnosticBag _diagnostics;
    private readonly EsqlOptions _options;
    private readonly Func<IndexPatterns, ISchema> _schemaFor;
    private readonly FieldTable _fields;
    private readonly CellNumbers _cells = new();
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];
    private readonly List<string> _expanded = [];
    private Scope _scope = new([], null);
    private bool _hasLimit;
    private bool _hasStats;
    private bool _scopeIsBroken;
    private string? _fullTextBarrier;

    public EsqlBinder(
        SourceText source,
        Func<IndexPatterns, ISchema> schemaFor,
        FieldTable fields,
        EsqlOptions options,
        DiagnosticBag diagnostics
    )
    {
        Source = source;
        _schemaFor = schemaFor;
        _fields = fields;
        _options = options;
        _diagnostics = diagnostics;
        Builder = new(_cells, fields, options.ClockIsFixed);
    }

    /// <summary>The query.</summary>
    public SourceText Source { get; }

    /// <summary>The plan, or branch, that is being built.</summary>
    public PlanBuilder Builder { get; private set; }

    /// <summary>The schema of the source; null without <c>FROM</c>.</summary>
    public ISchema? Schema { get; private set; }

    /// <summary>The run's fields.</summary>
    public FieldTable Fields => _fields;

    /// <summary>What the query allows.</summary>
    public EsqlOptions Options => _options;

    /// <summary>The diagnostics.</summary>
    public DiagnosticBag Diagnostics => _diagnostics;

    /// <summary>The command that took the documents away, so that full-text functions cannot stand behind it; null before any.</summary>
    public string? FullTextBarrier => _fullTextBarrier;

    /// <summary>Whether a name is a column here.</summary>
    public bool HasColumn(string name) => Lookup(name) is not null;

    /// <summary>Binds something with other columns at hand.</summary>
    public T WithScope<T>(Scope scope, Func<T> bind)
    {
        var outer = _scope;
        _scope = scope;
        var result = bind();
        _scope = outer;
        return result;
    }

    /// <summary>Whether what is being bound is part of <c>STATS</c>.</summary>
    public bool IsInStats { get; private set; }

    /// <summary>Binds a query; null when the source is missing.</summary>
    public BoundQuery? Bind(QuerySyntax syntax)
    {
        var patterns = BindSource(syntax.Source);
        if (syntax.Source is null)
            return null;
        foreach (var command in syntax.Commands)
            BindCommand(command);
        EndPlan();
        return new(Builder, patterns, OutputOf(_scope), _expanded, _warnings)
        {
            CellCount = _cells,
            IsAggregating = _hasStats,
            IsWholeEvent = _scope.Source is not null || _scope.Columns.Any(c => c.IsImplicit),
            UnansweredCompletion = _unansweredCompletion,
        };
    }

    /// <summary>Reports something wrong.</summary>
    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments) =>
        _diagnostics.Add(new(descriptor, Source, span, arguments, Help: help));

    /// <inheritdoc/>
    public BoundExpression? Resolve(NameSyntax name) => Resolve(name, FindColumn(name));

    /// <summary>What a column holds; null, with a report, where expressions cannot use it.</summary>
    public BoundExpression? Resolve(NameSyntax name, Column? column)
    {
        if (column is null)
            return null;
        if (column.Conflicts is { } conflicts)
        {
            var types = string.Join(", ", conflicts.Select(c => $"{c.Value.ToName()} in {c.Key}"));
            Report(
                EsqlDiagnostics.ConflictingTypes,
                name.Span,
                $"convert it at once, for instance `{name.Name}::keyword`",
                name.Name,
                types
            );
            return null;
        }

        if (column.Type == DataType.Unsupported)
        {
            Report(EsqlDiagnostics.UnsupportedField, name.Span, null, name.Name);
            return null;
        }

        return Builder.Read(column, name.Span);
    }

    /// <inheritdoc/>
    public Column? FindConflict(NameSyntax name) => Lookup(name.Name) is { Conflicts: not null } column ? column : null;

    /// <inheritdoc/>
    public BoundExpression? BindAggregate(AggregateFunction function, CallSyntax call)
    {
        Report(EsqlDiagnostics.MisplacedAggregate, call.NameSpan, null, function.Name, "may stand only in `STATS`");
        return null;
    }

    /// <summary>The column of a name; null, with a report, where there is none.</summary>
    public Column? FindColumn(NameSyntax name)
    {
        if (Lookup(name.Name) is { } known)
            return known;
        if (_scope.Source is { IsStrict: false } source && !_scope.IsHidden(name.Name) && !IsMetadataName(name.Name))
        {
            if (_reported.Add(name.Name))
            {
                var nearest = NearestName.Find(name.Name, source.KnownNames);
                var help = nearest is null ? "it is null where events lack it" : $"did you mean `{nearest}`?";
                Report(EsqlDiagnostics.UndeclaredField, name.Span, help, name.Name);
            }

            return new(name.Name, DataType.Dynamic) { Field = new(name.Name, DataType.Dynamic) };
        }

        ReportUnknown(name);
        return null;
    }

    private void ReportUnknown(NameSyntax name)
    {
        // Behind a command that failed the columns are not known: what seems missing may be its result.
        if (_scopeIsBroken)
            return;
        string? help = null;
        if (IsMetadataName(name.Name) && Schema is not null)
        {
            help = $"ask for it with `METADATA {name.Name}` behind `FROM`";
        }
        else
        {
            var candidates = _scope.Columns.Select(c => c.Name);
            if (_scope.Source is { } source)
                candidates = candidates.Concat(source.KnownNames);
            if (NearestName.Find(name.Name, candidates) is { } nearest)
                help = $"did you mean `{nearest}`?";
        }

        Report(EsqlDiagnostics.UnknownColumn, name.Span, help, name.Name);
    }

    private Column? Lookup(string name)
    {
        if (_scope.Find(name) is { } listed)
            return WithConflicts(listed);
        if (_scope.Source is null || _scope.IsHidden(name) || IsMetadataName(name))
            return null;
        return _scope.Source.Resolve(name) is { IsLeaf: true } field && !field.Has(FieldTraits.Metadata)
            ? WithConflicts(new(name, field.Type) { Field = field })
            : null;
    }

    private Column WithConflicts(Column column)
    {
        if (column.Type != DataType.Unsupported || column.Field is null || column.Conflicts is not null)
            return column;
        return column with { Conflicts = Schema?.ConflictingTypes(column.Field.Name) };
    }

    private void BindCommand(CommandSyntax command)
    {
        switch (command)
        {
            case WhereSyntax where:
                if (new ExpressionBinder(this, this).BindCondition(where.Condition, "a condition") is { } condition)
                    Builder.AddFilter(condition);
                break;
            case EvalSyntax eval:
                BindEval(eval.Fields);
                break;
            case StatsSyntax stats:
                BindStats(stats);
                break;
            case KeepSyntax keep:
                BindKeep(keep);
                break;
            case DropSyntax drop:
                BindDrop(drop);
                break;
            case RenameSyntax rename:
                BindRename(rename);
                break;
            case SortSyntax sort:
                BindSort(sort);
                break;
            case LimitSyntax limit:
                _hasLimit = true;
                _fullTextBarrier ??= "LIMIT";
                Builder.AddLimit(limit.Count);
                break;
            case MvExpandSyntax expand:
                BindMvExpand(expand);
                break;
            case DissectSyntax dissect:
                BindDissect(dissect);
                break;
            case GrokSyntax grok:
                BindGrok(grok);
                break;
            case EnrichSyntax enrich:
                BindEnrich(enrich);
                break;
            case LookupJoinSyntax join:
                BindLookupJoin(join);
                break;
            case ForkSyntax fork:
                BindFork(fork);
                break;
            case SampleSyntax sample:
                Builder.Add(new SampleOperator(sample.Probability));
                break;
            case CompletionSyntax completion:
                BindCompletion(completion);
                break;
            case BrokenSyntax broken:
                _scopeIsBroken |= broken.ChangesColumns;
                break;
        }
    }

    /// <summary><c>EVAL</c> and <c>ROW</c>: each item sees the columns of those before it (6.8).</summary>
    private void BindEval(IReadOnlyList<FieldSyntax> fields)
    {
        foreach (var field in fields)
        {
            var name = NameOf(field);
            if (new ExpressionBinder(this, this).Bind(field.Expression) is not { } expression)
            {
                // The column exists, whatever it may hold: what follows is not to be blamed.
                _scope = _scope.With([new(name, DataType.Null) { Cell = Builder.NewCell() }]);
                continue;
            }

            if (expression.Type.IsSpan())
            {
                Report(
                    EsqlDiagnostics.BadArguments,
                    field.Expression.Span,
                    null,
                    "a time span cannot be the value of a column"
                );
            }

            _scope = _scope.With([Define(name, expression)]);
        }
    }

    /// <summary>A column that holds an expression's value.</summary>
    private Column Define(string name, BoundExpression expression)
    {
        // Another name for a field or cell needs no computing.
        if (expression is BoundField { Field: var field })
            return new(name, field.Type) { Field = field };
        if (expression is BoundColumn known)
            return new(name, known.Type) { Cell = known.Index };
        var cell = Builder.NewCell();
        Builder.AddEval([cell], [expression]);
        return new(name, expression.Type) { Cell = cell };
    }

    /// <summary>The name of an item: the given one, a bare column's own, else its source text (6.2, 6.3).</summary>
    private string NameOf(FieldSyntax field) =>
        field.Name?.Name ?? (field.Expression is NameSyntax name ? name.Name : Source.Slice(field.Expression.Span));

    private void BindSort(SortSyntax sort)
    {
        var order = new List<SortKey>();
        foreach (var key in sort.Keys)
        {
            if (new ExpressionBinder(this, this).Bind(key.Expression) is not { } expression)
                continue;
            if (expression.Type.IsSpatial() || expression.Type.IsSpan() || expression.Type == DataType.Source)
            {
                Report(EsqlDiagnostics.NotSortable, key.Expression.Span, null, expression.Type.ToName());
                continue;
            }

            if (expression is not BoundColumn column)
            {
                var cell = Builder.NewCell();
                Builder.AddEval([cell], [expression]);
                column = new("", cell, expression.Type, expression.Span);
            }

            order.Add(new(column, key.IsDescending, key.NullsFirst));
        }

        Builder.SetOrder(order);
    }

    private void BindMvExpand(MvExpandSyntax syntax)
    {
        if (Resolve(syntax.Name) is not { } expanded)
            return;
        var cell = Builder.NewCell();
        Builder.Add(new MvExpandOperator(expanded, cell));
        _scope = _scope.WithInPlace(syntax.Name.Name, new(syntax.Name.Name, expanded.Type) { Cell = cell });
        _expanded.Add(syntax.Name.Name);
    }

    /// <summary>Orders what is to be ordered and applies the limits of queries (1.3); rules have none (17.2).</summary>
    private void EndPlan()
    {
        if (!_options.AppliesLimits)
        {
            if (Builder.Order.Count > 0)
                Builder.AddLimit(int.MaxValue);
        }
        else if (_hasLimit)
        {
            Builder.AddLimit(EsqlOptions.LimitMax);
        }
        else
        {
            if (Schema is not null)
                _warnings.Add($"No limit defined, adding default limit of [{EsqlOptions.LimitDefault}]");
            Builder.AddLimit(EsqlOptions.LimitDefault);
        }
    }

    /// <summary>The columns of the result. What nothing declares a type of is as the JSON has it: its column is <see cref="DataType.Dynamic"/>.</summary>
    private List<OutputColumn> OutputOf(Scope scope)
    {
        var output = new List<OutputColumn>();
        foreach (var column in scope.Columns)
        {
            // In a rule the columns that nothing but FROM brought are the event, which is at hand anyway.
            if (column.IsImplicit && !_options.AppliesLimits)
                continue;
            if (column.Type == DataType.Unsupported)
            {
                output.Add(new(new(column.Name, column.Type), -1));
                continue;
            }

            Builder.EndStreaming();
            var cell = ((BoundColumn)Builder.Read(column, default)).Index;
            output.Add(new(new(column.Name, column.Type), cell));
        }

        Builder.EndStreaming();
        return output;
    }
}
