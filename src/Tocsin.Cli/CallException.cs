namespace Tocsin.Cli;

/// <summary>The call is wrong: told to the user in one line, exit status 2.</summary>
/// <param name="message">What is wrong; lower case, no full stop.</param>
/// <param name="help">What to do; null where nothing is known.</param>
internal sealed class CallException(string message, string? help = null) : Exception(message)
{
    /// <summary>What to do.</summary>
    public string? Help { get; } = help;
}
