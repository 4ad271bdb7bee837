using System.Globalization;

namespace Tocsin.Bench.Report;

/// <summary>How time grows with something: series of points, as CSV and as a plot.</summary>
/// <param name="title">What grows with what.</param>
/// <param name="across">The unit of the horizontal axis.</param>
/// <param name="isLogarithmic">Whether the horizontal axis is.</param>
internal sealed class CostTable(string title, string across, bool isLogarithmic)
{
    private readonly List<(string Series, double Across, double Seconds, double Events)> _points = [];

    public static CostTable ByRules(Measurements measured, Facts facts)
    {
        var table = new CostTable("Mixed ECS events: time by number of rules", "rules", isLogarithmic: true);
        var events = facts.Number("mixed.events");
        table.Add(measured, "mixed-two.1", "one thread", 2, events);
        foreach (var count in (string[])["20", "100", "500"])
            table.Add(measured, "rules-" + count, "one thread", facts.Number($"rules.{count}.rules"), events);
        table.Add(measured, "mixed-all.1", "one thread", facts.Number("all.rules"), events);
        return table;
    }

    public static CostTable ByEvents(Measurements measured, Facts facts)
    {
        var table = new CostTable("Time by number of events, one thread", "events", isLogarithmic: false);
        Add("audit events, two rules", "two", "two.1", facts.Number("audit.events"));
        Add("mixed events, whole corpus", "all", "mixed-all.1", facts.Number("mixed.events"));
        return table;

        void Add(string series, string rows, string whole, double events)
        {
            table.Add(measured, rows + "-25", series, Math.Floor(events / 4), Math.Floor(events / 4));
            table.Add(measured, rows + "-50", series, Math.Floor(events / 2), Math.Floor(events / 2));
            table.Add(measured, whole, series, events, events);
        }
    }

    /// <summary>Writes the points as a table, and where the files are.</summary>
    public void Write(TextWriter page, string name)
    {
        page.WriteLine($"{title} ([CSV]({name}.csv)):");
        page.WriteLine();
        page.WriteLine($"| | {across} | time (s) | events/s |");
        page.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (series, x, seconds, events) in _points)
            page.WriteLine(
                $"| {series} | {RowTable.Figure(x, "#,0")} | {RowTable.Figure(seconds, "0.00")} | {RowTable.Figure(events / seconds, "#,0")} |"
            );
        page.WriteLine();
        page.WriteLine($"![{title}]({name}.svg)");
        page.WriteLine();
    }

    /// <summary>Writes the CSV and the plot.</summary>
    public void WriteFiles(string folder, string name)
    {
        using (var csv = new StreamWriter(Path.Combine(folder, name + ".csv")))
        {
            csv.NewLine = "\n";
            csv.WriteLine($"series,{across},seconds,events_per_second");
            foreach (var (series, x, seconds, events) in _points)
                csv.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"\"{series}\",{x:0},{seconds:0.000},{events / seconds:0}"
                    )
                );
        }

        // From the file, so that what is drawn is what is published.
        File.WriteAllText(
            Path.Combine(folder, name + ".svg"),
            Plot.Draw(Path.Combine(folder, name + ".csv"), title, isLogarithmic)
        );
    }

    private void Add(Measurements measured, string row, string series, double x, double events)
    {
        if (measured.Has(row))
            _points.Add((series, x, RowTable.Seconds(measured, row), events));
    }
}
