using System.Globalization;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources;

namespace Tocsin.Cli.Output;

/// <summary>Counts what was wrong with the input and keeps the first few of each kind to show. Threads: safe.</summary>
/// <remarks>“First” goes by input and position, not by who came first, so that the output is the same every time.</remarks>
internal sealed class InputProblemLog : IInputProblems
{
    private const int ShownMax = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<InputProblemKind, long> _counts = [];
    private readonly Dictionary<InputProblemKind, List<InputProblem>> _first = [];
    private bool _isClosed;

    /// <summary>Whether an input could not be opened or broke off.</summary>
    public bool HasFailedInput => CountOf(InputProblemKind.InputFailed) > 0;

    /// <inheritdoc/>
    public void Report(InputProblem problem)
    {
        lock (_lock)
        {
            if (_isClosed && !IsNewFailure(problem))
                return;
            _counts[problem.Kind] = _counts.GetValueOrDefault(problem.Kind) + 1;
            if (!_first.TryGetValue(problem.Kind, out var first))
                _first[problem.Kind] = first = [];
            first.Add(problem);
            if (first.Count < 4 * ShownMax || problem.Kind == InputProblemKind.InputFailed)
                return;
            first.Sort(Compare);
            first.RemoveRange(ShownMax, first.Count - ShownMax);
        }
    }

    /// <summary>Takes no more, but for an input that fails only now: the same input may be read again, and its problems must not count twice.</summary>
    public void Close()
    {
        lock (_lock)
            _isClosed = true;
    }

    /// <summary>How many problems of a kind there were.</summary>
    public long CountOf(InputProblemKind kind)
    {
        lock (_lock)
            return _counts.GetValueOrDefault(kind);
    }

    /// <summary>Prints counts and places; inputs that failed are errors and always shown.</summary>
    public void Print(Terminal terminal, bool isQuiet)
    {
        foreach (var failed in FirstOf(InputProblemKind.InputFailed))
            terminal.Complain($"{failed.Path}: {failed.Message}");
        if (isQuiet)
            return;
        Print(terminal, InputProblemKind.Unreadable, "could not be read");
        Print(terminal, InputProblemKind.Irregular, "had something irregular and was read all the same");
    }

    private void Print(Terminal terminal, InputProblemKind kind, string what)
    {
        var count = CountOf(kind);
        if (count == 0)
            return;
        var style = terminal.ErrorStyle;
        var wording = count == 1 ? what : what.Replace("was read", "were read", StringComparison.Ordinal);
        terminal.Say($"{style.Yellow("warning")}: {DiagnosticPrinter.Counted(count, "record")} {wording}");
        var first = FirstOf(kind);
        foreach (var problem in first.Take(ShownMax))
            terminal.Say("  " + DisplayText.Clean(PlaceOf(problem) + problem.Message));
        if (count > ShownMax)
            terminal.Say($"  … and {(count - ShownMax).ToString("N0", CultureInfo.InvariantCulture)} more");
    }

    private bool IsNewFailure(InputProblem problem) =>
        problem.Kind == InputProblemKind.InputFailed
        && !(_first.GetValueOrDefault(problem.Kind)?.Exists(p => p.Path == problem.Path) ?? false);

    private static string PlaceOf(InputProblem problem) =>
        problem.Line > 0
            ? $"{problem.Path}:{problem.Line} (byte {problem.BytePosition}): "
            : $"{problem.Path} (byte {problem.BytePosition}): ";

    private List<InputProblem> FirstOf(InputProblemKind kind)
    {
        lock (_lock)
        {
            var first = _first.GetValueOrDefault(kind) ?? [];
            first.Sort(Compare);
            return [.. first];
        }
    }

    private static int Compare(InputProblem a, InputProblem b)
    {
        var order = string.CompareOrdinal(a.Path, b.Path);
        if (order == 0)
            order = a.BytePosition.CompareTo(b.BytePosition);
        return order != 0 ? order : string.CompareOrdinal(a.Message, b.Message);
    }
}
