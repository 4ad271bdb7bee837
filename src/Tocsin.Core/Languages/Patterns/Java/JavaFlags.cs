namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>The flags of <c>java.util.regex.Pattern</c> that a pattern can set for itself.</summary>
[Flags]
internal enum JavaFlags
{
    None = 0,

    /// <summary><c>i</c>: case does not count; ASCII letters only without <see cref="UnicodeCase"/>.</summary>
    IgnoreCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> stand at every line.</summary>
    Multiline = 2,

    /// <summary><c>s</c>: <c>.</c> is any character.</summary>
    DotAll = 4,

    /// <summary><c>d</c>: only a line feed ends a line.</summary>
    UnixLines = 8,

    /// <summary><c>u</c>: case does not count for all letters.</summary>
    UnicodeCase = 16,

    /// <summary><c>U</c>: <c>\w \d \s \b</c> and the POSIX classes are those of Unicode; implies <see cref="UnicodeCase"/>.</summary>
    UnicodeClasses = 32,

    /// <summary><c>x</c>: white space and comments do not count.</summary>
    Comments = 64,
}
