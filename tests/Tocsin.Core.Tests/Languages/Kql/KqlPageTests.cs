using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Kql;

/// <summary>Keeps <c>docs/languages/kql.md</c> true: its tables are made by running the language. <c>TOCSIN_WRITE_DOCS=1</c> rewrites it.</summary>
public sealed class KqlPageTests
{
    private const string Page = "docs/languages/kql.md";
    private const string Begin = "<!-- generated -->\n";
    private const string End = "<!-- end -->";

    /// <summary>What is written, what it means, a query with it, a document that matches and one that does not.</summary>
    private static readonly (string Form, string Meaning, string Query, string Hit, string Miss)[] Constructs =
    [
        ("(nothing), `*`, `*:*`", "every document", "*", """{"word":"x"}""", ""),
        (
            "`field: value`",
            "some value of the field is equal",
            "word: sh",
            """{"word":["sh","ls"]}""",
            """{"word":"SH"}"""
        ),
        (
            "`field: \"value\"`",
            "the same; only the escapes are special",
            "word: \"a (b)\"",
            """{"word":"a (b)"}""",
            """{"word":"a"}"""
        ),
        ("`field: two words`", "one value with a space", "word: my app", """{"word":"my app"}""", """{"word":"my"}"""),
        (
            "`field: a*`",
            "a wildcard over the whole value; `?` is a character",
            "word: a*z",
            """{"word":"abcz"}""",
            """{"word":"abc"}"""
        ),
        (
            "`field: *`",
            "there is a value; also for objects",
            "obj: *",
            """{"obj":{"a":""}}""",
            """{"obj":{"a":null}}"""
        ),
        (
            "`field < value`, `<=`, `>`, `>=`",
            "some value is in the range",
            "n >= 400",
            """{"n":[200,403]}""",
            """{"n":200}"""
        ),
        ("`field: (a or b)`", "one of several", "word: (a or b)", """{"word":"b"}""", """{"word":"c"}"""),
        (
            "`field: (a and not b)`",
            "the same condition on each value",
            "word: (a and not b)",
            """{"word":["a","c"]}""",
            """{"word":["a","b"]}"""
        ),
        (
            "`and`, `or`, `not`, `( )`",
            "two-valued logic over the document; `not`, `and`, `or` in this order",
            "not word: a and (n: 1 or n: 2)",
            """{"n":2}""",
            """{"word":"a","n":2}"""
        ),
        ("`value`", "some field has it", "bash", """{"obj":{"a":"bash"}}""", """{"word":"zsh"}"""),
        (
            "`pre.*: value`",
            "some field with such a name has it",
            "o*.a: x",
            """{"obj":{"a":"x"}}""",
            """{"word":"x"}"""
        ),
        (
            "`path: { a: x and b: y }`",
            "one object at the path satisfies both; may be nested",
            "people:{ name: a and age > 3 }",
            """{"people":[{"name":"a","age":4}]}""",
            """{"people":[{"name":"a","age":2},{"name":"b","age":4}]}"""
        ),
        (
            "`\\: \\( \\) \\< \\> \\\" \\* \\{ \\} \\\\`",
            "the character itself, outside quotes",
            "word: a\\:b\\*",
            """{"word":"a:b*"}""",
            """{"word":"a:bc"}"""
        ),
        (
            "`\\t \\r \\n \\u00e9`",
            "control characters and code units, also in quotes",
            "word: caf\\u00e9",
            """{"word":"café"}""",
            """{"word":"cafe"}"""
        ),
        ("`\\and \\or`", "the words as values", "word: (\\and or \\or)", """{"word":"or"}""", """{"word":"x"}"""),
        (
            "`at >= now-1d/d`, `DATE\\|\\|+1M`",
            "date math; incomplete or rounded dates are spans",
            "at: 2026-03",
            """{"at":"2026-03-31T23:00:00Z"}""",
            """{"at":"2026-04-01"}"""
        ),
        (
            "`ip: 10.0.0.0/8`",
            "a block of addresses",
            "ip: 10.0.0.0/8",
            """{"ip":"10.1.2.3"}""",
            """{"ip":"192.0.2.1"}"""
        ),
        (
            "`msg: two words`",
            "on text fields: any of the words",
            "msg: fox dog",
            """{"msg":"the Dog"}""",
            """{"msg":"foxes"}"""
        ),
        (
            "`msg: \"two words\"`",
            "on text fields: the words side by side",
            "msg: \"quick fox\"",
            """{"msg":"A QUICK fox"}""",
            """{"msg":"fox, quick"}"""
        ),
    ];

    private static readonly (string Name, string Value)[] Types =
    [
        ("keyword", "abc"),
        ("wildcard", "abc"),
        ("text", "abc"),
        ("version", "1.2.3"),
        ("long", "5"),
        ("double", "0.5"),
        ("boolean", "true"),
        ("date", "2026-01-01"),
        ("date_nanos", "2026-01-01"),
        ("ip", "10.0.0.1"),
        ("(undeclared)", "abc"),
    ];

    [Fact]
    public void PageIsWhatTheCodeDoes() => LanguagePage.Check(Page, Begin, End, Tables());

    private static string Tables()
    {
        var text = new StringBuilder("\n## What can be written\n\n| form | meaning | example |\n| --- | --- | --- |\n");
        foreach (var (form, meaning, query, hit, miss) in Constructs)
        {
            Assert.True(KqlQueries.Matches(query, hit), query);
            Assert.True(miss.Length == 0 || !KqlQueries.Matches(query, miss), query);
            text.Append($"| {form} | {meaning} | `{query}` |\n");
        }

        text.Append(
            "\n## Which types take what\n\n| type | value | wildcard | range | exists |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (var (name, value) in Types)
        {
            var schema = TypesFileSchema.Of(name.StartsWith('(') ? [] : [$"f {name}"], isStrict: false);
            string[] queries = [$"f: {value}", "f: a*", $"f > {value}", "f: *"];
            text.Append(
                $"| {name} | {string.Join(" | ", queries.Select(q => IsAccepted(q, schema) ? "yes" : "error"))} |\n"
            );
        }

        LanguagePage.AppendDiagnostics(text, typeof(KqlDiagnostics));
        return text.Append('\n').ToString();
    }

    private static bool IsAccepted(string query, TypesFileSchema schema)
    {
        var diagnostics = new DiagnosticBag();
        return KqlCompiler.Compile(SourceText.From(query, "query"), schema, new FieldTable(), diagnostics) is not null;
    }
}
