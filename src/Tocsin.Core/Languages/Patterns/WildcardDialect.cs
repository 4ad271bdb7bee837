namespace Tocsin.Core.Languages.Patterns;

/// <summary>What is special in a wildcard pattern.</summary>
internal enum WildcardDialect
{
    /// <summary><c>*</c> and <c>?</c>; nothing escapes them (EQL specification, 8.2).</summary>
    Eql,

    /// <summary><c>*</c> and <c>?</c>; a backslash quotes the next character (ES|QL specification, 15.1; detection engine, D19 and D50).</summary>
    Like,

    /// <summary><c>*</c> alone (KQL specification, K24).</summary>
    Kql,
}
