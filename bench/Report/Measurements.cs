using System.Globalization;

namespace Tocsin.Bench.Report;

/// <summary>One run of one row.</summary>
/// <param name="Wall">Seconds from start to end of the process.</param>
/// <param name="Processor">Seconds of processor time, in user mode and in the kernel.</param>
/// <param name="Peak">The most memory that was resident, in MB of 2^20 bytes; 0 where it was not measured.</param>
/// <param name="Own">The seconds that the program itself says its work took; 0 where it says nothing.</param>
/// <param name="Rows">How many results there were; below 0 where nobody counted.</param>
internal readonly record struct Run(double Wall, double Processor, double Peak, double Own, long Rows);

/// <summary>All runs, by row. A file of lines <c>row TAB wall TAB user TAB system TAB peak-KiB TAB own TAB rows</c>.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<string, List<Run>> _runs = new(StringComparer.Ordinal);

    /// <summary>The names of rows, in the order in which they ran first.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Reads a file.</summary>
    public static Measurements Read(string path)
    {
        var all = new Measurements();
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split('\t');
            if (!all._runs.TryGetValue(parts[0], out var runs))
            {
                all._runs[parts[0]] = runs = [];
                all.Names.Add(parts[0]);
            }

            var rows = parts.Length > 6 && parts[6].Length > 0 ? (long)Parse(parts[6]) : -1;
            runs.Add(
                new(Parse(parts[1]), Parse(parts[2]) + Parse(parts[3]), Parse(parts[4]) / 1024, Parse(parts[5]), rows)
            );
        }

        return all;
    }

    /// <summary>Whether a row was measured.</summary>
    public bool Has(string row) => _runs.ContainsKey(row);

    /// <summary>How many times a row ran.</summary>
    public int Count(string row) => Has(row) ? _runs[row].Count : 0;

    /// <summary>The least of a figure over the runs of a row; not a number where it did not run.</summary>
    public double Best(string row, Func<Run, double> figure) => Has(row) ? _runs[row].Min(figure) : double.NaN;

    /// <summary>The largest of a figure.</summary>
    public double Most(string row, Func<Run, double> figure) => Has(row) ? _runs[row].Max(figure) : double.NaN;

    /// <summary>The middle of a figure; of an even number of runs the mean of both.</summary>
    public double Median(string row, Func<Run, double> figure)
    {
        if (!Has(row))
            return double.NaN;
        var sorted = _runs[row].Select(figure).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>How many results a row had; below 0 where nobody counted.</summary>
    public long Rows(string row) => Has(row) ? _runs[row][0].Rows : -1;

    /// <summary>A number as programs print it; 0 where there is none.</summary>
    public static double Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
