namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>Which letters are the same but for case.</summary>
internal enum CaseFolding
{
    None,

    /// <summary>The ASCII letters.</summary>
    Ascii,

    /// <summary>All letters, code point by code point.</summary>
    Unicode,
}
