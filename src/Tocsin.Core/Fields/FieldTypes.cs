using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Fields;

/// <summary>What is known of fields in a run: the built-in catalogue and the types files over it.</summary>
/// <remarks>
/// An index's own types file is asked first, then the files for all indices, then the catalogue. Threads: safe.
/// Source: <c>command-line.md</c>, “Fields and types”.
/// </remarks>
/// <param name="overrides">The types files.</param>
/// <param name="isStrict">
/// Whether queries may name only known fields. An index that a types file covers (its own, else one for all indices) then has
/// only that file's fields; any other has those of the catalogue.
/// </param>
internal sealed class FieldTypes(TypeOverrides overrides, bool isStrict = false) : IFieldTypes
{
    /// <summary>The catalogue alone, and every field allowed.</summary>
    public static FieldTypes Default { get; } = new(new TypeOverrides());

    /// <summary>The types files.</summary>
    public TypeOverrides Overrides => overrides;

    /// <summary>Whether queries may name only known fields.</summary>
    public bool IsStrict => isStrict;

    /// <summary>The type by which the values of a path in events of an index are read; <see cref="DataType.Dynamic"/> where nothing is known.</summary>
    public DataType TypeOf(string index, string path) => Describe(index, path).Type;

    /// <summary>
    /// Like <see cref="TypeOf"/>, with traits and, for a multi-field, the path whose values it takes. Never null.
    /// </summary>
    public FieldInfo Describe(string index, string path) =>
        Find(index, path) ?? new FieldInfo(path, DataType.Dynamic, NestedTrait(index, path));

    /// <summary>What a query over an index may know of a path; null where nothing declares it.</summary>
    public FieldInfo? Find(string index, string path)
    {
        var own = overrides.OfIndex(index);
        if (isStrict)
        {
            var closed = own ?? overrides.General;
            if (closed is not null)
                return WithNested(closed.Find(path, impliesMultiFields: false), index);
            return FieldCatalogue.BuiltIn.Find(path);
        }

        var found =
            own?.Find(path, impliesMultiFields: true)
            ?? overrides.General?.Find(path, impliesMultiFields: true)
            ?? FieldCatalogue.BuiltIn.Find(path);
        return WithNested(found, index);
    }

    /// <summary>The fields that a query over some index patterns may name.</summary>
    /// <param name="patterns">What the query reads.</param>
    /// <param name="knownIndices">The indices of the run as far as they are known; those with a types file are added.</param>
    public FieldSchema SchemaFor(IndexPatterns patterns, IReadOnlyList<string> knownIndices)
    {
        var named = overrides.Indices.Where(i => !i.Contains('*', StringComparison.Ordinal));
        var indices = knownIndices.Concat(named).Where(patterns.Matches).Distinct(StringComparer.Ordinal);
        return new(this, [.. indices.Order(StringComparer.Ordinal)], []);
    }

    private FieldInfo? WithNested(FieldInfo? field, string index)
    {
        if (field is null || field.Has(FieldTraits.InsideNested))
            return field;
        var nested = NestedTrait(index, field.Name);
        return nested == FieldTraits.None ? field : field with { Traits = field.Traits | nested };
    }

    private FieldTraits NestedTrait(string index, string path)
    {
        var inside =
            overrides.OfIndex(index)?.IsInsideNested(path) == true
            || overrides.General?.IsInsideNested(path) == true
            || (!isStrict && FieldCatalogue.BuiltIn.IsInsideNested(path));
        return inside ? FieldTraits.InsideNested : FieldTraits.None;
    }
}
