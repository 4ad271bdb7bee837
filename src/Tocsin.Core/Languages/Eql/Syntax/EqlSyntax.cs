using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql.Syntax;

/// <summary>A part of an EQL query as written.</summary>
/// <param name="Span">From its first to its last character.</param>
internal abstract record EqlSyntax(TextSpan Span);

/// <summary>A whole query.</summary>
/// <param name="Body">What selects.</param>
/// <param name="Pipes">What is done with the list of results, in order.</param>
internal sealed record EqlQuerySyntax(EqlBodySyntax Body, IReadOnlyList<PipeSyntax> Pipes, TextSpan Span)
    : EqlSyntax(Span);

/// <summary>What selects: one of <see cref="EventQuerySyntax"/>, <see cref="SequenceSyntax"/> and <see cref="SampleSyntax"/>.</summary>
internal abstract record EqlBodySyntax(TextSpan Span) : EqlSyntax(Span);

/// <summary>A query for single events.</summary>
internal sealed record EventQuerySyntax(FilterSyntax Filter) : EqlBodySyntax(Filter.Span);

/// <summary>A sequence (EQL specification, section 12).</summary>
/// <param name="Keys">The common join keys.</param>
/// <param name="MaxspanMillis">The longest time from first to last event, or null.</param>
/// <param name="Items">In order.</param>
/// <param name="Until">What ends partial matches, or null.</param>
internal sealed record SequenceSyntax(
    IReadOnlyList<FieldSyntax> Keys,
    long? MaxspanMillis,
    IReadOnlyList<ItemSyntax> Items,
    ItemSyntax? Until,
    TextSpan Span
) : EqlBodySyntax(Span);

/// <summary>A sample (EQL specification, section 13).</summary>
/// <param name="Keys">The common join keys.</param>
/// <param name="Items">In order; none is missing or repeated.</param>
internal sealed record SampleSyntax(IReadOnlyList<FieldSyntax> Keys, IReadOnlyList<ItemSyntax> Items, TextSpan Span)
    : EqlBodySyntax(Span);

/// <summary>An item of a sequence or sample.</summary>
/// <param name="Filter">Which events fit.</param>
/// <param name="Keys">Its own join keys.</param>
/// <param name="Runs">How often it is repeated, 1 to 100.</param>
/// <param name="IsMissing">Whether it is written <c>![…]</c>.</param>
internal sealed record ItemSyntax(
    FilterSyntax Filter,
    IReadOnlyList<FieldSyntax> Keys,
    int Runs,
    bool IsMissing,
    TextSpan Span
) : EqlSyntax(Span);

/// <summary><c>category where condition</c>.</summary>
/// <param name="Category">The category, or null for <c>any</c>.</param>
/// <param name="CategorySpan">Where the category stands.</param>
/// <param name="Condition">The condition.</param>
internal sealed record FilterSyntax(string? Category, TextSpan CategorySpan, ExpressionSyntax Condition, TextSpan Span)
    : EqlSyntax(Span);

/// <summary>A pipe with its arguments.</summary>
internal sealed record PipeSyntax(
    string Name,
    TextSpan NameSpan,
    IReadOnlyList<ExpressionSyntax> Arguments,
    TextSpan Span
) : EqlSyntax(Span);
