namespace Tocsin.Core.Sources.Reading;

/// <summary>Where a field's values come from in the records of a format.</summary>
/// <param name="Kind">How they are made.</param>
/// <param name="Paths">The places in the record, dotted.</param>
/// <param name="Text">The value of a constant.</param>
internal sealed record FieldOrigin(OriginKind Kind, string[] Paths, string Text = "")
{
    /// <summary>The values as they stand at a path.</summary>
    public static FieldOrigin Path(string path) => new(OriginKind.Path, [path]);

    /// <summary>The same text in every record.</summary>
    public static FieldOrigin Constant(string text) => new(OriginKind.Constant, [], text);

    /// <summary>The values of the first path that has some.</summary>
    public static FieldOrigin FirstOf(params string[] paths) => new(OriginKind.FirstOf, paths);

    /// <summary>The values of all paths, each once.</summary>
    public static FieldOrigin Union(params string[] paths) => new(OriginKind.Union, paths);

    /// <summary>The values of a path, if every one of them is an address.</summary>
    public static FieldOrigin Addresses(string path) => new(OriginKind.Addresses, [path]);

    /// <summary><c>success</c> where the path holds <c>allow</c>, <c>failure</c> where it holds <c>forbid</c>.</summary>
    public static FieldOrigin Decision(string path) => new(OriginKind.Decision, [path]);
}

/// <summary>How the values of a field are made from a record.</summary>
internal enum OriginKind
{
    Path,
    Constant,
    FirstOf,
    Union,
    Addresses,
    Decision,
}
