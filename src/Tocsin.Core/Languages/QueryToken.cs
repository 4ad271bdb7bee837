using Tocsin.Core.Text;

namespace Tocsin.Core.Languages;

/// <summary>What a part of a query is to a reader, whatever its language.</summary>
internal enum QueryTokenKind
{
    Keyword,
    Function,
    String,
    Number,
    Comment,
}

/// <summary>A part of a query that is shown in a colour of its own.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands in the query.</param>
internal readonly record struct QueryToken(QueryTokenKind Kind, TextSpan Span);
