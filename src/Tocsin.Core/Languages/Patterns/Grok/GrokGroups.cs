using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Patterns.Grok;

/// <summary>The captures of grok patterns: which group fills which column. Several groups may fill one.</summary>
internal sealed class GrokGroups
{
    private readonly List<ExtractedColumn> _columns = [];
    private readonly List<int> _columnOfGroup = [];

    /// <summary>For each group, counted from 0, its column.</summary>
    public IReadOnlyList<int> ColumnOfGroup => _columnOfGroup;

    /// <summary>The columns in the order in which they were met.</summary>
    public IReadOnlyList<ExtractedColumn> Columns => _columns;

    /// <summary>Adds a group, whose name may end in a type: <c>port:int</c>.</summary>
    /// <returns>The group's number, or -1 with an error.</returns>
    public int Add(string nameAndType, out string? error)
    {
        var colon = nameAndType.LastIndexOf(':');
        var name = colon < 0 ? nameAndType : nameAndType[..colon];
        if (TypeOf(colon < 0 ? "keyword" : nameAndType[(colon + 1)..]) is not { } type || name.Length == 0)
        {
            error = $"`{nameAndType}` is no column; its type must be `int`, `long`, `float`, `double` or `boolean`";
            return -1;
        }

        var column = _columns.FindIndex(c => c.Name == name);
        if (column >= 0 && _columns[column] != new ExtractedColumn(name, TypeInQuery(type)))
        {
            error = $"column `{name}` has two types";
            return -1;
        }

        if (column < 0)
        {
            column = _columns.Count;
            _columns.Add(new(name, TypeInQuery(type)));
            Types.Add(type);
        }

        error = null;
        _columnOfGroup.Add(column);
        return _columnOfGroup.Count - 1;
    }

    /// <summary>For each column how its text is converted.</summary>
    public List<GrokType> Types { get; } = [];

    /// <summary>The groups of a name, the last first.</summary>
    public IEnumerable<int> GroupsOf(string name) =>
        Enumerable.Range(0, _columnOfGroup.Count).Where(g => _columns[_columnOfGroup[g]].Name == name).Reverse();

    private static GrokType? TypeOf(string name) =>
        name switch
        {
            "keyword" or "string" => GrokType.Keyword,
            "int" => GrokType.Integer,
            "long" => GrokType.Long,
            "float" => GrokType.Float,
            "double" => GrokType.Double,
            "boolean" => GrokType.Boolean,
            _ => null,
        };

    private static DataType TypeInQuery(GrokType type) =>
        type switch
        {
            GrokType.Integer => DataType.Integer,
            GrokType.Long => DataType.Long,
            GrokType.Float or GrokType.Double => DataType.Double,
            GrokType.Boolean => DataType.Boolean,
            _ => DataType.Keyword,
        };
}
