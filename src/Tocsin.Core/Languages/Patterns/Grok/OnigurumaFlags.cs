namespace Tocsin.Core.Languages.Patterns.Grok;

/// <summary>The flags that a pattern can set for itself (ES|QL specification, 15.4).</summary>
[Flags]
internal enum OnigurumaFlags
{
    None = 0,

    /// <summary><c>i</c>: case does not count.</summary>
    IgnoreCase = 1,

    /// <summary><c>m</c>: <c>.</c> is any character; this is what others call <c>s</c>.</summary>
    DotAll = 2,

    /// <summary><c>x</c>: white space and comments do not count.</summary>
    Comments = 4,
}
