namespace Tocsin.Bench.Report;

/// <summary>Writes the page, the tables of cost and their plots into a folder.</summary>
internal static class Comparison
{
    public static void Write(Measurements measured, Facts facts, string folder)
    {
        Directory.CreateDirectory(folder);
        var rules = CostTable.ByRules(measured, facts);
        var events = CostTable.ByEvents(measured, facts);
        using (var page = new StreamWriter(Path.Combine(folder, "compare.md")))
        {
            page.NewLine = "\n";
            page.WriteLine("# Comparison");
            page.WriteLine();
            page.WriteLine("Written by `bench/compare.sh`; what the rows are is in [bench](../README.md).");
            page.WriteLine();
            foreach (var (key, value) in facts.Shown)
                page.WriteLine($"- {key}: {value}");
            if (facts.Number("full") == 0)
                page.WriteLine("- A small run: start-up weighs, ratios to the targets mean little.");
            Targets.Write(page, measured, facts);
            RowTable.Write(page, measured, facts);
            page.WriteLine();
            page.WriteLine("## How cost grows");
            page.WriteLine();
            rules.Write(page, "cost-by-rules");
            events.Write(page, "cost-by-events");
            WriteWithoutStart(page, measured, facts);
        }

        rules.WriteFiles(folder, "cost-by-rules");
        events.WriteFiles(folder, "cost-by-events");
    }

    /// <summary>What the second half of an input costs: start-up, which short runs pay too, cancels out.</summary>
    private static void WriteWithoutStart(TextWriter page, Measurements measured, Facts facts)
    {
        page.WriteLine("Rates of the second half of each input, without start-up:");
        page.WriteLine();
        Add("audit events, two rules", "two-50", "two.1", "audit");
        Add("mixed events, whole corpus", "all-50", "mixed-all.1", "mixed");

        void Add(string text, string half, string whole, string input)
        {
            var seconds = RowTable.Seconds(measured, whole) - RowTable.Seconds(measured, half);
            if (!(seconds > 0))
                return;
            var events = RowTable.Figure(facts.Number(input + ".events") / 2 / seconds, "#,0");
            var megabytes = RowTable.Figure(facts.Number(input + ".bytes") / 2 / seconds / 1e6, "#,0");
            page.WriteLine($"- {text}: {events} events/s, {megabytes} MB/s");
        }
    }
}
