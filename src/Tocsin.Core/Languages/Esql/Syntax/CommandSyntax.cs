using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.Syntax;

/// <summary>A query: a source command and the processing commands behind it, in order.</summary>
internal sealed record QuerySyntax(SourceSyntax? Source, IReadOnlyList<CommandSyntax> Commands);

/// <summary>A source command.</summary>
internal abstract record SourceSyntax(TextSpan Span);

/// <summary><c>FROM</c> with its patterns and metadata columns.</summary>
internal sealed record FromSyntax(
    IReadOnlyList<SourcePatternSyntax> Patterns,
    IReadOnlyList<NameSyntax> Metadata,
    TextSpan Span
) : SourceSyntax(Span);

/// <summary>One index pattern; a leading <c>-</c> excludes.</summary>
internal sealed record SourcePatternSyntax(string Pattern, TextSpan Span);

/// <summary><c>ROW</c>.</summary>
internal sealed record RowSyntax(IReadOnlyList<FieldSyntax> Fields, TextSpan Span) : SourceSyntax(Span);

/// <summary><c>SHOW INFO</c>.</summary>
internal sealed record ShowInfoSyntax(TextSpan Span) : SourceSyntax(Span);

/// <summary>A processing command.</summary>
internal abstract record CommandSyntax(TextSpan Span);

/// <summary><c>[name =] expression</c>.</summary>
/// <param name="Name">The given name; null for an unnamed expression.</param>
/// <param name="Expression">The expression.</param>
/// <param name="Filter">The <c>WHERE</c> of an aggregate, or null.</param>
/// <param name="Span">The whole item.</param>
internal sealed record FieldSyntax(
    NameSyntax? Name,
    ExpressionSyntax Expression,
    ExpressionSyntax? Filter,
    TextSpan Span
);

/// <summary>A command with a syntax error, which was reported.</summary>
/// <param name="ChangesColumns">Whether it may have defined or removed columns, so that names behind it are not to be blamed.</param>
/// <param name="Span">Its place.</param>
internal sealed record BrokenSyntax(bool ChangesColumns, TextSpan Span) : CommandSyntax(Span);

internal sealed record WhereSyntax(ExpressionSyntax Condition, TextSpan Span) : CommandSyntax(Span);

internal sealed record EvalSyntax(IReadOnlyList<FieldSyntax> Fields, TextSpan Span) : CommandSyntax(Span);

/// <summary><c>STATS</c>, or <c>INLINE STATS</c>.</summary>
internal sealed record StatsSyntax(
    bool IsInline,
    IReadOnlyList<FieldSyntax> Aggregates,
    IReadOnlyList<FieldSyntax> Keys,
    TextSpan Span
) : CommandSyntax(Span);

/// <summary>A name pattern of <c>KEEP</c> or <c>DROP</c>.</summary>
/// <param name="Text">As written.</param>
/// <param name="Parts">Literal runs; a star stands between each two. One part: an exact name.</param>
/// <param name="Span">Its place.</param>
internal sealed record NamePatternSyntax(string Text, IReadOnlyList<string> Parts, TextSpan Span)
{
    /// <summary>The name, where there is no star.</summary>
    public string? ExactName => Parts.Count == 1 ? Parts[0] : null;

    /// <summary>Whether it is a lone star.</summary>
    public bool IsEverything => Parts.Count > 1 && Parts.All(p => p.Length == 0);

    /// <summary>Whether it fits a name.</summary>
    public bool Matches(string name)
    {
        if (Parts.Count == 1)
            return name == Parts[0];
        if (!name.StartsWith(Parts[0], StringComparison.Ordinal))
            return false;
        var position = Parts[0].Length;
        for (var i = 1; i < Parts.Count - 1; i++)
        {
            var found = name.IndexOf(Parts[i], position, StringComparison.Ordinal);
            if (found < 0)
                return false;
            position = found + Parts[i].Length;
        }

        return name.Length - position >= Parts[^1].Length && name.EndsWith(Parts[^1], StringComparison.Ordinal);
    }
}

internal sealed record KeepSyntax(IReadOnlyList<NamePatternSyntax> Patterns, TextSpan Span) : CommandSyntax(Span);

internal sealed record DropSyntax(IReadOnlyList<NamePatternSyntax> Patterns, TextSpan Span) : CommandSyntax(Span);

internal sealed record RenameSyntax(IReadOnlyList<RenameItemSyntax> Items, TextSpan Span) : CommandSyntax(Span);

/// <summary><c>old AS new</c> or <c>new = old</c>.</summary>
internal sealed record RenameItemSyntax(NameSyntax Old, NameSyntax New);

internal sealed record SortSyntax(IReadOnlyList<SortKeySyntax> Keys, TextSpan Span) : CommandSyntax(Span);

/// <summary>One key of <c>SORT</c>, its defaults applied (8.9.1).</summary>
internal sealed record SortKeySyntax(ExpressionSyntax Expression, bool IsDescending, bool NullsFirst);

internal sealed record LimitSyntax(int Count, TextSpan Span) : CommandSyntax(Span);

internal sealed record MvExpandSyntax(NameSyntax Name, TextSpan Span) : CommandSyntax(Span);

internal sealed record DissectSyntax(
    ExpressionSyntax Input,
    LiteralSyntax Pattern,
    LiteralSyntax? AppendSeparator,
    TextSpan Span
) : CommandSyntax(Span);

internal sealed record GrokSyntax(ExpressionSyntax Input, IReadOnlyList<LiteralSyntax> Patterns, TextSpan Span)
    : CommandSyntax(Span);

/// <summary><c>ENRICH policy [ON field] [WITH …]</c>; in <paramref name="Fields"/> the expression is the policy's field.</summary>
internal sealed record EnrichSyntax(
    string Policy,
    TextSpan PolicySpan,
    NameSyntax? On,
    IReadOnlyList<FieldSyntax> Fields,
    TextSpan Span
) : CommandSyntax(Span);

/// <summary><c>LOOKUP JOIN index ON …</c>; several conditions are several items.</summary>
internal sealed record LookupJoinSyntax(
    string Index,
    TextSpan IndexSpan,
    IReadOnlyList<ExpressionSyntax> On,
    TextSpan Span
) : CommandSyntax(Span);

/// <summary><c>FORK</c>: each branch is a list of commands.</summary>
internal sealed record ForkSyntax(IReadOnlyList<IReadOnlyList<CommandSyntax>> Branches, TextSpan Span)
    : CommandSyntax(Span);

internal sealed record SampleSyntax(double Probability, TextSpan Span) : CommandSyntax(Span);

internal sealed record CompletionSyntax(NameSyntax? Target, ExpressionSyntax Prompt, MapSyntax? Options, TextSpan Span)
    : CommandSyntax(Span);
