namespace Tocsin.Core.Fields;

/// <summary>The fields that a query over some index patterns may name: what a binder asks.</summary>
/// <remarks>Semantics: <c>command-line.md</c>, “Fields and types”; ES|QL specification 4.3, 4.4; EQL specification 5.1, 11.</remarks>
internal interface ISchema
{
    /// <summary>Whether a field that <see cref="Resolve"/> does not know is an error; otherwise it is taken as its JSON has it.</summary>
    bool IsStrict { get; }

    /// <summary>The field of that name, or null where nothing declares it.</summary>
    FieldInfo? Resolve(string name);

    /// <summary>
    /// The types of a field whose indices disagree, by index name; null where they agree. Such a field has the type
    /// <see cref="DataType.Unsupported"/> and can only be converted at once (ES|QL 4.3).
    /// </summary>
    IReadOnlyDictionary<string, DataType>? ConflictingTypes(string name);

    /// <summary>
    /// All fields for a query that names none (<c>FROM x</c> without <c>KEEP</c>), sorted by name: those of the types files, else those seen in the data.
    /// </summary>
    IReadOnlyList<FieldInfo> AllFields { get; }

    /// <summary>Names to suggest from when a field is unknown; some may come twice.</summary>
    IEnumerable<string> KnownNames { get; }
}
