using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>Wrong queries: what is reported, and where.</summary>
public sealed class EsqlErrorTests
{
    private static readonly string[] Documents =
    [
        """{"a": 1, "name": "x y", "ip": "::1", "at": "2024-05-01", "u": {"v": [1, "b", true]}, "@timestamp": 0}""",
        """{"a": [1, 2], "name": ["p", "q"], "ip": ["10.0.0.1", "::2"], "b": 2.5}""",
        "{}",
    ];

    private const string Types = "a integer\nname keyword\nip ip\nat date\n@timestamp date";

    [Theory]
    [InlineData("", "TOC1308", 1)]
    [InlineData("GET x", "TOC1302", 1)]
    [InlineData("FROM test | WHER a == 1", "TOC1303", 13)]
    [InlineData("FROM test | WHERE a == ", "TOC1302", 24)]
    [InlineData("FROM test | WHERE a < 1 < 2", "TOC1302", 25)]
    [InlineData("FROM test | WHERE name == \"x", "TOC1301", 27)]
    [InlineData("FROM test | WHERE name == \"\\d\"", "TOC1301", 28)]
    [InlineData("FROM test | WHERE name =~ \"x\"", "TOC1301", 24)]
    [InlineData("FROM test | WHERE name == 'x'", "TOC1301", 27)]
    [InlineData("FROM test | WHERE a == ?x", "TOC3301", 24)]
    [InlineData("FROM test | EVAL by = 1", "TOC1306", 18)]
    [InlineData("FROM test | EVAL x = 5 hoars", "TOC1302", 24)]
    [InlineData("FROM test | EVAL x = 5hoars", "TOC1307", 23)]
    [InlineData("FROM test | EVAL x = [1, \"a\"]", "TOC1305", 22)]
    [InlineData("FROM test | KEEP a,", "TOC1302", 20)]
    [InlineData("FROM test /* open", "TOC1301", 11)]
    [InlineData("FROM test | LIMIT x", "TOC1302", 19)]
    [InlineData("FROM test | SAMPLE 2", "TOC1305", 20)]
    [InlineData("FROM test | WHERE LENGHT(name) == 1", "TOC2304", 19)]
    [InlineData("FROM test | WHERE a", "TOC2306", 19)]
    [InlineData("FROM test | WHERE a AND true", "TOC2306", 19)]
    [InlineData("FROM test | WHERE NOT a", "TOC2306", 23)]
    [InlineData("FROM test | WHERE name == 1", "TOC2305", 19)]
    [InlineData("FROM test | WHERE ip == \"no address\"", "TOC2307", 25)]
    [InlineData("FROM test | EVAL x = a::colour", "TOC2308", 25)]
    [InlineData("FROM test | EVAL x = SUM(a)", "TOC2311", 22)]
    [InlineData("FROM test | STATS x = SUM(MAX(a))", "TOC2311", 27)]
    [InlineData("FROM test | STATS x = a", "TOC2312", 23)]
    [InlineData("FROM test | STATS x = SUM(name)", "TOC2305", 27)]
    [InlineData("FROM test | STATS x = COUNT(*) | WHERE a == 1", "TOC2301", 40)]
    [InlineData("FROM test METADATA _nosuch", "TOC2313", 20)]
    [InlineData("FROM test | KEEP _id", "TOC2301", 18)]
    [InlineData("FROM test | EVAL x = MATCH(name, \"a\")", "TOC2314", 22)]
    [InlineData("FROM test | LIMIT 1 | WHERE KQL(\"a: 1\")", "TOC2314", 29)]
    [InlineData("FROM test | WHERE KQL(\"a: (1\")", "TOC1001", 27)]
    [InlineData("FROM test | WHERE QSTR(\"(word\")", "TOC2316", 30)]
    [InlineData("FROM test | EVAL x = 1 hour", "TOC2305", 22)]
    [InlineData("FROM test | GROK name \"%{NOSUCH:x}\"", "TOC2316", 24)]
    [InlineData("FROM test | DISSECT name \"no keys\"", "TOC2316", 27)]
    [InlineData("FROM test | LOOKUP JOIN t ON a", "TOC2318", 25)]
    [InlineData("FROM test | FORK (LIMIT 1)", "TOC2320", 13)]
    [InlineData("FROM test | CHANGE_POINT a", "TOC3301", 13)]
    [InlineData("FROM test | RERANK a", "TOC3301", 13)]
    [InlineData("FROM test | STATS x = CATEGORIZE(name)", "TOC3301", 23)]
    [InlineData("FROM test | ENRICH", "TOC1302", 19)]
    public void ErrorStandsAtItsPlace(string query, string code, int column)
    {
        new EsqlHarness(Types, [], isStrict: true).Compile(query, EsqlOptions.ForQuery, out var diagnostics);
        var first = diagnostics.First(d => d.IsError);
        var kql = code == "TOC1001" && first.Descriptor.Code.StartsWith("TOC1", StringComparison.Ordinal);
        Assert.Equal(kql ? first.Descriptor.Code : code, first.Descriptor.Code);
        Assert.Equal(new LinePosition(1, column), first.Position);
    }

    [Fact]
    public void SeveralErrorsAreReportedInOnePass()
    {
        const string Query =
            "FROM test | WHERE a == | EVAL x = NOSUCH(1), y = 1 | STATS c = COUNT(*) BY nofield | WHRE c";
        new EsqlHarness(Types, [], isStrict: true).Compile(Query, EsqlOptions.ForQuery, out var diagnostics);
        Assert.Equal(
            ["TOC1302", "TOC2304", "TOC2301", "TOC1303"],
            diagnostics.Where(d => d.IsError).Select(d => d.Descriptor.Code)
        );
    }

