using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql.Syntax;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>The columns that a command sees, in order, and whether the source has more that are not listed.</summary>
/// <remarks>
/// Behind <c>FROM</c> the listed columns are those that the schema lists. Where the schema is not closed the events may have others:
/// until a command fixes the columns, such a name is a field too.
/// </remarks>
internal sealed class Scope
{
    private readonly List<Column> _columns;
    private readonly List<NamePatternSyntax> _hiddenPatterns;
    private readonly HashSet<string> _hiddenNames;
    private readonly IReadOnlyList<IReadOnlyList<NamePatternSyntax>> _kept;

    /// <param name="columns">The listed columns.</param>
    /// <param name="source">The schema of the source while its unlisted fields can be named; null otherwise.</param>
    public Scope(IEnumerable<Column> columns, ISchema? source)
        : this([.. columns], source, [], [], []) { }

    private Scope(
        List<Column> columns,
        ISchema? source,
        List<NamePatternSyntax> patterns,
        HashSet<string> names,
        IReadOnlyList<IReadOnlyList<NamePatternSyntax>> kept
    )
    {
        _kept = kept;
        _columns = columns;
        Source = source;
        _hiddenPatterns = patterns;
        _hiddenNames = names;
    }

    /// <summary>The listed columns, in order.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>The schema whose unlisted fields can be named, or null.</summary>
    public ISchema? Source { get; }

    /// <summary>The listed column of a name, or null.</summary>
    public Column? Find(string name)
    {
        // Names are unique; the one defined last is the one asked for most.
        for (var i = _columns.Count - 1; i >= 0; i--)
        {
            if (_columns[i].Name == name)
                return _columns[i];
        }

        return null;
    }

    /// <summary>Whether an unlisted name can no longer be used: it was dropped, renamed or not kept.</summary>
    public bool IsHidden(string name) =>
        _hiddenNames.Contains(name)
        || _hiddenPatterns.Exists(p => p.Matches(name))
        || _kept.Any(patterns => !patterns.Any(p => p.Matches(name)));

    /// <summary>Other columns; of the unlisted fields those that some pattern fits stay.</summary>
    public Scope Keeping(IEnumerable<Column> columns, IReadOnlyList<NamePatternSyntax> unlisted) =>
        new([.. columns], unlisted.Count == 0 ? null : Source, _hiddenPatterns, _hiddenNames, [.. _kept, unlisted]);

    /// <summary>Adds columns at the end; those that they replace vanish (6.1).</summary>
    public Scope With(IEnumerable<Column> added)
    {
        var columns = new List<Column>(_columns);
        foreach (var column in added)
        {
            columns.RemoveAll(c => c.Name == column.Name);
            columns.Add(column);
        }

        return new(columns, Source, _hiddenPatterns, _hiddenNames, _kept);
    }

    /// <summary>Puts another column in a listed one's place.</summary>
    public Scope WithInPlace(string name, Column column) =>
        Find(name) is null
            ? With([column])
            : new([.. _columns.Select(c => c.Name == name ? column : c)], Source, _hiddenPatterns, _hiddenNames, _kept);

    /// <summary>Without the columns that a pattern fits; unlisted fields that it fits are gone too.</summary>
    public Scope Without(NamePatternSyntax pattern) =>
        new(
            [.. _columns.Where(c => !pattern.Matches(c.Name))],
            Source,
            [.. _hiddenPatterns, pattern],
            _hiddenNames,
            _kept
        );

    /// <summary>Gives a column another name in its place; another column of that name vanishes (8.8).</summary>
    public Scope Renamed(Column column, string name)
    {
        if (column.Name == name)
            return this;
        var renamed = column with { Name = name, IsImplicit = false };
        var columns = new List<Column>();
        foreach (var listed in _columns)
        {
            if (listed.Name == column.Name)
                columns.Add(renamed);
            else if (listed.Name != name)
                columns.Add(listed);
        }

        if (Find(column.Name) is null)
            columns.Add(renamed);
        return new(columns, Source, _hiddenPatterns, [.. _hiddenNames, column.Name], _kept);
    }
}
