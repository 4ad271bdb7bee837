using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Kql;

/// <summary>Finds the fields that a query names, and says where a name is not known.</summary>
internal sealed class KqlFields(SourceText source, ISchema schema, DiagnosticBag diagnostics)
{
    private readonly Lazy<string[]> _known = new(() => [.. schema.KnownNames]);

    /// <summary>The field of a name; null, with an error, where it must be known and is not.</summary>
    /// <param name="name">The name as written; no pattern.</param>
    /// <param name="prefix">The path of the object that it is counted from, with a dot behind it; or nothing.</param>
    /// <param name="mayBeObject">Whether an object would do as well.</param>
    public FieldInfo? Resolve(KqlLiteral name, string prefix, bool mayBeObject)
    {
        var path = prefix + name.Text;
        var known = schema.Resolve(path);
        if (known is not null)
            return known.Name == path ? known : known with { Name = path };
        if (!(mayBeObject && IsKnownObject(path)) && !IsMetadata(path) && !ReportUnknown(name, path))
            return null;
        return new FieldInfo(path, DataType.Dynamic);
    }

    /// <summary>Reports a name before braces that must be known and is not.</summary>
    public void CheckObject(KqlLiteral name, string prefix)
    {
        var path = prefix + name.Text;
        if (schema.IsStrict && schema.Resolve(path) is null && !IsKnownObject(path))
            ReportUnknown(name, path);
    }

    /// <summary>Whether what the documents have at the name may be objects.</summary>
    public static bool MayBeObject(FieldInfo field) =>
        field.Type == DataType.Dynamic || !field.IsLeaf || field.Has(FieldTraits.Flattened);

    /// <summary>What can be done about a value that a type cannot take.</summary>
    public static string? HelpFor(DiagnosticDescriptor problem, DataType type)
    {
        if (problem == KqlDiagnostics.PatternOnType || problem == KqlDiagnostics.PatternInRange)
            return type == DataType.Ip ? "write a block of addresses: `10.0.0.0/8`" : null;
        if (problem != KqlDiagnostics.WrongValue)
            return null;
        return type switch
        {
            DataType.Boolean => "write `true` or `false`",
            DataType.Ip => "write an address or a block: `10.0.0.1`, `10.0.0.0/8`",
            DataType.Date or DataType.DateNanos => "write a date in ISO 8601 or date math: `2026-01-02`, `now-1d/d`",
            _ => null,
        };
    }

    /// <summary>What every document has beside its fields.</summary>
    private static bool IsMetadata(string path) =>
        path is "_id" or "_index" or "_version" or "_ignored" or "_source" or "_index_mode";

    private bool IsKnownObject(string path)
    {
        var start = path + ".";
        return _known.Value.Any(n => n.StartsWith(start, StringComparison.Ordinal));
    }

    private bool ReportUnknown(KqlLiteral name, string path)
    {
        var near = NearestName.Find(path, _known.Value);
        var help = near is null ? null : $"did you mean `{near}`?";
        var descriptor = schema.IsStrict ? KqlDiagnostics.UnknownField : KqlDiagnostics.UndeclaredField;
        diagnostics.Add(new(descriptor, source, name.Span, [path], Help: help));
        return !schema.IsStrict;
    }
}
