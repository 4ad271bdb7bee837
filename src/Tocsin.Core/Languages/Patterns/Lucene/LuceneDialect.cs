namespace Tocsin.Core.Languages.Patterns;

/// <summary>Which of Lucene's operators are on.</summary>
internal enum LuceneDialect
{
    /// <summary>EQL's <c>regex</c>: all of them, also <c>~</c> for the complement (EQL specification, 8.8 to 8.12).</summary>
    Eql,

    /// <summary>ES|QL's <c>RLIKE</c>: all but the complement; <c>~</c> is a character (ES|QL specification, 15.2).</summary>
    Rlike,
}
