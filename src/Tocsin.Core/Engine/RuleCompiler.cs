using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Checks;
using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Engine.Join;
using Tocsin.Core.Engine.Match;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.QueryDsl;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Engine;

/// <summary>Makes rules executable: picks the language's front-end and the kind of program that the rule type needs.</summary>
/// <param name="types">The types of fields.</param>
/// <param name="fields">Receives the fields that the rules read.</param>
/// <param name="knownIndices">The indices of the run as far as they are known before it.</param>
/// <param name="optimizer">Rewrites conditions; <see cref="TreePipeline.None"/> runs them as bound.</param>
internal sealed class RuleCompiler(
    FieldTypes types,
    FieldTable fields,
    IReadOnlyList<string> knownIndices,
    TreePipeline optimizer
)
{
    /// <summary>The tables of <c>LOOKUP JOIN</c> and <c>ENRICH</c> by name.</summary>
    public IReadOnlyDictionary<string, LookupTable> Lookups { get; init; } = new Dictionary<string, LookupTable>();

    /// <summary>Reads the documents of threat indices with the fields of a table of their own; null where there are none.</summary>
    public Func<IndexPatterns, FieldTable, IReadOnlyList<FieldSnapshot>>? ReadIndicators { get; init; }

    /// <summary>The exceptions that apply to a rule; null for none.</summary>
    public Func<Rule, IReadOnlyList<ExceptionItem>>? ExceptionsOf { get; init; }

    /// <summary>The value lists that exceptions refer to, by id.</summary>
    public IReadOnlyDictionary<string, ValueList> ValueLists { get; init; } = new Dictionary<string, ValueList>();

    /// <summary>Who answers the <c>COMPLETION</c> of rules; null for nobody.</summary>
    public ICompletionProvider? Completion { get; init; }

    /// <summary>
    /// Whether a rule that asks a language model is passed over where there is none, because it could never alert. Otherwise it
    /// compiles with a warning, to be checked.
    /// </summary>
    public bool RequiresCompletion { get; init; }

    /// <summary>The index names of the run; needed for threat match.</summary>
    public DataStreams? Streams { get; init; }

    /// <summary>How much each sequence or sample may remember.</summary>
    public SequenceLimits SequenceLimits { get; init; } = SequenceLimits.Default;

    /// <summary>The rule as a plan, or null where it has an error, is not executable here, or needs what is not built yet.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="diagnostics">Receives what was found, with places in the rule's file.</param>
    public RulePlan? Compile(Rule rule, DiagnosticBag diagnostics)
    {
        if (rule.Type == RuleType.MachineLearning)
        {
            diagnostics.Report(EngineDiagnostics.MachineLearning, rule.File, rule.Span, rule.Name);
            return null;
        }

        if (MissingPart(rule) is { } part)
        {
            diagnostics.Report(EngineDiagnostics.NotSupported, rule.File, rule.Span, rule.Name, part);
            return null;
        }

        var plan = rule.Type switch
        {
            RuleType.Eql => CompileEql(rule, diagnostics),
            RuleType.Esql => CompileEsql(rule, diagnostics),
            _ => CompileKql(rule, diagnostics),
        };
        if (plan is null)
            return null;
        PlanCheck.Run(plan, diagnostics);
        // From now on it is read only to be shown.
        rule.Query!.PackEmbedded();
        return WithFilter(plan, diagnostics);
    }

    /// <summary>Adds the filters and exceptions; null where one of them cannot be applied: the rule must not run without.</summary>
    private RulePlan? WithFilter(RulePlan plan, DiagnosticBag diagnostics)
    {
        var rule = plan.Rule;
        var exceptions = ExceptionsOf?.Invoke(rule) ?? [];
        if (rule.Filters.Count == 0 && exceptions.Count == 0)
            return plan;
        var schema = types.SchemaFor(plan.Indices, knownIndices);
        var filter = BindFilters(rule, rule.Filters, schema, fields, diagnostics);
        if (filter is null)
            return null;
        if (exceptions.Count > 0)
        {
            if (BindExceptions(rule, exceptions, schema, fields, diagnostics) is not { } excepted)
                return null;
            filter = new BoundAnd([filter, new BoundNot(excepted, rule.Span)], rule.Span);
        }

        return plan with
        {
            Filter = optimizer.Run(filter),
        };
    }

    private static string? MissingPart(Rule rule) =>
        rule switch
        {
            { Type: RuleType.SavedQuery } => "rule type `saved_query`",
            { Language: RuleLanguage.Lucene } => "language `lucene`",
            _ => null,
        };

    private RulePlan? CompileEql(Rule rule, DiagnosticBag diagnostics)
    {
        var indices = new IndexPatterns(rule.Index);
        var options = new EqlOptions
        {
            EventCategoryField = rule.EventCategoryOverride ?? "event.category",
            TimestampField = rule.TimestampField ?? "@timestamp",
            TiebreakerField = rule.TiebreakerField,
            MaxspanMillisDefault = (long)(rule.LookBack - rule.LookBackEnd).TotalMilliseconds,
            Limits = SequenceLimits,
            Optimizer = optimizer,
        };
        var program = EqlCompiler.Compile(
            rule.Query!,
            types.SchemaFor(indices, knownIndices),
            fields,
            options,
            diagnostics
        );
        var clock = RuleClock.For(rule, fields);
        return program switch
        {
            null => null,
            { Match: { } match } => new MatchPlan(rule, indices, clock, match),
            _ => new SequencePlan(
                rule,
                indices,
                clock,
                program.Kind == EqlQueryKind.Sample ? clock : RuleClock.ForField(rule.TimestampField, fields),
                program.Sequence!
            ),
        };
    }

    private RulePlan? CompileEsql(Rule rule, DiagnosticBag diagnostics)
    {
        var options = EsqlOptions.ForRule with
        {
            Lookups = Lookups,
            Optimizes = optimizer != TreePipeline.None,
            CompletionProvider = Completion,
        };
        var found = new DiagnosticBag();
        var program = EsqlCompiler.Compile(rule.Query!, p => types.SchemaFor(p, knownIndices), fields, options, found);
        var isUnanswered = RequiresCompletion && program?.UnansweredCompletion is not null;
        diagnostics.AddRange(
            found.ToSortedArray().Where(d => !isUnanswered || d.Descriptor != EsqlDiagnostics.NoCompletionProvider)
        );
        if (isUnanswered)
        {
            var place = program!.UnansweredCompletion!.Value;
            diagnostics.Report(EngineDiagnostics.NoLanguageModel, rule.Query!, place, rule.Name);
            return null;
        }

        if (program is null)
            return null;
        var clock = RuleClock.For(rule, fields);
        return program.Match is { } match
            ? new MatchPlan(rule, program.Source!, clock, match)
            : new WindowPlan(rule, program.Source!, clock, program.Window!);
    }

    private RulePlan? CompileKql(Rule rule, DiagnosticBag diagnostics)
    {
        var indices = new IndexPatterns(rule.Index);
        var schema = types.SchemaFor(indices, knownIndices);
        if (KqlCompiler.Compile(rule.Query!, schema, fields, diagnostics) is not { } bound)
            return null;
        var condition = optimizer.Run(bound);
        var clock = RuleClock.For(rule, fields);
        return rule switch
        {
            { Type: RuleType.Threshold, Threshold: { } threshold } => new WindowPlan(
                rule,
                indices,
                clock,
                new ThresholdProgram(condition, threshold, schema, fields)
            ),
            { Type: RuleType.NewTerms, NewTerms: { } terms } => new NewTermsPlan(
                rule,
                indices,
                clock,
                new NewTermsProgram(
                    condition,
                    [.. terms.Fields.Select(fields.GetOrAdd)],
                    (long)terms.History.TotalMilliseconds
                )
            ),
            { Type: RuleType.ThreatMatch, ThreatMatch: { } threat } => CompileThreatMatch(
                rule,
                threat,
                new(rule, indices, clock, new ConditionProgram(condition)),
                condition,
                diagnostics
            ),
            _ => new MatchPlan(rule, indices, clock, new ConditionProgram(condition)),
        };
    }

    private MatchPlan? CompileThreatMatch(
        Rule rule,
        ThreatMatchSettings threat,
        MatchPlan plan,
        BoundExpression condition,
        DiagnosticBag diagnostics
    )
    {
        var indices = new IndexPatterns(threat.Index);
        var indicatorFields = new FieldTable();
        var schema = types.SchemaFor(indices, knownIndices);
        var query = KqlCompiler.Compile(threat.Query, schema, indicatorFields, diagnostics);
        var filter = BindFilters(rule, threat.Filters, schema, indicatorFields, diagnostics);
        if (query is null || filter is null)
            return null;
        var conditions = new List<BoundExpression> { query, filter };
        // Exceptions are for indicators as well (D53).
        if (ExceptionsOf?.Invoke(rule) is { Count: > 0 } exceptions)
        {
            if (BindExceptions(rule, exceptions, schema, indicatorFields, diagnostics) is not { } excepted)
                return null;
            conditions.Add(new BoundNot(excepted, query.Span));
        }

        var indicatorCondition = optimizer.Run(new BoundAnd(conditions, query.Span));
        foreach (var mapping in threat.Groups.SelectMany(g => g))
            indicatorFields.GetOrAdd(mapping.IndicatorField);
        var indicators = ReadIndicators?.Invoke(indices, indicatorFields) ?? [];
        var program = new ThreatMatchProgram(
            threat,
            condition,
            indicatorCondition,
            indicators,
            types.SchemaFor(plan.Indices, knownIndices),
            fields,
            indicatorFields,
            Streams ?? new()
        );
        return plan with { Program = program };
    }

    /// <summary>The condition of what is excepted; null, reported, where an exception cannot be applied.</summary>
    private BoundExpression? BindExceptions(
        Rule rule,
        IReadOnlyList<ExceptionItem> exceptions,
        ISchema schema,
        FieldTable table,
        DiagnosticBag diagnostics
    )
    {
        var bound = new ExceptionBinder(schema, table, ValueLists, rule.Span).Bind(exceptions, out var problem);
        if (bound is null)
            diagnostics.Report(EngineDiagnostics.BadException, rule.File, rule.Span, rule.Name, problem!);
        return bound;
    }

    /// <summary>Filters as one condition; null, reported, where one of them cannot be applied.</summary>
    private static BoundExpression? BindFilters(
        Rule rule,
        IReadOnlyList<JsonNode> filters,
        ISchema schema,
        FieldTable table,
        DiagnosticBag diagnostics
    )
    {
        var filter = new QueryDslBinder(schema, table, rule.Span).BindFilters(filters, out var unsupported);
        if (filter is null)
        {
            diagnostics.Report(
                EngineDiagnostics.NotSupported,
                rule.File,
                rule.Span,
                rule.Name,
                $"a filter with {unsupported}"
            );
        }

        return filter;
    }
}
