namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>How the words of a query are looked for in an analysed text.</summary>
internal enum WordsMode
{
    /// <summary>At least one of them.</summary>
    Any,

    /// <summary>All of them, anywhere.</summary>
    All,

    /// <summary>All of them side by side in their order.</summary>
    Phrase,
}
