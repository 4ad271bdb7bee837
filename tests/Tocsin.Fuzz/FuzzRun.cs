using System.Diagnostics;

namespace Tocsin.Fuzz;

/// <summary>Tries inputs on a target.</summary>
/// <param name="target">What is tried.</param>
/// <param name="seeds">The inputs to begin with.</param>
/// <param name="seed">What the inputs are a function of, with their number.</param>
internal sealed class FuzzRun(FuzzTarget target, IEnumerable<string> seeds, int seed)
{
    private const int FindingsMax = 20;

    private readonly Mutator _mutator = new(seeds, target.IsBinary);

    /// <summary>Told of each input before it is tried: a stack that overflows leaves nobody to ask.</summary>
    public Action<int>? Trying { get; init; }

    /// <summary>The processor time after which an input counts as a hang.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The input of a number.</summary>
    public string InputAt(int index) => _mutator.Make(seed, index);

    /// <summary>Tries inputs, the first of which has the number <paramref name="first"/>.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    public FuzzResult Run(int first, int count, CancellationToken cancellation)
    {
        var findings = new List<FuzzFinding>();
        var problems = new HashSet<string>(StringComparer.Ordinal);
        var tried = 0;
        for (; tried < count && !cancellation.IsCancellationRequested; tried++)
        {
            var input = InputAt(first + tried);
            Trying?.Invoke(first + tried);
            if (Try(input) is not { } problem || !problems.Add(PlaceOf(problem)))
                continue;
            findings.Add(new(first + tried, input, problem));
            if (findings.Count == FindingsMax)
                break;
        }

        return new(tried, findings);
    }

    private string? Try(string input)
    {
        var before = Environment.CpuUsage.TotalTime;
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        var taken = Environment.CpuUsage.TotalTime - before;
        return taken > TimeMax ? $"took {taken.TotalSeconds:F1} s of processor time" : null;
    }

    /// <summary>What makes two findings the same: the kind of exception and the innermost frame.</summary>
    private static string PlaceOf(string problem)
    {
        var lines = problem.Split('\n');
        var frame = Array.Find(
            lines,
            l => l.Contains("Tocsin.Core", StringComparison.Ordinal) && l.Contains(" at ", StringComparison.Ordinal)
        );
        var first = string.Concat(lines[0].Where(c => !char.IsAsciiDigit(c)));
        return frame is null ? first[..Math.Min(60, first.Length)] : first.Split(':')[0] + frame;
    }
}
