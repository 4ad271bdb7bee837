namespace Tocsin.Core.Sources;

/// <summary>Counts input problems and keeps the first of each kind to show. Threads: safe.</summary>
internal interface IInputProblems
{
    void Report(InputProblem problem);
}
