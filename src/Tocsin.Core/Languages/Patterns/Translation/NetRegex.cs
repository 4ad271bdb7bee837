using System.Text.RegularExpressions;

namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>Makes regular expressions of .NET from translated patterns.</summary>
internal static class NetRegex
{
    /// <summary>How long one value may be matched. Backtracking can take exponential time; a hostile event must not stall the run.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>Compiles a translated pattern; null with an error if .NET refuses it.</summary>
    public static Regex? Create(string pattern, out PatternError? error)
    {
        error = null;
        try
        {
            return new(pattern, RegexOptions.CultureInvariant, Timeout);
        }
        catch (ArgumentException e)
        {
            // The translation is checked before, so this is a limit of the engine, such as a count that is too large.
            error = new($"the pattern cannot be used: {e.Message}", 0);
            return null;
        }
        catch (InsufficientExecutionStackException)
        {
            error = new("the pattern is nested too deeply", 0);
            return null;
        }
    }
}
