namespace Tocsin.Core.Languages.Eql;

/// <summary>Kinds of EQL tokens (EQL specification, section 2).</summary>
internal enum EqlTokenKind
{
    /// <summary>Behind the last token; its span is empty.</summary>
    End,
    Name,

    /// <summary>A name in backticks.</summary>
    QuotedName,
    String,
    Integer,
    Decimal,

    And,
    Any,
    By,
    False,
    In,
    InIgnoreCase,
    Join,
    Like,
    LikeIgnoreCase,
    Maxspan,
    Not,
    Null,
    Of,
    Or,
    Regex,
    RegexIgnoreCase,
    Sample,
    Sequence,
    True,
    Until,
    Where,
    With,

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
    Colon,
    Dot,
    Comma,
    Pipe,
    Tilde,
    Question,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,

    /// <summary><c>![</c>, with nothing between.</summary>
    OpenMissing,
    CloseBracket,
}
