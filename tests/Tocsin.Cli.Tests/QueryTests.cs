using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Tocsin.Cli.Tests;

public sealed class QueryTests : IDisposable
{
    private const string Curl =
        """{"_id":"1","@timestamp":"2026-03-01T10:00:00Z","event":{"category":"process"},"process":{"name":"curl","pid":7},"host":{"id":"h1"}}""";

    private const string Shell =
        """{"_id":"2","@timestamp":"2026-03-01T10:00:05Z","event":{"category":"process"},"process":{"name":"sh","pid":8},"host":{"id":"h1"}}""";

    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void EqlFindsEvents()
    {
        var events = _tocsin.Write("events.ndjson", Curl, Shell);
        var call = _tocsin.Run("query", """process where process.name == "curl" """, events, "--format", "json");

        Assert.Equal("", call.Error);
        Assert.Equal(0, call.Status);
        var hit = Assert.Single(Json(call.Out).GetProperty("hits").GetProperty("events").EnumerateArray());
        Assert.Equal("1", hit.GetProperty("_id").GetString());
        Assert.Equal("events", hit.GetProperty("_index").GetString());
        Assert.Equal("curl", hit.GetProperty("_source").GetProperty("process").GetProperty("name").GetString());
    }

    [Fact]
    public void EqlFindsSequencesAndAnEmptyListIsAResult()
    {
        var events = _tocsin.Write("events.ndjson", Curl, Shell);
        const string Query = """
            sequence by host.id [process where process.name == "curl"] [process where process.name == "sh"]
            """;
        var found = Json(_tocsin.Run("query", Query, events, "--format", "json").Out);
        var sequence = Assert.Single(found.GetProperty("hits").GetProperty("sequences").EnumerateArray());
        Assert.Equal("""["h1"]""", sequence.GetProperty("join_keys").GetRawText());
        Assert.Equal(
            ["1", "2"],
            sequence.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("_id").GetString())
        );

