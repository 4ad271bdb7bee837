using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>One token of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">The characters as written; for strings and backticked names what they stand for.</param>
internal readonly record struct EqlToken(EqlTokenKind Kind, TextSpan Span, string Text)
{
    /// <summary>Whether it is one of the words that cannot be a field's name without backticks.</summary>
    public bool IsKeyword => Kind is >= EqlTokenKind.And and <= EqlTokenKind.With;
}
