using Tocsin.Core.Fields;

namespace Tocsin.Core.Engine.Explain;

/// <summary>A field that a rule reads.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Type">The name of its type; <c>unknown</c> where nothing declares it.</param>
/// <param name="Source">Where the type comes from: a types file, the built-in catalogue, or the documents themselves.</param>
internal sealed record ExplainedField(string Name, string Type, string Source)
{
    /// <summary>The fields of a table, sorted by name.</summary>
    /// <param name="fields">What the rule reads.</param>
    /// <param name="plan">The rule.</param>
    /// <param name="types">The run's types.</param>
    public static IReadOnlyList<ExplainedField> Of(FieldTable fields, RulePlan plan, FieldTypes types)
    {
        var schema = types.SchemaFor(plan.Indices, []);
        return
        [
            .. fields
                .Snapshot()
                .Order(StringComparer.Ordinal)
                .Select(name => new ExplainedField(name, TypeOf(schema, name), SourceOf(schema, types, name))),
        ];
    }

    private static string TypeOf(FieldSchema schema, string name)
    {
        if (schema.ConflictingTypes(name) is { } conflict)
            return string.Join(" or ", conflict.Values.Select(DataTypes.ToName).Distinct());
        return schema.Resolve(name) is { } known ? DataTypes.ToName(known.Type) : "unknown";
    }

    private static string SourceOf(FieldSchema schema, FieldTypes types, string name)
    {
        if (schema.Resolve(name) is not { } known)
            return "each document";
        var overrides = types.Overrides;
        var own = schema.Indices.Where(i => overrides.OfIndex(i)?.Find(name, !types.IsStrict) is not null).ToList();
        var source =
            own.Count > 0 ? $"types file of {string.Join(", ", own)}"
            : overrides.General?.Find(name, !types.IsStrict) is not null ? "types file"
            : "catalogue";
        return known.MultiFieldOf is { } parent ? $"{source}, values of {parent}" : source;
    }
}