        var none = _tocsin.Run("query", Query.Replace("sh\"", "zsh\""), events, "--format", "json");
        Assert.Equal("""{"hits":{"sequences":[]}}""" + "\n", none.Out);
        Assert.Equal(0, none.Status);
    }

    [Fact]
    public void AnAbsentEventIsMissing()
    {
        var events = _tocsin.Write("events.ndjson", Curl);
        const string Query = """
            sequence by host.id with maxspan=1m [process where process.name == "curl"] ![process where process.name == "sh"]
            """;
        var found = Json(_tocsin.Run("query", Query, events, "--format", "json").Out);

        Assert.Equal(
            """{"missing":true}""",
            found.GetProperty("hits").GetProperty("sequences")[0].GetProperty("events")[1].GetRawText()
        );
    }

    [Fact]
    public void EqlTakesItsOptions()
    {
        var events = _tocsin.Write("events.ndjson", Curl, Shell);
        string Ids(params string[] options)
        {
            var call = _tocsin.Run(["query", "process where true", events, "--format", "json", .. options]);
            Assert.Equal("", call.Error);
            return string.Concat(
                Json(call.Out)
                    .GetProperty("hits")
                    .GetProperty("events")
                    .EnumerateArray()
                    .Select(e => e.GetProperty("_id").GetString())
            );
        }

        Assert.Equal("12", Ids());
        Assert.Equal("2", Ids("--size", "1"));
        Assert.Equal("1", Ids("--size", "1", "--result-position", "head"));
        Assert.Equal("", Ids("--event-category-field", "host.id"));
    }

    [Fact]
    public void KqlFindsEvents()
    {
        var events = _tocsin.Write("events.ndjson", Curl, Shell);
        var call = _tocsin.Run("query", "process.name : c* and not host.id : h2", events, "--format", "ndjson");

        Assert.Equal(0, call.Status);
        Assert.Equal("1", Json(Assert.Single(call.OutLines)).GetProperty("_id").GetString());
    }

    [Fact]
    public void EsqlCountsEvents()
    {
        _tocsin.Write("audit.ndjson", Curl, Shell);
        var call = _tocsin.Run(
            "query",
            "--language",
            "esql",
            "--format",
            "json",
            "--",
            "FROM audit | STATS n = COUNT(*) BY host.id",
            "audit.ndjson"
        );

        Assert.Equal("No limit defined, adding default limit of [1000]\n", call.Error);
        Assert.Equal(
            """{"columns":[{"name":"n","type":"long"},{"name":"host.id","type":"keyword"}],"values":[[2,"h1"]]}"""
                + "\n",
            call.Out
        );
    }

    [Fact]
    public void EsqlColumnsWithoutKeepAreTheFieldsSeenByName()
    {
        _tocsin.Write(
            "audit.ndjson",
            """{"b":{"c":1},"@timestamp":"2026-03-01T10:00:00Z"}""",
            """{"a":"x","@timestamp":"2026-03-01T10:00:00Z"}"""
        );
        var call = _tocsin.Run("query", "FROM audit", "audit.ndjson", "--format", "json");

        Assert.Equal("No limit defined, adding default limit of [1000]\n", call.Error);
        var columns = Json(call.Out).GetProperty("columns").EnumerateArray();
        Assert.Equal(["@timestamp", "a", "b.c"], columns.Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public void TheSameColumnsComeFromStandardInput()
    {
        var call = _tocsin.RunWithInput(
            """{"b":1}""" + "\n" + """{"a":"x"}""" + "\n",
            "query",
            "FROM stdin",
            "--format",
            "json"
        );

        Assert.Equal(
            """{"columns":[{"name":"a","type":"keyword"},{"name":"b","type":"long"}],"values":[[null,1],["x",null]]}"""
                + "\n",
            call.Out
        );
    }

    [Fact]
    public void UndeclaredFieldsHaveTheTypeOfTheirValues()
    {
        _tocsin.Write(
            "x.ndjson",
            """{"x_n":1,"x_m":1,"x_s":7}""",
            """{"x_n":2,"x_m":1.5,"x_s":"s"}""",
            """{"x_n":1}"""
        );
        string Types(string query) =>
            string.Join(
                ' ',
                Json(_tocsin.Run("query", query, "x.ndjson", "--format", "json").Out)
                    .GetProperty("columns")
                    .EnumerateArray()
                    .Select(c => $"{c.GetProperty("name").GetString()}:{c.GetProperty("type").GetString()}")
            );

        Assert.Equal("x_m:double x_n:long x_s:keyword", Types("FROM x"));
        Assert.Equal("n:long x_n:long", Types("FROM x | STATS n = COUNT(*) BY x_n"));
        Assert.Equal("x_n:keyword", Types("FROM x | KEEP x_n | EVAL x_n = x_n::keyword"));
    }

    [Fact]
    public void LookupTablesComeFromJsonAndCsv()
    {
        _tocsin.Write("x.ndjson", """{"code":1}""", """{"code":2}""");
        _tocsin.Write("names.csv", "code,label", "1,one", "2,\"t,wo\"");
        _tocsin.Write("names.ndjson", """{"code":1,"label":"one"}""", """{"code":2,"label":"t,wo"}""");
        foreach (var file in new[] { "names.csv", "names.ndjson" })
        {
            var call = _tocsin.Run(
                "query",
                "FROM x | LOOKUP JOIN names ON code | KEEP code, label | SORT code | LIMIT 5",
                "x.ndjson",
                "--lookup",
                $"names={file}",
                "--format",
                "csv",
                "-q"
            );
            Assert.Equal("", call.Error);
            Assert.Equal("code,label\r\n1,one\r\n2,\"t,wo\"\r\n", call.Out);
        }
    }

    [Fact]
    public void WorkOnAQueryStopsWithStatusTwoWhereAFileIsMissing()
    {
        _tocsin.Write("x.ndjson", """{"code":1}""");

        Assert.Equal(2, _tocsin.Run("query", "FROM x", "x.ndjson", "--lookup", "a=absent.csv").Status);
        Assert.Equal(2, _tocsin.Run("query", "FROM x", "x.ndjson", "--lookup", "absent.csv").Status);
        Assert.Equal(2, _tocsin.Run("query", "FROM x", "x.ndjson", "--source", "nothing").Status);
    }

    [Theory]
    [InlineData(
        "json",
        """{"columns":[{"name":"a","type":"integer"},{"name":"b","type":"keyword"}],"values":[[1,"x,y"]]}""" + "\n"
    )]
    [InlineData("ndjson", """{"a":1,"b":"x,y"}""" + "\n")]
    [InlineData("csv", "a,b\r\n1,\"x,y\"\r\n")]
    [InlineData("table", "a  b\n1  x,y\n")]
    public void ARowQueryReadsNothing(string format, string expected)
    {
        var call = _tocsin.Run("query", "ROW a = 1, b = \"x,y\"", "--format", format);

        Assert.Equal("", call.Error);
        Assert.Equal(expected, call.Out);
        Assert.Equal(0, call.Status);
    }

    [Fact]
    public void NowIsWhatTheOptionSays()
    {
        var call = _tocsin.Run("query", "ROW n = NOW()", "--now", "2026-03-01T12:00:00Z", "--format", "csv");

        Assert.Equal("n\r\n2026-03-01T12:00:00.000Z\r\n", call.Out);
    }

    [Fact]
    public void WarningsHaveElasticsearchsWording()
    {
        var call = _tocsin.Run("query", "ROW a = 1 | EVAL b = a / 0", "--format", "csv");

        Assert.Equal(0, call.Status);
        Assert.Equal("a,b\r\n1,\r\n", call.Out);
        Assert.Contains(
            "Line 1:22: evaluation of [a / 0] failed, treating result as null. Only first 20 failures recorded.\n",
            call.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("Line 1:22: java.lang.ArithmeticException: / by zero\n", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingIndexIsAnErrorUnlessItIsAPattern()
    {
        _tocsin.Write("audit.ndjson", Curl);

        var named = _tocsin.Run("query", "FROM adit | KEEP host.id", "audit.ndjson");
        Assert.Equal(2, named.Status);
        Assert.Contains("adit", named.Error, StringComparison.Ordinal);
        Assert.Equal("", named.Out);
        Assert.Equal(0, _tocsin.Run("query", "FROM adit*, aud* | KEEP host.id", "audit.ndjson").Status);
    }

    [Fact]
    public void AllErrorsOfAQueryAreShownWithTheirPlaces()
    {
        _tocsin.Write("audit.ndjson", Curl);
        var call = _tocsin.Run("query", "process where process.name = 'curl' and foo( == 1", "audit.ndjson");

        Assert.Equal(2, call.Status);
        Assert.Equal("", call.Out);
        Assert.Contains("error TOC", call.Error, StringComparison.Ordinal);
        Assert.Contains("--> query:1:", call.Error, StringComparison.Ordinal);
        Assert.Contains("^", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArgumentThatBeginsWithAnAtSignIsNothingSpecial()
    {
        _tocsin.Write("@events.ndjson", Curl);
        var call = _tocsin.Run("query", "host.id : h1", "@events.ndjson", "--format", "ndjson");

        Assert.Equal("", call.Error);
        Assert.Single(call.OutLines);
    }

    [Fact]
    public void AMissingFileIsStatusThreeAndTheOthersAreRead()
    {
        var events = _tocsin.Write("events.ndjson", Curl);
        var call = _tocsin.Run("query", "host.id : h1", events, "absent.ndjson", "--format", "ndjson");

        Assert.Equal(3, call.Status);
        Assert.Single(call.OutLines);
        Assert.Contains("absent.ndjson", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ATruncatedArchiveIsStatusThreeAndWhatCouldBeReadIsUsed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Curl + "\n" + new string(' ', 4000) + "\n"));
        File.WriteAllBytes(Path.Combine(_tocsin.Folder, "cut.ndjson.gz"), packed.ToArray()[..^20]);
        var call = _tocsin.Run("query", "host.id : h1", "cut.ndjson.gz", "--format", "ndjson");

        Assert.Equal(3, call.Status);
        Assert.Single(call.OutLines);
    }

    [Fact]
    public void BrokenRecordsAreCountedAndTheRestIsRead()
    {
        var events = _tocsin.Write("events.ndjson", Curl, "{broken", Shell);
        var call = _tocsin.Run("query", "host.id : h1", events, "--format", "ndjson");

        Assert.Equal(0, call.Status);
        Assert.Equal(2, call.OutLines.Length);
        Assert.Contains("1 record could not be read", call.Error, StringComparison.Ordinal);
        Assert.Contains("events.ndjson:2", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void StandardInputIsReadWithoutAPath()
    {
        var call = _tocsin.RunWithInput(Curl + "\n", "query", "host.id : h1", "--format", "json");

        Assert.Equal(
            "stdin",
            Json(call.Out).GetProperty("hits").GetProperty("events")[0].GetProperty("_index").GetString()
        );
    }

    [Fact]
    public void TheOutputFileIsWrittenWhole()
    {
        var events = _tocsin.Write("events.ndjson", Curl);
        var call = _tocsin.Run("query", "host.id : h1", events, "--format", "ndjson", "--output", "out.ndjson");

        Assert.Equal("", call.Out);
        Assert.Equal(0, call.Status);
        Assert.Single(File.ReadAllLines(Path.Combine(_tocsin.Folder, "out.ndjson")));
        Assert.Equal(2, _tocsin.Run("query", "a:b", events, "--output", "no/such/folder/out").Status);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
