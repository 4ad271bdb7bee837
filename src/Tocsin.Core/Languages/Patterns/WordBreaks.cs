namespace Tocsin.Core.Languages.Patterns;

/// <summary>Where an analysed text is cut into words.</summary>
internal enum WordBreaks
{
    /// <summary>Letters, digits and <c>_</c> hold together, everything else separates (KQL specification, K25).</summary>
    LettersAndDigits,

    /// <summary>
    /// The word boundaries of Unicode (UAX #29), as Elasticsearch's standard analyser has them: <c>198.51.100.23</c>, <c>example.com</c> and
    /// <c>it's</c> are one word each (ES|QL specification, 13.4).
    /// </summary>
    Standard,
}
