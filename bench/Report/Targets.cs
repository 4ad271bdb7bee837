namespace Tocsin.Bench.Report;

/// <summary>The goals of the project beside what was reached.</summary>
internal static class Targets
{
    private static readonly string[] PeakRows =
    [
        "two.2",
        "seed.2",
        "builtin.2",
        "kubernetes.2",
        "mixed-two.2",
        "mixed-all.1",
        "mixed-all.2",
    ];

    public static void Write(TextWriter page, Measurements measured, Facts facts)
    {
        page.WriteLine();
        page.WriteLine("## Targets");
        page.WriteLine();
        page.WriteLine("| goal | target | reached | |");
        page.WriteLine("| --- | ---: | ---: | --- |");
        var scan = measured.Has("seed.1") ? "seed" : "two";
        var alone = scan + ".1";
        AtLeast(
            "audit, two rules, one thread: share of the bare scan's throughput, by processor time",
            0.5,
            Processor("limit") / Processor(alone)
        );
        AtLeast("the same, by wall", 0.5, Processor("limit") / Wall(alone));
        foreach (var threads in (string[])["1", "2"])
        {
            var each = threads == "1" ? "one thread each" : "two threads each";
            AtLeast(
                $"audit, two rules: times as fast as DuckDB, {each}",
                3,
                Wall("duckdb." + threads) / Wall($"{scan}.{threads}")
            );
            AtLeast(
                $"audit, two rules: times as fast as ClickHouse, {each}",
                1.5,
                Wall("clickhouse." + threads) / Wall($"{scan}.{threads}")
            );
        }

        AtMost(
            "audit, all Kubernetes and container rules: times the time of two rules",
            1.3,
            Wall("kubernetes.1") / Wall(alone),
            ""
        );
        AtMost("mixed, whole corpus: times the time of two rules", 2, Wall("mixed-all.1") / Wall("mixed-two.1"), "");
        var perSecond = facts.Number("mixed.events") / Wall("mixed-all.1");
        Line(
            "mixed, whole corpus: events/s a core",
            "≥ 250,000",
            RowTable.Figure(perSecond, "#,0"),
            perSecond >= 250_000
        );
        var perKilobyte = facts.Number("mixed.bytes") / 1024 / Wall("mixed-all.1");
        Line(
            "the same as events of 1 KiB each",
            "≥ 250,000",
            RowTable.Figure(perKilobyte, "#,0"),
            perKilobyte >= 250_000
        );
        AtMost("start to first event, whole corpus, warm", 0.5, Wall("start-all"), " s");
        var peak = PeakRows.Max(r => measured.Has(r) ? measured.Most(r, run => run.Peak) : 0);
        Line(
            "peak memory of any scan",
            "≤ 250 MB",
            RowTable.Figure(peak == 0 ? double.NaN : peak, "0") + " MB",
            peak <= 250
        );
        page.WriteLine(
            $"| two cores against one: the bare scan, which shares nothing | what the machine gives | {RowTable.Figure(Wall("limit.1") / Wall("limit.2"), "0.00")} | |"
        );
        AtLeast("two cores against one: audit, two rules", 1.8, Wall(alone) / Wall(scan + ".2"));
        AtLeast("two cores against one: mixed, whole corpus", 1.8, Wall("mixed-all.1") / Wall("mixed-all.2"));

        double Wall(string row) => RowTable.Seconds(measured, row);

        double Processor(string row) => measured.Best(row, r => r.Processor);

        void AtLeast(string goal, double target, double reached) =>
            Line(goal, $"≥ {RowTable.Figure(target, "0.0")}", RowTable.Figure(reached, "0.00"), reached >= target);

        void AtMost(string goal, double target, double reached, string unit) =>
            Line(
                goal,
                $"≤ {RowTable.Figure(target, "0.0")}{unit}",
                RowTable.Figure(reached, "0.00") + unit,
                reached <= target
            );

        void Line(string goal, string target, string reached, bool isMet) =>
            page.WriteLine($"| {goal} | {target} | {reached} | {Verdict(reached, isMet)} |");
    }

    private static string Verdict(string reached, bool isMet) =>
        reached.StartsWith('–') ? "not measured"
        : isMet ? "met"
        : "missed";
}
