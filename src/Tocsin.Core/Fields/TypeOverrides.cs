using Tocsin.Core.Diagnostics;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Fields;

/// <summary>The types files of a run: those for all indices and those for one index.</summary>
/// <remarks>Files for the same target add up; the later one wins. Fill it before it is used; then threads may share it.</remarks>
internal sealed class TypeOverrides
{
    private readonly Dictionary<string, FieldInfo> _general = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, FieldInfo>> _byIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldMap> _maps = new(StringComparer.Ordinal);

    /// <summary>The fields of the files that name no index; null without such a file.</summary>
    public FieldMap? General { get; private set; }

    /// <summary>The indices that have a file of their own, sorted; a name may hold <c>*</c>.</summary>
    public IEnumerable<string> Indices => _byIndex.Keys.Order(StringComparer.Ordinal);

    /// <summary>Takes the option's value apart: <c>FILE</c> or <c>INDEX=FILE</c>.</summary>
    public static (string? Index, string File) SplitOption(string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? (option[..equals], option[(equals + 1)..]) : (null, option);
    }

    /// <summary>Adds a types file.</summary>
    /// <param name="index">The index it is for, or null for all.</param>
    /// <param name="source">The file's text.</param>
    /// <param name="diagnostics">Takes what is wrong with it.</param>
    public void Add(string? index, SourceText source, DiagnosticBag diagnostics) =>
        Add(index, TypesFile.Parse(source, diagnostics));

    /// <summary>Adds declared fields.</summary>
    public void Add(string? index, IReadOnlyDictionary<string, FieldInfo> fields)
    {
        var target = _general;
        if (index is not null && !_byIndex.TryGetValue(index, out target))
            _byIndex[index] = target = new(StringComparer.Ordinal);
        foreach (var (name, field) in fields)
            target[name] = field;
        MultiFields.Link(target);
        if (index is null)
            General = new FieldMap(target);
        else
            _maps[index] = new FieldMap(target);
    }

    /// <summary>The fields of an index's own files: of its very name, else of the first name in order that fits it as a pattern.</summary>
    public FieldMap? OfIndex(string index)
    {
        if (_maps.Count == 0)
            return null;
        if (_maps.TryGetValue(index, out var map))
            return map;
        foreach (var pattern in Indices)
        {
            if (pattern.Contains('*', StringComparison.Ordinal) && IndexPatterns.MatchesOne(pattern, index))
                return _maps[pattern];
        }

        return null;
    }
}
