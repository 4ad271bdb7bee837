namespace Tocsin.Core.Fields;

/// <summary>The fields of the indices that one query reads.</summary>
/// <remarks>Threads: safe. Semantics: ES|QL specification 4.3, 4.4, 6.4; <c>command-line.md</c>, “Fields and types”.</remarks>
internal sealed class FieldSchema : ISchema
{
    private readonly FieldTypes _types;
    private readonly string[] _indices;
    private readonly HashSet<string> _seen;

    /// <param name="types">The run's types.</param>
    /// <param name="indices">The indices that the query reads, sorted; empty where none is known yet.</param>
    /// <param name="seen">Paths that the data have.</param>
    public FieldSchema(FieldTypes types, string[] indices, IEnumerable<string> seen)
    {
        _types = types;
        // An index of no name has no types file: it stands for indices that are not known yet.
        _indices = indices.Length > 0 ? indices : [""];
        _seen = new(seen, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public bool IsStrict => _types.IsStrict;

    /// <summary>The indices that the query reads, as far as they were known, sorted.</summary>
    public IReadOnlyList<string> Indices => _indices[0].Length > 0 ? _indices : [];

    /// <inheritdoc/>
    public IReadOnlyList<FieldInfo> AllFields
    {
        get
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var index in _indices)
            {
                var own = _types.Overrides.OfIndex(index);
                if (own is null && !(IsStrict && _types.Overrides.General is not null))
                    names.UnionWith(_seen);
                names.UnionWith((own ?? _types.Overrides.General)?.Fields.Select(f => f.Name) ?? []);
            }

            var fields = new List<FieldInfo>(names.Count);
            foreach (var name in names)
            {
                var known = Resolve(name) ?? (_seen.Contains(name) ? new(name, DataType.Dynamic) : null);
                if (known is not null && known.IsLeaf && !known.Has(FieldTraits.Metadata))
                    fields.Add(known);
            }

            return fields;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> KnownNames
    {
        get
        {
            // Not gathered first: most who ask stop at the first name that fits, and there are thousands.
            foreach (var name in _seen)
                yield return name;
            foreach (var index in _indices)
            {
                var own = _types.Overrides.OfIndex(index);
                foreach (var declared in own?.Fields ?? [])
                    yield return declared.Name;
                if (own is null || !IsStrict)
                {
                    foreach (var declared in _types.Overrides.General?.Fields ?? [])
                        yield return declared.Name;
                }

                if (!IsStrict || (own is null && _types.Overrides.General is null))
                {
                    foreach (var name in FieldCatalogue.BuiltIn.Names)
                        yield return name;
                }
            }
        }
    }

    /// <summary>The same with fields that the data turned out to have: they are known, and columns of indices without a types file.</summary>
    public FieldSchema WithSeenFields(IEnumerable<string> paths) => new(_types, _indices, _seen.Concat(paths));

    /// <inheritdoc/>
    public FieldInfo? Resolve(string name)
    {
        FieldInfo? merged = null;
        foreach (var index in _indices)
        {
            if (_types.Find(index, name) is not { } field)
                continue;
            merged = merged is null ? field : Merge(merged, field);
        }

        if (merged is not null || IsStrict)
            return merged;
        if (_seen.Contains(name))
            return new(name, DataType.Dynamic);
        return MultiFields.HasSuffix(name, out var parent) && _seen.Contains(parent)
            ? MultiFields.Of(Resolve(parent)!, name)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, DataType>? ConflictingTypes(string name)
    {
        if (_indices.Length == 1 || Resolve(name) is not { Type: DataType.Unsupported })
            return null;
        var types = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
        foreach (var index in _indices)
        {
            if (_types.Find(index, name) is { } field)
                types[index] = field.Type;
        }

        return types.Values.Distinct().Count() > 1 ? types : null;
    }

    /// <summary>The field of both indices together (ES|QL 4.3).</summary>
    private static FieldInfo Merge(FieldInfo first, FieldInfo second)
    {
        if (first == second)
            return first;
        var type = (first.Type, second.Type) switch
        {
            var (a, b) when a == b => a,
            (DataType.Keyword, DataType.Text) or (DataType.Text, DataType.Keyword) => DataType.Keyword,
            (DataType.Date, DataType.DateNanos) or (DataType.DateNanos, DataType.Date) => DataType.DateNanos,
            _ => DataType.Unsupported,
        };
        return new(
            first.Name,
            type,
            first.Traits & second.Traits,
            first.MultiFieldOf == second.MultiFieldOf ? first.MultiFieldOf : null
        );
    }
}
