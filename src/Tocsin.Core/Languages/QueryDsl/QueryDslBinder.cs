using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.QueryDsl;

/// <summary>Gives Elasticsearch queries in JSON, as <c>filters</c> hold them, their meaning.</summary>
/// <remarks>
/// The subset of <c>detection-engine.md</c>, D19, and combined filters. Two-valued over any value, as KQL is, and values mean by
/// the field's type what they mean there. All nodes have the span of the rule that holds the filter.
/// </remarks>
internal sealed class QueryDslBinder(ISchema schema, FieldTable fields, TextSpan span)
{
    /// <summary>
    /// The condition of some filters together (D18); null, with the construct that is not supported, where one of them cannot be
    /// applied: then the rule must not run without it.
    /// </summary>
    public BoundExpression? BindFilters(IEnumerable<JsonNode> filters, out string? unsupported)
    {
        var conditions = new List<BoundExpression>();
        foreach (var filter in filters)
        {
            if (BindFilter(filter, out unsupported) is not { } condition)
                return null;
            conditions.Add(condition);
        }

        unsupported = null;
        return All(conditions);
    }

    private BoundExpression? BindFilter(JsonNode filter, out string? unsupported)
    {
        unsupported = null;
        if (filter is not JsonObject entry)
            return Unsupported("a filter that is no object", out unsupported);
        var meta = entry["meta"] as JsonObject;
        if (meta?["disabled"] is JsonValue disabled && disabled.GetValueKind() == JsonValueKind.True)
            return All([]);

        BoundExpression? condition;
        if (Text(meta?["type"]) == "combined" && meta!["params"] is JsonArray parts)
            condition = BindCombined(parts, Text(meta["relation"]), out unsupported);
        else
            condition = BindQuery(entry["query"] ?? WithoutMeta(entry), out unsupported);
        if (condition is null)
            return null;
        var isNegated = meta?["negate"] is JsonValue negate && negate.GetValueKind() == JsonValueKind.True;
        return isNegated ? new BoundNot(condition, span) : condition;
    }

    private BoundExpression? BindCombined(JsonArray parts, string? relation, out string? unsupported)
    {
        unsupported = null;
        var conditions = new List<BoundExpression>();
        foreach (var part in parts)
        {
            if (part is null || BindFilter(part, out unsupported) is not { } condition)
                return null;
            conditions.Add(condition);
        }

        return relation == "OR" ? new BoundOr(conditions, span) : All(conditions);
    }

    /// <summary>The condition of one query; null, with its name, where it is not supported.</summary>
    public BoundExpression? BindQuery(JsonNode? query, out string? unsupported)
    {
        unsupported = null;
        if (query is not JsonObject { Count: 1 } single)
            return Unsupported("a query without exactly one clause", out unsupported);
        var (name, body) = single.First();
        if (name == "match_all")
            return All([]);
        if (body is not JsonObject clause)
            return Unsupported($"`{name}` in this form", out unsupported);
        return name switch
        {
            "bool" => BindBool(clause, out unsupported),
            "exists" when Text(clause["field"]) is { } field => Existing(field),
            "nested" => BindQuery(clause["query"], out unsupported),
            "terms" => BindTerms(clause, out unsupported),
            "range" => BindRange(clause, out unsupported),
            "ids" when clause["values"] is JsonArray ids => AnyOf("_id", ids),
            "wildcard" or "prefix" or "term" or "match" or "match_phrase" => BindValueClause(
                name,
                clause,
                out unsupported
            ),
            _ => Unsupported($"the query `{name}`", out unsupported),
        };
    }

    private BoundExpression? BindValueClause(string name, JsonObject clause, out string? unsupported)
    {
        unsupported = null;
        if (clause.Count != 1)
            return Unsupported($"`{name}` over several fields", out unsupported);
        var (field, body) = clause.First();
        var options = body as JsonObject;
        var value = Text(options is null ? body : options["value"] ?? options["query"]);
        if (value is null)
            return Unsupported($"`{name}` without a value", out unsupported);
        var ignoresCase = options?["case_insensitive"]?.GetValueKind() == JsonValueKind.True;
        return name switch
        {
            "wildcard" => Test(
                field,
                new WildcardMatcher(WildcardPattern.Parse(value, WildcardDialect.Like), ignoresCase)
            ),
            "prefix" => Test(field, new AffixMatcher(AffixKind.StartsWith, value, ignoresCase)),
            "term" when ignoresCase => Test(field, new EqualsMatcher(Values.Value.FromText(value), ignoreCase: true)),
            // `match` looks for any of the words of a text field, the others for the words in sequence.
            _ => Equal(field, value, isPhrase: name != "match", out unsupported),
        };
    }

