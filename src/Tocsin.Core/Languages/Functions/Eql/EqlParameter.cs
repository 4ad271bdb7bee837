namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary>What an EQL function takes at a position (EQL specification, section 9).</summary>
internal enum EqlParameter
{
    Any,
    String,
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A whole number that is written in the query.</summary>
    IntegerLiteral,

    /// <summary><c>true</c> or <c>false</c>, written in the query.</summary>
    BooleanLiteral,

    /// <summary>A string that is written in the query.</summary>
    StringLiteral,

    /// <summary>An address field.</summary>
    Address,
}
