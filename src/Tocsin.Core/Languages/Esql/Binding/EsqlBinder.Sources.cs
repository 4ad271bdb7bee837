using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content>Source commands (specification, section 7).</content>
internal sealed partial class EsqlBinder
{
    private static readonly Dictionary<string, DataType> MetadataTypes = new(StringComparer.Ordinal)
    {
        ["_id"] = DataType.Keyword,
        ["_index"] = DataType.Keyword,
        ["_version"] = DataType.Long,
        ["_source"] = DataType.Source,
        ["_ignored"] = DataType.Keyword,
        ["_index_mode"] = DataType.Keyword,
        ["_score"] = DataType.Double,
    };

    private static bool IsMetadataName(string name) => MetadataTypes.ContainsKey(name);

    private IndexPatterns? BindSource(SourceSyntax? source)
    {
        // A rule looks at events: without a source there are none.
        if (source is not (null or FromSyntax) && !_options.AppliesLimits)
            Report(EsqlDiagnostics.NotSupported, source.Span, "begin with `FROM`", "a rule that reads no events");
        switch (source)
        {
            case FromSyntax from:
                return BindFrom(from);
            case RowSyntax row:
                BindEval(row.Fields);
                _fullTextBarrier = "ROW";
                return null;
            case ShowInfoSyntax show:
                _fullTextBarrier = "SHOW";
                BindShowInfo(show);
                return null;
            default:
                return null;
        }
    }

    private IndexPatterns BindFrom(FromSyntax from)
    {
        var patterns = new IndexPatterns(from.Patterns.Select(p => p.Pattern));
        CheckIndices(from, patterns);
        Schema = _schemaFor(patterns);
        var columns = new List<Column>();
        foreach (var field in Schema.AllFields)
            columns.Add(new(field.Name, field.Type) { Field = field, IsImplicit = true });
        _scope = new Scope(columns, Schema).With(BindMetadata(from));
        return patterns;
    }

    private List<Column> BindMetadata(FromSyntax from)
    {
        var columns = new List<Column>();
        foreach (var name in from.Metadata)
        {
            if (!MetadataTypes.TryGetValue(name.Name, out var type))
            {
                Report(
                    EsqlDiagnostics.UnknownMetadata,
                    name.Span,
                    $"there are {string.Join(", ", MetadataTypes.Keys)}",
                    name.Name
                );
                continue;
            }

            // These two are the same for every document here.
            Value? constant = name.Name switch
            {
                "_score" => Value.FromDouble(0),
                "_index_mode" => Value.FromText("standard"),
                _ => null,
            };
            columns.Add(
                constant is { } value
                    ? Define(name.Name, new BoundLiteral(value, type, name.Span))
                    : new(name.Name, type) { Field = new(name.Name, type, FieldTraits.Metadata) }
            );
        }

        return columns;
    }

    /// <summary>A named index must be there; a wildcard may find nothing as long as something is found in all (7.1.1).</summary>
    private void CheckIndices(FromSyntax from, IndexPatterns patterns)
    {
        if (_options.KnownIndices is not { } known)
            return;
        var isMissing = false;
        foreach (var pattern in from.Patterns)
        {
            var name = pattern.Pattern;
            if (
                name.Contains('*', StringComparison.Ordinal)
                || name.StartsWith('-')
                || name.Contains(',', StringComparison.Ordinal)
            )
                continue;
            if (known.Any(index => IndexPatterns.MatchesOne(name, index)))
                continue;
            isMissing = true;
            ReportIndex(pattern, known);
        }

        if (!isMissing && from.Patterns.Count > 0 && !known.Any(patterns.Matches))
            ReportIndex(from.Patterns[0], known);
    }

    private void ReportIndex(SourcePatternSyntax pattern, IReadOnlyCollection<string> known)
    {
        var nearest = SuggestIndex(pattern.Pattern, known);
        Report(EsqlDiagnostics.UnknownIndex, pattern.Span, nearest, pattern.Pattern);
    }

    private static string SuggestIndex(string pattern, IReadOnlyCollection<string> known)
    {
        if (Core.Diagnostics.NearestName.Find(pattern, known) is { } nearest)
            return $"did you mean `{nearest}`?";
        return known.Count == 0
            ? "there is no input"
            : $"there is {string.Join(", ", known.Order(StringComparer.Ordinal).Take(5).Select(k => $"`{k}`"))}";
    }

    private void BindShowInfo(ShowInfoSyntax show)
    {
        var columns = new List<Column>();
        foreach (
            var (name, text) in new[]
            {
                ("version", _options.VersionText),
                ("date", _options.BuildDateText),
                ("hash", _options.BuildHashText),
            }
        )
            columns.Add(Define(name, new BoundLiteral(Value.FromText(text), DataType.Keyword, show.Span)));
        _scope = _scope.With(columns);
    }
}
