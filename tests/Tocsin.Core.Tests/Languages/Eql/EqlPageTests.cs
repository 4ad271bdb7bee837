using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Eql;

/// <summary>Keeps <c>docs/languages/eql.md</c> true: its tables are made by running the language. <c>TOCSIN_WRITE_DOCS=1</c> rewrites it.</summary>
public sealed class EqlPageTests
{
    private const string Page = "docs/languages/eql.md";
    private const string Begin = "<!-- generated -->\n";
    private const string End = "<!-- end -->";

    /// <summary>What is written, what it means, a condition with it, a document that matches and one that does not.</summary>
    private static readonly (string Form, string Meaning, string Condition, string Hit, string Miss)[] Conditions =
    [
        (
            "`==`, `!=`",
            "equal, exactly; some value, no value",
            "word == \"sh\"",
            """{"word":["sh","x"]}""",
            """{"word":"SH"}"""
        ),
        ("`<`, `<=`, `>`, `>=`", "numbers, dates, addresses, text by code point", "n >= 400", """{"n":403}""", "{}"),
        ("`== null`, `!= null`", "whether there is no value", "word == null", """{"word":[]}""", """{"word":""}"""),
        ("`in`, `not in`", "one of several constants", "n in (1, 2 + 3)", """{"n":5}""", """{"n":4}"""),
        ("`in~`", "the same whatever the case", "word in~ (\"SH\", \"LS\")", """{"word":"ls"}""", """{"word":"l"}"""),
        (
            "`:`",
            "pattern whatever the case: `*` any run, `?` one character",
            "word : (\"SH\", \"A*Z\")",
            """{"word":"abcz"}""",
            """{"word":"abc"}"""
        ),
        (
            "`like`, `like~`",
            "pattern, with and without case",
            "word like \"a?\"",
            """{"word":"ab"}""",
            """{"word":"AB"}"""
        ),
        (
            "`regex`, `regex~`",
            "Lucene regular expression over the whole value",
            "word regex \"[a-c]+[0-9]{2}\"",
            """{"word":"abc12"}""",
            """{"word":"abc123"}"""
        ),
        ("a boolean field", "some value is true", "ok", """{"ok":true}""", """{"ok":false}"""),
        (
            "`and`, `or`, `not`, `( )`",
            "logic; `not` before `and` before `or`",
            "not word == \"a\" and (n == 1 or n == 2)",
            """{"n":2}""",
            """{"word":"a","n":2}"""
        ),
        ("`+ - * / %`", "arithmetic; whole numbers stay whole", "n / 3 == 33", """{"n":100}""", """{"n":102}"""),
        ("`?f`", "a field that need not exist", "?nope.f == null", "{}", """{"nope":{"f":1}}"""),
        (
            "`` `a b`.c ``",
            "a name with other characters, or a keyword",
            "`a b`.c == 1",
            """{"a b":{"c":1}}""",
            """{"a b":{"c":2}}"""
        ),
        ("`\"…\\n…\"`", "string with escapes, also `\\u{41}`", "word == \"\\u{41}\"", """{"word":"A"}""", "{}"),
        (
            "`\"\"\"…\"\"\"`",
            "string without escapes",
            """"word == """C:\a""" """".TrimEnd(),
            """{"word":"C:\\a"}""",
            "{}"
        ),
        ("`//`, `/* */`", "comments; the second nest", "/* a /* b */ c */ n == 1 // d", """{"n":1}""", "{}"),
    ];

    /// <summary>What is written, what it means, and a query with it.</summary>
    private static readonly (string Form, string Meaning, string Query)[] Queries =
    [
        ("`name where …`", "events of a category (`event.category`, or the rule's override)", "process where true"),
        ("`\"a name\" where …`", "a category with other characters", "\"a name\" where true"),
        ("`any where …`", "events of any category, or of none", "any where n == 1"),
        ("`sequence [ ] [ ]`", "events in an order", "sequence [a where true] [b where true]"),
        (
            "`by`",
            "equal keys, common or for each item; `?` admits events without the key",
            "sequence by word [a where true] by ?n [b where true] by f"
        ),
        ("`with maxspan=`", "`ms`, `s`, `m`, `h` or `d`", "sequence with maxspan=5m [a where true] [b where true]"),
        ("`with runs=`", "an item 1 to 100 times", "sequence by word [a where true] with runs=5"),
        ("`until`", "drops what is pending", "sequence by word [a where true] [b where true] until [c where true]"),
        (
            "`![ ]`",
            "no such event: first, in between, last",
            "sequence by word with maxspan=1m [a where true] ![b where true]"
        ),
        ("`sample by`", "under one key an event for each filter", "sample by word [a where true] [b where true]"),
        ("`\\| head`, `\\| tail`", "the first or last results", "any where true | tail 10 | head 2"),
    ];

    private static readonly (string Construct, string Query)[] NotSupported =
    [
        ("`join`", "join [a where true] [b where true]"),
        ("process relationships", "process where child of [process where true]"),
        ("array indexes", "any where word[0] == \"a\""),
        ("other pipes", "any where true | unique word"),
        ("a field against a field", "any where word == other"),
    ];

    [Fact]
    public void PageIsWhatTheCodeDoes() => LanguagePage.Check(Page, Begin, End, Tables());

    private static string Tables()
    {
        var text = new StringBuilder("\n## Conditions\n\n| form | meaning | example |\n| --- | --- | --- |\n");
        foreach (var (form, meaning, condition, hit, miss) in Conditions)
        {
            // The page shows it on one line; a comment to the end of the line must not swallow the rest.
            Assert.True(EqlQueries.Matches(condition, hit), condition);
            Assert.False(EqlQueries.Matches(condition, miss), condition);
            text.Append($"| {form} | {meaning} | {Code(condition)} |\n");
        }

        text.Append("\n## Queries\n\n| form | meaning | example |\n| --- | --- | --- |\n");
        foreach (var (form, meaning, query) in Queries)
        {
            Assert.Equal("", EqlQueries.Problems(query));
            text.Append($"| {form} | {meaning} | {Code(query)} |\n");
        }

        text.Append("\n## Functions\n\n| function | result | example |\n| --- | --- | --- |\n");
        foreach (var function in FunctionRegistry.Eql.All)
        {
            var example = function.Doc.Examples.FirstOrDefault();
            var shown = example is null ? "" : $"{Code(example.Expression)} is {Code(example.Result)}";
            text.Append($"| {Code(function.Doc.Signature)} | {function.Doc.Summary} | {shown} |\n");
        }

        text.Append("\n## Not supported\n\n| construct | example | diagnostic |\n| --- | --- | --- |\n");
        foreach (var (construct, query) in NotSupported)
            text.Append($"| {construct} | {Code(query)} | {FirstError(query)} |\n");

        LanguagePage.AppendDiagnostics(text, typeof(EqlDiagnostics));
        return text.Append('\n').ToString();
    }

    private static string Code(string text)
    {
        var escaped = text.Replace("|", "\\|", StringComparison.Ordinal);
        return text.Contains('`', StringComparison.Ordinal) ? $"`` {escaped} ``" : $"`{escaped}`";
    }

    private static string FirstError(string query)
    {
        var diagnostics = new DiagnosticBag();
        EqlCompiler.Compile(
            SourceText.From(query, "query"),
            EqlQueries.Schema,
            new FieldTable(),
            EqlOptions.Default,
            diagnostics
        );
        return diagnostics.ToSortedArray().First(d => d.IsError).Descriptor.Code;
    }
}
