using System.Globalization;
using System.Text;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>The page of commands and aggregates is generated from their documentation; set <c>TOCSIN_ACCEPT=1</c> to rewrite it.</summary>
public sealed class EsqlPageTests
{
    private const string Page = "docs/languages/esql.md";

    public static TheoryData<string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (query, rows) in EsqlCommandDocs.All.SelectMany(c => c.Examples))
                data.Add(query, rows);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExampleGivesItsRows(string query, string rows) =>
        Assert.Equal(rows, string.Join("; ", new EsqlHarness("", []).Rows(query)));

    [Fact]
    public void EveryCommandIsDocumented()
    {
        var documented = EsqlCommandDocs.All.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(EsqlKeywords.Commands, c => !documented.Contains(c));
    }

    [Fact]
    public void PageIsCurrent()
    {
        var path = SharedData.InRepository(Page);
        var expected = Generate();
        if (Environment.GetEnvironmentVariable("TOCSIN_ACCEPT") == "1")
            File.WriteAllText(path, expected);
        Assert.True(File.Exists(path), $"{Page} is missing: run the test with TOCSIN_ACCEPT=1");
        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Generate()
    {
        var text = new StringBuilder();
        text.Append("# ES|QL\n\n");
        text.Append(
            "Generated from the program's own documentation; every example is run as a test. Operators and scalar functions: "
        );
        text.Append("[esql-functions.md](esql-functions.md).\n\n");
        text.Append(
            "Results do not depend on the order of events, on how they are read in parts, or on the number of threads. "
        );
        text.Append("Warnings have Elasticsearch's wording. ");
        text.Append("A field that nothing declares a type of is taken as its JSON has it.\n\n## Commands\n");
        foreach (var command in EsqlCommandDocs.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n### {command.Name}\n\n`{command.Syntax}`\n\n{command.Summary}\n"
            );
            if (command.Examples.Length > 0)
                text.Append('\n');
            foreach (var (query, rows) in command.Examples)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"- `{query}` → {(rows.Length == 0 ? "no rows" : $"`{rows}`")}\n"
                );
        }

        text.Append("\n## Aggregate functions\n\nNulls are ignored; of several values each counts.\n");
        foreach (var function in AggregateRegistry.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n### {function.Name}\n\n`{function.Doc.Signature}`\n\n{function.Doc.Summary}\n\n"
            );
            foreach (var example in function.Doc.Examples)
                text.Append(CultureInfo.InvariantCulture, $"- `{example.Expression}` → `{example.Result}`\n");
        }

        text.Append("\n## Conditions on the document\n\n");
        text.Append(
            "In `WHERE` and in the filter of an aggregate, before any `LIMIT` or `STATS`: `MATCH(field, text [, options])`, "
        );
        text.Append(
            "`field : text`, `MATCH_PHRASE(field, text)`, `KQL(\"…\")`, `QSTR(\"…\")`. They are true if any value of the field matches "
        );
        text.Append("and false, never null, otherwise.\n\n");
        text.Append(
            "`QSTR` reads Lucene's query strings: `field:word`, phrases with `~slop`, `*` and `?`, `/regex/`, `word~1`, `[a TO b]`, `{a TO b}`, `field:>5`, "
        );
        text.Append(
            "`_exists_:field`, groups, `field:(a b)`, `AND`, `OR`, `NOT`, `+`, `-`; boosts are read over. Operators have no precedence, as there: use parentheses. "
        );
        text.Append(
            "A word without a field is looked for in all fields that the document has, which leaves out multi-fields.\n\n"
        );
        text.Append(
            "## Not supported\n\n`TS`, `PROMQL`, `CHANGE_POINT`, `RERANK`, `FUSE`, subqueries after `FROM`, `LIMIT … BY`, parameters, "
        );
        text.Append("settings other than `unmapped_fields`: each is an error that names it.\n");
        return text.ToString();
    }
}