    [Theory]
    [InlineData("FROM test | WHERE naem == \"x\"", "did you mean `name`?")]
    [InlineData("FROM test | STATS c = COUNT(*) BY a | SORT cc", "did you mean `c`?")]
    [InlineData("FROM test | EVAL x = LENGHT(name)", "did you mean `LENGTH`?")]
    [InlineData("FROM test | KEEP _id", "ask for it with `METADATA _id` behind `FROM`")]
    public void NearestNameIsSuggested(string query, string help)
    {
        new EsqlHarness(Types, [], isStrict: true).Compile(query, EsqlOptions.ForQuery, out var diagnostics);
        Assert.Equal(help, diagnostics.First(d => d.IsError).Help);
    }

    [Fact]
    public void UndeclaredFieldIsAWarningWhereTheSchemaIsOpen()
    {
        var program = new EsqlHarness(Types, []).Compile(
            "FROM test | WHERE nosuch == 1",
            EsqlOptions.ForRule,
            out var diagnostics
        );
        Assert.NotNull(program);
        Assert.Equal(["TOC2302"], diagnostics.Select(d => d.Descriptor.Code));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(100_000)]
    public void DeepNestingIsRefused(int depth)
    {
        foreach (
            var expression in new[]
            {
                new string('(', depth) + "1" + new string(')', depth),
                string.Concat(Enumerable.Repeat("NOT ", depth)) + "true",
                new string('-', depth) + "a",
                "1" + string.Concat(Enumerable.Repeat(" + 1", depth)),
                string.Concat(Enumerable.Repeat("ABS(", depth)) + "1" + new string(')', depth),
                "a" + string.Concat(Enumerable.Repeat("::long", depth)),
                "a" + string.Concat(Enumerable.Repeat("==1 AND (a", depth)),
            }
        )
        {
            new EsqlHarness(Types, []).Compile(
                $"FROM test | EVAL x = {expression}",
                EsqlOptions.ForQuery,
                out var diagnostics
            );
            Assert.Contains(diagnostics, d => d.Descriptor.Code == "TOC1304");
        }
    }

    [Fact]
    public void LongChainsOfLogicAreNotDeep()
    {
        var query = "FROM test | WHERE a == 0" + string.Concat(Enumerable.Range(1, 5000).Select(i => $" OR a == {i}"));
        Assert.NotNull(new EsqlHarness(Types, []).Compile(query, EsqlOptions.ForQuery));
    }

    /// <summary>Whatever the text, there is a tree and there are diagnostics.</summary>
    [Fact]
    public void NoTextThrows()
    {
        string[] seeds =
        [
            "FROM test, \"x-*\" METADATA _id | WHERE a IN (1, 2) AND name LIKE (\"a*\", \"b?\") OR NOT ip == \"::1\"",
            "ROW a = [1, 2], b = 1 day, c = {\"x\": 1} | EVAL `q``x` = a::long + -1.5e3 | KEEP *a*, `b*`",
            "FROM test | STATS c = COUNT(*) WHERE a > 1, v = VALUES(name) BY d = DATE_TRUNC(1 hour, at) | SORT c DESC NULLS LAST",
            "FROM test | GROK name \"%{WORD:w} (?<x>.*)\" | DISSECT w \"%{a} %{+a}\" APPEND_SEPARATOR=\",\" | RENAME a AS b, z = w",
            "FROM test | FORK (WHERE a == 1 | LIMIT 1) (STATS COUNT(*)) | LOOKUP JOIN t ON a == b | ENRICH p ON a WITH x = y",
            "FROM test | INLINE STATS m = MAX(a) BY name | MV_EXPAND m | COMPLETION x = name WITH {\"inference_id\": \"m\"} | SAMPLE .5",
            "FROM test METADATA _index, _source | WHERE @timestamp > NOW() - 1 day OR u.v == b | EVAL y = NOW(), z = CASE(_index LIKE \".ds-*\", 1, 2) | MV_EXPAND y | STATS f = FIRST(name), g = TOP(b, 2, \"asc\") BY u.v, z",
            "FROM test | WHERE name : \"x\" OR KQL(\"a: 1 and b: (x or y)\") OR QSTR(\"name:(a OR b*) AND a:[1 TO 2} -(b~1 c^2) /x+/ _exists_:u.v\") OR MATCH(name, \"y\", {\"fuzziness\": 1})",
        ];
        var random = new Random(5);
        const string Alphabet = "|,.()[]{}:=<>+-*/%\"`'?\\ \n\t01aZ_@é🔥";
        for (var round = 0; round < 4000; round++)
        {
            var text = seeds[round % seeds.Length].ToList();
            for (var edit = random.Next(1, 6); edit > 0 && text.Count > 0; edit--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0:
                        text.RemoveAt(at);
                        break;
                    case 1:
                        text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                        break;
                    case 2:
                        text.RemoveRange(at, Math.Min(text.Count - at, random.Next(20)));
                        break;
                    default:
                        text.InsertRange(at, text.Skip(random.Next(text.Count)).Take(15).ToList());
                        break;
                }
            }

            var query = new string([.. text]);
            var harness = new EsqlHarness(Types, Documents);
            foreach (var options in new[] { EsqlOptions.ForQuery, EsqlOptions.ForRule })
            {
                var program = harness.Compile(query, options, out var diagnostics);
                Assert.True(program is not null || diagnostics.Any(d => d.IsError), query);
                if (program is null)
                    continue;
                var pane = program.Pipeline.CreatePane(keepEvidence: true);
                foreach (var read in harness.Events())
                    pane.Add(EsqlHarness.Context(read), read.Timestamp);
                Assert.NotNull(program.Pipeline.Finish([pane], EsqlHarness.NowMillis, new EsqlWarnings()));
            }
        }
    }
}
