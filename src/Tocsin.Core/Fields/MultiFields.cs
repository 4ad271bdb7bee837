namespace Tocsin.Core.Fields;

/// <summary>The multi-fields that exist by their suffix (ES|QL specification 4.5, KQL specification 4).</summary>
internal static class MultiFields
{
    /// <summary>Whether a name ends like a multi-field of <paramref name="parent"/>.</summary>
    public static bool HasSuffix(string path, out string parent)
    {
        var dot = path.LastIndexOf('.');
        var hasSuffix = dot > 0 && path.AsSpan(dot + 1) is "keyword" or "text" or "caseless";
        parent = hasSuffix ? path[..dot] : "";
        return hasSuffix;
    }

    /// <summary>The multi-field <paramref name="path"/> of a string field, or null where the suffix or the type does not fit.</summary>
    public static FieldInfo? Of(FieldInfo parent, string path)
    {
        if (!parent.Type.IsString() && parent.Type != DataType.Dynamic)
            return null;
        var inherited = parent.Traits & (FieldTraits.InsideNested | FieldTraits.Unmapped | FieldTraits.FlattenedLeaf);
        return path.AsSpan(path.LastIndexOf('.') + 1) switch
        {
            "keyword" => new(path, DataType.Keyword, inherited, parent.ValuePath),
            "text" => new(path, DataType.Text, inherited, parent.ValuePath),
            "caseless" => new(path, DataType.Keyword, inherited | FieldTraits.Lowercase, parent.ValuePath),
            _ => null,
        };
    }

    /// <summary>Says of declared fields with such a suffix whose values they take, where the parent is declared too.</summary>
    public static void Link(Dictionary<string, FieldInfo> fields)
    {
        var linked = new List<FieldInfo>();
        foreach (var (name, field) in fields)
        {
            if (!HasSuffix(name, out var parent) || !fields.TryGetValue(parent, out var declared))
                continue;
            if (declared.IsLeaf && !declared.Has(FieldTraits.Flattened))
                linked.Add(field with { MultiFieldOf = declared.ValuePath });
        }

        foreach (var field in linked)
            fields[field.Name] = field;
    }
}
