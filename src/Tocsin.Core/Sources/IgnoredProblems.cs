namespace Tocsin.Core.Sources;

/// <summary>Takes no notice of problems: they have been reported by another reader of the same records.</summary>
internal sealed class IgnoredProblems : IInputProblems
{
    public static readonly IgnoredProblems Instance = new();

    /// <inheritdoc/>
    public void Report(InputProblem problem)
    {
        // Known.
    }
}
