namespace Tocsin.Serve.Configuration;

/// <summary>A text that must not be shown: it has no string form.</summary>
/// <param name="value">The text.</param>
internal sealed class Secret(string value)
{
    /// <summary>The text itself. Only for what needs it: a connection, a signature.</summary>
    public string Reveal() => value;

    /// <summary>Never the text.</summary>
    public override string ToString() => "(secret)";
}
