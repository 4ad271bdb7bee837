using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>A schema that forbids no field: what <c>KQL(…)</c> sees, where an unknown field matches nothing and is no error (specification 13.7).</summary>
internal sealed class LenientSchema(ISchema schema) : ISchema
{
    public bool IsStrict => false;

    public IReadOnlyList<FieldInfo> AllFields => schema.AllFields;

    public IEnumerable<string> KnownNames => schema.KnownNames;

    public FieldInfo? Resolve(string name) => schema.Resolve(name);

    public IReadOnlyDictionary<string, DataType>? ConflictingTypes(string name) => schema.ConflictingTypes(name);
}
