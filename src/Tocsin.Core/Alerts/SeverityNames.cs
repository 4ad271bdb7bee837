using Tocsin.Core.Rules;

namespace Tocsin.Core.Alerts;

/// <summary>The names of severities in documents and on the command line.</summary>
internal static class SeverityNames
{
    /// <summary>All of them, in ascending order.</summary>
    public static readonly string[] All = ["low", "medium", "high", "critical"];

    /// <summary>The name of a severity.</summary>
    public static string Of(RuleSeverity severity) => All[(int)severity];

    /// <summary>The severity of a name, whatever its case.</summary>
    public static bool TryParse(string name, out RuleSeverity severity)
    {
        var index = Array.FindIndex(All, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        severity = (RuleSeverity)Math.Max(0, index);
        return index >= 0;
    }
}
