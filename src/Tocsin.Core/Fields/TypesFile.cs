using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;

namespace Tocsin.Core.Fields;

/// <summary>Reads a types file: lines <c>field TAB type</c>, and comments that begin with <c>#</c>.</summary>
/// <remarks>Further columns are ignored. Source: <c>command-line.md</c>, “Fields and types”.</remarks>
internal static class TypesFile
{
    /// <summary>The fields that the file declares; bad lines are diagnostics and declare nothing.</summary>
    public static Dictionary<string, FieldInfo> Parse(SourceText source, DiagnosticBag diagnostics)
    {
        var fields = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        var typeNames = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = source.Text;
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        while (start < text.Length)
        {
            var end = text.AsSpan(start).IndexOfAny('\r', '\n');
            end = end < 0 ? text.Length : start + end;
            var line = TextSpan.FromBounds(start, end);
            start = end + 1;
            if (line.Length == 0 || text[line.Start] == '#' || string.IsNullOrWhiteSpace(source.Slice(line)))
                continue;
            ReadLine(source, line, fields, typeNames, diagnostics);
        }

        return fields;
    }

    private static void ReadLine(
        SourceText source,
        TextSpan line,
        Dictionary<string, FieldInfo> fields,
        Dictionary<string, string> typeNames,
        DiagnosticBag diagnostics
    )
    {
        var columns = source.Slice(line).Split('\t');
        var name = columns[0].Trim();
        var typeName = columns.Length > 1 ? columns[1].Trim() : "";
        if (name.Length == 0 || typeName.Length == 0)
        {
            const string Help = "write the field's name, one tab, and an Elasticsearch field type such as `keyword`";
            diagnostics.Add(new(FieldDiagnostics.MalformedLine, source, line, [], Help: Help));
            return;
        }

        var typeSpan = new TextSpan(line.Start + columns[0].Length + 1, columns[1].Length);
        if (!MappingTypes.TryParse(typeName, out var type, out var traits))
        {
            var near = NearestName.Find(typeName, MappingTypes.Names);
            var help = near is null ? null : $"did you mean `{near}`?";
            diagnostics.Add(new(FieldDiagnostics.UnknownType, source, typeSpan, [typeName, name], Help: help));
            return;
        }

        if (typeNames.TryGetValue(name, out var before) && before != typeName)
            diagnostics.Report(FieldDiagnostics.DeclaredTwice, source, typeSpan, name, typeName, before);
        typeNames[name] = typeName;
        if (name[0] == '_')
            traits |= FieldTraits.Metadata;
        fields[name] = new(name, type, traits);
    }
}
