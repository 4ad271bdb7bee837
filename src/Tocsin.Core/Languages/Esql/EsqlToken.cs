using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>What a token of ES|QL is. Keywords are identifiers: which words are keywords depends on the place.</summary>
internal enum EsqlTokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>Characters that form no token; <see cref="EsqlToken.Problem"/> says why.</summary>
    Bad,
    Identifier,

    /// <summary>A name in backticks.</summary>
    QuotedIdentifier,

    /// <summary>A name with <c>*</c> after <c>KEEP</c> or <c>DROP</c>, quoted and unquoted runs together.</summary>
    NamePattern,

    /// <summary>An unquoted source after <c>FROM</c>.</summary>
    SourcePattern,
    String,
    Integer,
    Decimal,
    Pipe,
    Comma,
    Dot,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Colon,

    /// <summary><c>::</c></summary>
    Cast,
    Assign,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,

    /// <summary>A parameter: <c>?</c>, <c>?1</c>, <c>??name</c>.</summary>
    Parameter,
}

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Its place.</param>
/// <param name="Text">The decoded name or string; the characters otherwise.</param>
/// <param name="Problem">What is wrong with it, for <see cref="EsqlTokenKind.Bad"/>.</param>
internal readonly record struct EsqlToken(
    EsqlTokenKind Kind,
    TextSpan Span,
    string Text,
    EsqlLexerProblem? Problem = null
)
{
    /// <summary>Whether it is an unquoted word, in any case.</summary>
    public bool IsWord(string word) =>
        Kind == EsqlTokenKind.Identifier && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Why characters form no token.</summary>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="Span">The part that is wrong.</param>
/// <param name="Help">What to write instead, or null.</param>
internal sealed record EsqlLexerProblem(string Message, TextSpan Span, string? Help = null);