    private BoundExpression? BindTerms(JsonObject clause, out string? unsupported)
    {
        unsupported = null;
        var entry = clause.FirstOrDefault(c => c.Value is JsonArray);
        return entry.Value is JsonArray values
            ? AnyOf(entry.Key, values)
            : Unsupported("`terms` without a list", out unsupported);
    }

    private BoundExpression? BindRange(JsonObject clause, out string? unsupported)
    {
        unsupported = null;
        if (clause.Count != 1 || clause.First().Value is not JsonObject bounds)
            return Unsupported("`range` in this form", out unsupported);
        var field = Resolve(clause.First().Key);
        var conditions = new List<BoundExpression>();
        foreach (var (name, bound) in bounds)
        {
            KqlRangeOperator? comparison = name switch
            {
                "gte" or "from" => KqlRangeOperator.GreaterOrEqual,
                "gt" => KqlRangeOperator.Greater,
                "lte" or "to" => KqlRangeOperator.LessOrEqual,
                "lt" => KqlRangeOperator.Less,
                _ => null,
            };
            if (comparison is null || Text(bound) is not { } text)
                continue;
            if (KqlValues.Range(field, comparison.Value, Quoted(text), out _) is not { } test)
                return Unsupported($"the bound `{text}` on `{field.Name}`", out unsupported);
            conditions.Add(test.On(ToBound(field), span));
        }

        return All(conditions);
    }

    private BoundExpression? BindBool(JsonObject clause, out string? unsupported)
    {
        var required = new List<BoundExpression>();
        var optional = new List<BoundExpression>();
        if (
            !TryBindAll(clause["must"], required, out unsupported)
            || !TryBindAll(clause["filter"], required, out unsupported)
        )
            return null;
        var forbidden = new List<BoundExpression>();
        if (
            !TryBindAll(clause["must_not"], forbidden, out unsupported)
            || !TryBindAll(clause["should"], optional, out unsupported)
        )
            return null;
        var minimum = clause["minimum_should_match"] is { } written
            ? int.TryParse(Text(written), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n)
                ? n
                : -1
            : required.Count == 0 && optional.Count > 0
                ? 1
                : 0;
        if (minimum is < 0 || minimum > 1 && minimum < optional.Count)
            return Unsupported("`minimum_should_match` of this value", out unsupported);
        required.AddRange(forbidden.Select(f => new BoundNot(f, span)));
        if (minimum == 1)
            required.Add(new BoundOr(optional, span));
        else if (minimum > 1)
            required.AddRange(optional);
        return All(required);
    }

    private bool TryBindAll(JsonNode? node, List<BoundExpression> conditions, out string? unsupported)
    {
        unsupported = null;
        foreach (
            var query in node is JsonArray list ? list
            : node is null ? []
            : new JsonArray(node.DeepClone())
        )
        {
            if (BindQuery(query, out unsupported) is not { } condition)
                return false;
            conditions.Add(condition);
        }

        return true;
    }

    private BoundExpression? Equal(string path, string value, bool isPhrase, out string? unsupported)
    {
        unsupported = null;
        var field = Resolve(path);
        var literal = new KqlLiteral([value], IsQuoted: isPhrase, span);
        return KqlValues.Match(field, literal, out _) is { } test
            ? test.On(ToBound(field), span)
            : Unsupported($"the value `{value}` on `{path}`", out unsupported);
    }

    private BoundExpression AnyOf(string path, JsonArray values)
    {
        var tests = values.Select(v => Equal(path, Text(v) ?? "", isPhrase: true, out _)).OfType<BoundExpression>();
        return new BoundOr([.. tests], span);
    }

    private BoundExpression Existing(string path) => Test(path, AnyMatcher.Instance);

    private BoundExpression Test(string path, ValueMatcher matcher) =>
        new BoundFieldTest(ToBound(Resolve(path)), matcher, span);

    private FieldInfo Resolve(string path) => schema.Resolve(path) ?? new FieldInfo(path, DataType.Dynamic);

    private BoundField ToBound(FieldInfo field) => new(field, fields.GetOrAdd(field.Name), asDocValues: false, span);

    private BoundExpression All(List<BoundExpression> conditions) =>
        conditions.Count switch
        {
            0 => BoundLiteral.FromTruth(Truth.True, span),
            1 => conditions[0],
            _ => new BoundAnd(conditions, span),
        };

    private KqlLiteral Quoted(string text) => new([text], IsQuoted: true, span);

    private static BoundExpression? Unsupported(string construct, out string? unsupported)
    {
        unsupported = construct;
        return null;
    }

    private static JsonObject WithoutMeta(JsonObject entry)
    {
        var copy = (JsonObject)entry.DeepClone();
        copy.Remove("meta");
        copy.Remove("$state");
        return copy;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value
            ? value.GetValueKind() == JsonValueKind.String
                ? value.GetValue<string>()
                : value.ToJsonString()
            : null;
}
