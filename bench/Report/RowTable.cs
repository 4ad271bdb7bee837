using System.Globalization;

namespace Tocsin.Bench.Report;

/// <summary>The table of all rows, by input.</summary>
internal static class RowTable
{
    private static readonly (string Row, string Text)[] Audit =
    [
        ("limit", "bare scan for structural characters: the limit"),
        ("limit.1", "the same by the clock, 1 thread"),
        ("limit.2", "the same by the clock, 2 threads, time a file"),
        ("framing", "framing: chunks of whole records"),
        ("reader.none", "reader, no fields"),
        ("reader.seed", "reader, the fields of the seed detections"),
        ("reader.plain", "the same, without vector instructions"),
        ("wc", "`wc -l`"),
        ("jq", "`jq`, count by verb"),
        ("duckdb.1", "DuckDB, the aggregation, 1 thread"),
        ("duckdb.2", "DuckDB, 2 threads"),
        ("clickhouse.1", "ClickHouse, the aggregation, 1 thread"),
        ("clickhouse.2", "ClickHouse, 2 threads"),
        ("query.1", "`tocsin query`, the aggregation, 1 thread"),
        ("query.2", "`tocsin query`, 2 threads"),
        ("two.1", "`tocsin scan`, {two.rules} rules, 1 thread"),
        ("two.2", "`tocsin scan`, {two.rules} rules, 2 threads"),
        ("seed.1", "`tocsin scan`, the 2 published seed rules, 1 thread"),
        ("seed.2", "`tocsin scan`, the 2 published seed rules, 2 threads"),
        ("builtin.1", "`tocsin scan`, built-in pack of {builtin.rules}, 1 thread"),
        ("builtin.2", "`tocsin scan`, built-in pack, 2 threads"),
        ("kubernetes.1", "`tocsin scan`, all {kubernetes.rules} Kubernetes and container rules, 1 thread"),
        ("kubernetes.2", "`tocsin scan`, the same, 2 threads"),
    ];

    private static readonly (string Row, string Text)[] Mixed =
    [
        ("mixed-two.1", "`tocsin scan`, {two.rules} rules, 1 thread"),
        ("mixed-two.2", "`tocsin scan`, {two.rules} rules, 2 threads"),
        ("mixed-all.1", "`tocsin scan`, whole corpus, {all.rules} rules, 1 thread"),
        ("mixed-all.2", "`tocsin scan`, whole corpus, 2 threads"),
    ];

    private static readonly (string Row, string Text)[] Start =
    [
        ("start-builtin", "`tocsin scan` of one event, built-in pack"),
        ("start-all", "`tocsin scan` of one event, whole corpus"),
    ];

    public static void Write(TextWriter page, Measurements measured, Facts facts)
    {
        Write(
            page,
            "Audit events",
            Audit,
            "two.1",
            facts.Number("audit.events"),
            facts.Number("audit.bytes"),
            measured,
            facts
        );
        Write(
            page,
            "Mixed ECS events",
            Mixed,
            "mixed-two.1",
            facts.Number("mixed.events"),
            facts.Number("mixed.bytes"),
            measured,
            facts
        );
        Write(page, "Start", Start, "start-builtin", 1, 0, measured, facts);
        page.WriteLine();
        page.WriteLine(
            "Wall: seconds from start to end of the process, start-up and output included; of the rows of readers, processor time of the work alone."
        );
        page.WriteLine(
            "Engine: what DuckDB and ClickHouse say the query alone took; rates and ratios take it instead of the wall, in their favour."
        );
        page.WriteLine(
            "Rates are of the best run. Peak: resident memory of the process, the most of all runs. Results: rows or alerts."
        );
    }

    private static void Write(
        TextWriter page,
        string title,
        (string Row, string Text)[] rows,
        string unit,
        double events,
        double bytes,
        Measurements measured,
        Facts facts
    )
    {
        if (!rows.Any(r => measured.Has(r.Row)))
            return;
        page.WriteLine();
        page.WriteLine($"## {title}");
        page.WriteLine();
        page.WriteLine(
            "| work | runs | wall, best (s) | median | engine, best (s) | processor time (s) | MB/s | events/s | time, to two rules | peak (MB) | results |".Replace(
                "to two rules",
                unit == "start-builtin" ? "to the built-in pack" : "to two rules",
                StringComparison.Ordinal
            )
        );
        page.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (row, text) in rows.Where(r => measured.Has(r.Row)))
        {
            var own = measured.Best(row, r => r.Own);
            var seconds = Seconds(measured, row);
            var peak = measured.Most(row, r => r.Peak);
            string[] cells =
            [
                Named(text, facts),
                Figure(measured.Count(row), "0"),
                Figure(measured.Best(row, r => r.Wall), "0.00"),
                Figure(measured.Median(row, r => r.Wall), "0.00"),
                own > 0 ? Figure(own, "0.00") : "",
                Figure(measured.Best(row, r => r.Processor), "0.00"),
                bytes > 0 ? Figure(bytes / seconds / 1e6, "#,0") : "",
                events > 1 ? Figure(events / seconds, "#,0") : "",
                Figure(seconds / Seconds(measured, unit), "0.00"),
                peak > 0 ? Figure(peak, "#,0") : "",
                measured.Rows(row) < 0 ? "" : Figure(measured.Rows(row), "#,0"),
            ];
            page.WriteLine("| " + string.Join(" | ", cells) + " |");
        }
    }

    /// <summary>The best time of a row: of the peers the query alone, of others the whole process.</summary>
    public static double Seconds(Measurements measured, string row) =>
        measured.Best(row, r => r.Own) is > 0 and var own ? own : measured.Best(row, r => r.Wall);

    /// <summary>A figure, or a dash where there is none.</summary>
    public static string Figure(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static string Named(string text, Facts facts)
    {
        foreach (var key in (string[])["two.rules", "builtin.rules", "kubernetes.rules", "all.rules"])
            text = text.Replace($"{{{key}}}", Figure(facts.Number(key), "#,0"), StringComparison.Ordinal);
        return text;
    }
}
