using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Kql.Syntax;

/// <summary>A name or a value: text with its escapes resolved, in which wildcards are still told apart from written stars.</summary>
/// <param name="Pieces">The text between the wildcards: one piece without a wildcard, two around one wildcard, and so on.</param>
/// <param name="IsQuoted">Whether it stood in quotes, where nothing is a wildcard.</param>
/// <param name="Span">Where it stands, quotes included, outer white space not.</param>
internal sealed record KqlLiteral(IReadOnlyList<string> Pieces, bool IsQuoted, TextSpan Span)
{
    /// <summary>Whether it holds a wildcard.</summary>
    public bool IsPattern => Pieces.Count > 1;

    /// <summary>Whether it is a star and nothing else: “there is a value”, or “every field”.</summary>
    public bool IsLoneStar => Pieces.Count == 2 && Pieces[0].Length == 0 && Pieces[1].Length == 0;

    /// <summary>The text; wildcards are stars again.</summary>
    public string Text => Pieces.Count == 1 ? Pieces[0] : string.Join('*', Pieces);
}
