using Tocsin.Core.Fields;

namespace Tocsin.Tests;

/// <summary>The fields of a types file (<c>field&lt;TAB&gt;type</c>); any other field is taken as the events have it, or is an error.</summary>
internal sealed class TypesFileSchema(IReadOnlyDictionary<string, FieldInfo> fields, bool isStrict = false) : ISchema
{
    public bool IsStrict => isStrict;

    public IReadOnlyList<FieldInfo> AllFields => [.. fields.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];

    public IEnumerable<string> KnownNames => fields.Keys;

    /// <summary>Reads a types file.</summary>
    public static TypesFileSchema Read(string path) => Of(File.ReadLines(path), isStrict: false);

    /// <summary>A schema of lines <c>field type</c>.</summary>
    public static TypesFileSchema Of(IEnumerable<string> lines, bool isStrict)
    {
        var fields = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var parts = line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 2)
                fields[parts[0]] = Field(parts[0], parts[1]);
        }

        return new TypesFileSchema(fields, isStrict);
    }

    public FieldInfo? Resolve(string name) => fields.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, DataType>? ConflictingTypes(string name) => null;

    private static FieldInfo Field(string name, string type) =>
        type switch
        {
            "boolean" => new(name, DataType.Boolean),
            "long" => new(name, DataType.Long),
            "integer" => new(name, DataType.Integer),
            "double" => new(name, DataType.Double),
            "date" => new(name, DataType.Date),
            "date_nanos" => new(name, DataType.DateNanos),
            "ip" => new(name, DataType.Ip),
            "text" => new(name, DataType.Text),
            "version" => new(name, DataType.Version),
            "wildcard" => new(name, DataType.Keyword, FieldTraits.Wildcard),
            "lowercase" => new(name, DataType.Keyword, FieldTraits.Lowercase),
            "nested" => new(name, DataType.Dynamic, FieldTraits.Nested),
            _ => new(name, DataType.Keyword),
        };
}
