using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Fuzz.Targets;

/// <summary>Lexer, parser, binder and run of ES|QL; the optimizer must not change the rows.</summary>
internal sealed class EsqlTarget() : FuzzTarget("esql")
{
    private const long Now = 1_772_359_200_000;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "FROM logs-* METADATA _id, _index, _version | WHERE process.pid > 1 AND user.name == \"root\" | KEEP process.*, user.name | LIMIT 5",
        "from logs-*,-logs-x* | stats n = count(*), d = count_distinct(process.name) where process.pid > 3 by host.id, bucket(@timestamp, 5 minutes) | sort n desc nulls last",
        "FROM logs-* | EVAL a = CASE(process.pid > 17, \"x\", process.pid IS NULL, \"y\", \"z\"), b = TO_STRING(source.ip), `c d` = -process.pid::double / 0 | DROP a",
        "ROW a = [1, 2, 3], b = \"x y\", c = null, d = TO_DATETIME(\"2026-03-01T00:00:00Z\") | MV_EXPAND a | EVAL e = MV_CONCAT(SPLIT(b, \" \"), \"-\") | SORT a",
        "ROW t = \"10.0.0.1 GET /x 200\" | GROK t \"%{IP:ip} %{WORD:verb} %{NOTSPACE:path} %{INT:code:int}\" | DISSECT t \"%{first} %{+first} %{rest}\" APPEND_SEPARATOR=\"-\"",
        "FROM logs-* | INLINE STATS m = MAX(process.pid), v = VALUES(process.name) BY host.id | WHERE process.pid == m | RENAME m AS most",
        "FROM logs-* | FORK (WHERE process.pid > 17 | LIMIT 1) (STATS c = COUNT(*)) | SORT _fork",
        "FROM logs-* | WHERE process.name LIKE \"b*\" OR process.name RLIKE \"c.?r{1,2}l\" OR process.name NOT IN (\"a\", \"b\") | STATS PERCENTILE(process.pid, 95), MEDIAN(process.pid), TOP(process.pid, 2, \"desc\")",
        "FROM logs-* | WHERE MATCH(message, \"foo\") OR message : \"bar\" OR QSTR(\"message:foo AND process.pid:[1 TO 20]\") OR KQL(\"process.name: b* and not user.name: x\")",
        "ROW x = 1 | EVAL y = DATE_DIFF(\"day\", TO_DATETIME(0), NOW()), z = DATE_TRUNC(1 month, NOW() - 3 days), w = ROUND(1.5, -2) + POW(2, 62) * x",
        "ROW s = \"héllo\" | EVAL a = SUBSTRING(s, -3, 2), b = REPLACE(s, \"l+\", \"$0\"), c = LOCATE(s, \"o\"), d = LENGTH(s), e = TO_BASE64(s), f = HASH(\"sha256\", s)",
        "FROM logs-* | STATS n = COUNT(*) BY c = CIDR_MATCH(source.ip, \"10.0.0.0/8\"), h = host.id | WHERE n >= 1 | EVAL k = CONCAT(h, \"\"\"raw\"\"\") | CHANGE_POINT n ON c | SAMPLE 0.5",
        "SHOW INFO",
        "ROW g = TO_GEOPOINT(\"POINT(1 2)\"), v = TO_VERSION(\"1.2.3\"), u = TO_UNSIGNED_LONG(\"18446744073709551615\"), n = TO_DATE_NANOS(\"2026-03-01T00:00:00.000000001Z\") | EVAL i = MV_SORT([3, 1, 2], \"desc\"), j = GREATEST(1, 2, 3), l = COALESCE(null, 4)",
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus) =>
        corpus
            .Rules.Where(r => r.Language == RuleLanguage.Esql && r.Query is not null)
            .Select(r => r.Query!.Text)
            .Concat(corpus.Queries("conformance/esql"));

    public override void Run(string input)
    {
        foreach (var options in (EsqlOptions[])[EsqlOptions.ForQuery, EsqlOptions.ForRule])
        {
            var optimized = RunWith(input, options);
            var plain = RunWith(input, options with { Optimizes = false });
            FuzzFailure.Unless(optimized == plain, $"optimized {optimized}\nas bound {plain}");
        }
    }

    private static string RunWith(string input, EsqlOptions options)
    {
        var diagnostics = new DiagnosticBag();
        var fields = new FieldTable();
        var query = SourceText.From(input, "query");
        var limited = options with { MemoryBytesMax = 16 << 20 };
        var program = EsqlCompiler.Compile(
            query,
            patterns => FieldTypes.Default.SchemaFor(patterns, []),
            fields,
            limited,
            diagnostics
        );
        DiagnosticChecks.Check(diagnostics);
        FuzzFailure.Unless(program is null == diagnostics.HasErrors, "a program and errors, or neither");
        if (program is null)
            return "nothing";
        var result = EsqlQueryRunner.Run(program, SampleEvents.Read(fields, FieldTypes.Default), Now);
        if (result.Table is not { } table)
            return "too large";
        var columns = string.Join(',', table.Columns.Select(c => $"{c.Name}:{c.Type}"));
        var rows = table.Rows.Select(r => string.Join(',', r.Cells.Select(c => ValueText.Format(c))));
        // Which rows SAMPLE takes, and the order of rows without SORT, is nobody's promise: only how many there are.
        return $"{columns}\n{string.Join('\n', rows.Order(StringComparer.Ordinal))}";
    }
}
