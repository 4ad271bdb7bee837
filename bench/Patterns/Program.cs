using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Bench.Patterns;

// usage: Tocsin.Benchmarks [--quick]; prints a table of nanoseconds per byte and ends with 1 where Tocsin's grow with the subject.
// With --quick it only shows that it runs: its figures mean nothing, and their growth is not judged.
const double GrowthMax = 3;
var isQuick = args is ["--quick"];
int[] lengths = isQuick ? [1 << 8, 1 << 9] : [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18];
var limit = isQuick ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(2);
var patience = isQuick ? 1 : 150;
var isLinear = true;

Console.WriteLine(
    "| case | matcher | " + string.Join(" | ", lengths.Select(l => l < 1024 ? $"{l} B" : $"{l >> 10} KiB")) + " |"
);
Console.WriteLine("| --- | --- |" + string.Concat(Enumerable.Repeat(" ---: |", lengths.Length)));
foreach (var pattern in PatternCase.All)
{
    var tocsin = pattern.Tocsin();
    var figures = lengths.Select(length =>
    {
        var subject = Encoding.UTF8.GetBytes(pattern.SubjectOf(length));
        return Measure(() => tocsin(subject), subject.Length);
    });
    var own = figures.ToArray();
    Print($"{pattern.Name}: `{Shorten(pattern.Pattern)}`", "Tocsin", own);
    // The first length pays for the states of the automaton; growth is from the second on.
    if (!isQuick && own[^1] > GrowthMax * own[1])
    {
        isLinear = false;
        Console.Error.WriteLine($"not linear: {pattern.Name}");
    }

    PrintDotNet(pattern, ".NET, compiled", RegexOptions.Compiled);
    PrintDotNet(pattern, ".NET, without backtracking", RegexOptions.NonBacktracking);
}

return isLinear ? 0 : 1;

void PrintDotNet(PatternCase pattern, string matcher, RegexOptions engine)
{
    var match = pattern.DotNet(engine, limit);
    var figures = new double[lengths.Length];
    Array.Fill(figures, double.NaN);
    for (var i = 0; i < lengths.Length; i++)
    {
        var subject = pattern.SubjectOf(lengths[i]);
        try
        {
            figures[i] = Measure(() => match(subject), subject.Length);
        }
        catch (RegexMatchTimeoutException)
        {
            // Longer subjects take longer still.
            break;
        }
    }

    Print("", matcher, figures);
}

// The least of several rounds, in nanoseconds per byte: other work on the machine only adds.
double Measure(Func<bool> match, int bytes)
{
    var best = double.MaxValue;
    var started = Stopwatch.GetTimestamp();
    for (
        var round = 0;
        round < 5 || (round < 2_000 && Stopwatch.GetElapsedTime(started).TotalMilliseconds < patience);
        round++
    )
    {
        var begin = Stopwatch.GetTimestamp();
        match();
        best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
        if (Stopwatch.GetElapsedTime(started).TotalSeconds > 4)
            break;
    }

    return best / bytes;
}

void Print(string name, string matcher, double[] figures)
{
    var cells = figures.Select(f =>
        double.IsNaN(f) ? $"> {limit.TotalSeconds:0} s" : f.ToString("0.00", CultureInfo.InvariantCulture)
    );
    Console.WriteLine($"| {name} | {matcher} | {string.Join(" | ", cells)} |");
}

static string Shorten(string pattern) =>
    pattern.Length <= 30 ? pattern.Replace("|", "\\|", StringComparison.Ordinal) : pattern[..12] + "…" + pattern[^6..];
