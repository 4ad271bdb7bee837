using Tocsin.Core.Sources;

namespace Tocsin.Core.Alerts;

/// <summary>The index in which alerts live, as rules name it.</summary>
internal static class AlertIndex
{
    public const string Name = ".alerts-security.alerts-default";

    /// <summary>Whether patterns see alerts.</summary>
    public static bool IsSeenBy(IndexPatterns indices) => indices.Matches(Name);
}
