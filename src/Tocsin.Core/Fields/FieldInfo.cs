namespace Tocsin.Core.Fields;

/// <summary>What is known of a field.</summary>
/// <param name="Name">The dotted path, case-sensitive.</param>
/// <param name="Type">Its declared type; <see cref="DataType.Unsupported"/> for objects, nested and flattened ones included.</param>
/// <param name="Traits">What sets it apart from a plain field of the type.</param>
/// <param name="MultiFieldOf">
/// For a multi-field such as <c>process.name.text</c>, the field whose values it takes (ES|QL specification 4.5, KQL
/// specification 4); null for a field with a place of its own in the document.
/// </param>
internal sealed record FieldInfo(
    string Name,
    DataType Type,
    FieldTraits Traits = FieldTraits.None,
    string? MultiFieldOf = null
)
{
    /// <summary>The path in the document where the values stand.</summary>
    public string ValuePath => MultiFieldOf ?? Name;

    /// <summary>Whether it holds values itself, rather than being an object around other fields. A flattened object is a leaf.</summary>
    public bool IsLeaf => (Traits & (FieldTraits.Nested | FieldTraits.Object)) == 0;

    /// <summary>Whether the field has all of the given traits.</summary>
    public bool Has(FieldTraits traits) => (Traits & traits) == traits;
}

/// <summary>What sets a field apart from a plain field of its type.</summary>
[Flags]
internal enum FieldTraits
{
    None = 0,

    /// <summary>Compared without regard to case (a lower-casing normalizer in the mapping).</summary>
    Lowercase = 1,

    /// <summary>A leaf inside an object that is mapped as <c>nested</c>.</summary>
    InsideNested = 2,

    /// <summary>An object that is mapped as <c>nested</c>: KQL braces may ask it.</summary>
    Nested = 4,

    /// <summary>Not in Elastic's mapping: stored there, but not searchable.</summary>
    Unmapped = 8,

    /// <summary>A leaf of a flattened object: always a keyword there.</summary>
    FlattenedLeaf = 16,

    /// <summary>Declared as <c>wildcard</c> rather than <c>keyword</c>.</summary>
    Wildcard = 32,

    /// <summary>An object that is mapped as <c>flattened</c>: all its leaves are keywords.</summary>
    Flattened = 64,

    /// <summary>An object that holds other fields.</summary>
    Object = 128,

    /// <summary>An object whose members, whatever they are called, are keywords.</summary>
    MembersKeyword = 256,

    /// <summary>A field of the hit rather than of the document: <c>_id</c>, <c>_index</c>, …</summary>
    Metadata = 512,
}
