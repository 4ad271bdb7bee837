using Tocsin.Core.Rules;

namespace Tocsin.Core.Sinks;

/// <summary>How text is written: in colour on a terminal, plain elsewhere.</summary>
/// <param name="HasColor">Whether escape sequences may be written.</param>
/// <param name="Width">The columns of the terminal; null where lines must not be cut or wrapped.</param>
internal sealed record TextStyle(bool HasColor, int? Width)
{
    /// <summary>No colour, no limit.</summary>
    public static TextStyle Plain { get; } = new(HasColor: false, Width: null);

    public string Bold(string text) => Paint("1", text);

    public string Dim(string text) => Paint("2", text);

    public string Red(string text) => Paint("31", text);

    public string Green(string text) => Paint("32", text);

    public string Yellow(string text) => Paint("33", text);

    public string Cyan(string text) => Paint("36", text);

    /// <summary>Text in the colour of a severity.</summary>
    public string Severity(RuleSeverity severity, string text) =>
        severity switch
        {
            RuleSeverity.Critical => Paint("1;31", text),
            RuleSeverity.High => Paint("31", text),
            RuleSeverity.Medium => Paint("33", text),
            _ => Paint("36", text),
        };

    private string Paint(string code, string text) =>
        HasColor && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
