namespace Tocsin.Core.Fields;

/// <summary>Declared fields by name: one mapping.</summary>
/// <remarks>
/// Besides the declared names it knows the leaves of flattened objects and the members of objects of keywords, and on request
/// the multi-fields <c>x.keyword</c>, <c>x.text</c> and <c>x.caseless</c> of each declared string <c>x</c>. Threads: safe once filled.
/// </remarks>
internal sealed class FieldMap
{
    private readonly Dictionary<string, FieldInfo> _fields;

    public FieldMap(Dictionary<string, FieldInfo> fields) => _fields = fields;

    /// <summary>The declared fields; no particular order.</summary>
    public IReadOnlyCollection<FieldInfo> Fields => _fields.Values;

    /// <summary>What the mapping says of a path; null where it says nothing.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="impliesMultiFields">Whether multi-fields that are not declared themselves are known.</param>
    public FieldInfo? Find(string path, bool impliesMultiFields)
    {
        if (_fields.TryGetValue(path, out var declared))
            return declared;

        // The nearest declared ancestor decides: what lies below a flattened object is a leaf of it, whatever it is called.
        var lookup = _fields.GetAlternateLookup<ReadOnlySpan<char>>();
        var rest = path.AsSpan();
        for (var dot = rest.LastIndexOf('.'); dot > 0; dot = rest.LastIndexOf('.'))
        {
            rest = rest[..dot];
            if (!lookup.TryGetValue(rest, out var ancestor))
                continue;
            if (ancestor.Has(FieldTraits.Flattened))
                return new(path, DataType.Keyword, FieldTraits.FlattenedLeaf | Inherited(ancestor));
            if (ancestor.Has(FieldTraits.MembersKeyword))
                return new(path, DataType.Keyword, Inherited(ancestor));
            if (!ancestor.IsLeaf)
                continue;
            return impliesMultiFields && dot == path.LastIndexOf('.') ? MultiFields.Of(ancestor, path) : null;
        }

        return null;
    }

    /// <summary>Whether a declared ancestor of the path is a nested object.</summary>
    public bool IsInsideNested(string path)
    {
        var lookup = _fields.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            if (lookup.TryGetValue(path.AsSpan(0, dot), out var ancestor) && ancestor.Has(FieldTraits.Nested))
                return true;
        }

        return false;
    }

    private static FieldTraits Inherited(FieldInfo ancestor) =>
        ancestor.Traits & (FieldTraits.InsideNested | FieldTraits.Unmapped);
}
