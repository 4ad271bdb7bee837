using Tocsin.Core.Languages.Esql.Syntax;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content><c>KEEP</c>, <c>DROP</c>, <c>RENAME</c>: only names change, nothing runs (specification 8.6 to 8.8).</content>
internal sealed partial class EsqlBinder
{
    private void BindKeep(KeepSyntax keep)
    {
        var places = new Dictionary<string, (int Precedence, int Pattern)>(StringComparer.Ordinal);
        var kept = new Dictionary<string, Column>(StringComparer.Ordinal);
        for (var i = 0; i < keep.Patterns.Count; i++)
        {
            var pattern = keep.Patterns[i];
            var precedence =
                pattern.ExactName is not null ? 2
                : pattern.IsEverything ? 0
                : 1;
            foreach (var column in ColumnsOf(pattern))
            {
                if (!places.TryGetValue(column.Name, out var place) || precedence >= place.Precedence)
                    places[column.Name] = (precedence, i);
                if (!kept.TryGetValue(column.Name, out var known) || known.IsImplicit)
                    kept[column.Name] = column;
            }
        }

        // Within a pattern columns keep the order that they have.
        var position = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var column in _scope.Columns)
            position[column.Name] = position.Count;
        var sorted = kept
            .Values.OrderBy(c => places[c.Name].Pattern)
            .ThenBy(c => position.GetValueOrDefault(c.Name, int.MaxValue));
        var unlisted = keep.Patterns.Where(p => p.IsEverything || (CoversUnlisted && p.ExactName is null)).ToList();
        _scope = _scope.Keeping(sorted, unlisted);
    }

    /// <summary>
    /// Whether a wildcard may stand for fields that are not listed. A rule lists none of its source's fields: what a wildcard keeps of them is
    /// part of the event, which is at hand anyway, so they need not become columns.
    /// </summary>
    private bool CoversUnlisted => _scope.Source is not null && !_options.AppliesLimits;

    private List<Column> ColumnsOf(NamePatternSyntax pattern)
    {
        if (pattern.ExactName is { } name)
            return FindColumn(new(name, pattern.Span)) is { } column ? [column with { IsImplicit = false }] : [];
        var columns = _scope.Columns.Where(c => pattern.Matches(c.Name)).ToList();
        if (columns.Count == 0)
            CheckUnlisted(pattern);
        var staysImplicit = pattern.IsEverything || CoversUnlisted;
        return staysImplicit ? columns : [.. columns.Select(c => c with { IsImplicit = false })];
    }

    /// <summary>Reports a pattern that fits no listed column, unless it may fit others.</summary>
    private void CheckUnlisted(NamePatternSyntax pattern)
    {
        if (pattern.IsEverything || _scopeIsBroken)
            return;
        if (!CoversUnlisted)
        {
            Report(EsqlDiagnostics.NoColumnMatches, pattern.Span, null, pattern.Text);
            return;
        }

        if (!_scope.Source!.KnownNames.Any(n => pattern.Matches(n) && !_scope.IsHidden(n)))
            Report(EsqlDiagnostics.NoFieldMatches, pattern.Span, "nothing is kept by it", pattern.Text);
    }

    private void BindDrop(DropSyntax drop)
    {
        // Patterns look at the columns as they were: a column may be named twice.
        foreach (var pattern in drop.Patterns)
        {
            if (pattern.ExactName is { } name)
                FindColumn(new(name, pattern.Span));
            else if (!_scope.Columns.Any(c => pattern.Matches(c.Name)))
                CheckUnlisted(pattern);
        }

        foreach (var pattern in drop.Patterns)
            _scope = _scope.Without(pattern);
    }

    private void BindRename(RenameSyntax rename)
    {
        foreach (var item in rename.Items)
        {
            if (FindColumn(item.Old) is { } column)
                _scope = _scope.Renamed(column, item.New.Name);
        }
    }
}
