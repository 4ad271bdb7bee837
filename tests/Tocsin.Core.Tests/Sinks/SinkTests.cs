using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;
using Tocsin.Core.Tests.Alerts;
using Tocsin.Core.Values;
using static Tocsin.Core.Tests.Alerts.TestAlerts;

namespace Tocsin.Core.Tests.Sinks;

public sealed class SinkTests
{
    [Theory]
    [InlineData(32 << 20)]
    [InlineData(100)]
    [InlineData(0)]
    public void ASpoolHandsOutAlertsByTimeRuleAndIdWhateverItsMemory(int memoryMax)
    {
        using var spool = new AlertSpool(Streams, memoryMax: memoryMax);
        foreach (var (id, time) in new[] { ("c", 2L), ("b", 1L), ("a", 2L), ("d", 1L) })
            spool.Add(OnEvent(Event($$"""{"id":"{{id}}"}""")) with { Id = id, TimeMillis = Noon + time });

        Assert.Equal(["b", "d", "a", "c"], spool.ReadSummaries().Select(s => s.Id));
        Assert.Equal(
            ["b", "d", "a", "c"],
            spool
                .ReadAll()
                .Select(a => JsonDocument.Parse(a.Document.ToArray()).RootElement.GetProperty("id").GetString())
        );
        Assert.Equal("Shell in a pod", spool.ReadSummaries().First().RuleName);
        Assert.Equal([0, 4, 0, 0], spool.CountBySeverity);
        Assert.Equal(RuleSeverity.Medium, spool.Highest);
    }

    [Fact]
    public void ASpoolDropsWhatIsBelowTheMinimum()
    {
        using var spool = new AlertSpool(Streams, RuleSeverity.High);
        spool.Add(OnEvent(Event("{}")));

        Assert.Equal(0, spool.Count);
        Assert.Null(spool.Highest);
    }

    [Fact]
    public void AlertsAsLinesAndAsAnArrayAreTheSame()
    {
        var lines = AlertText(ResultFormat.Ndjson).TrimEnd('\n').Split('\n');
        var array = JsonDocument.Parse(AlertText(ResultFormat.Json)).RootElement;

        Assert.Equal(2, lines.Length);
        Assert.Equal(lines, array.EnumerateArray().Select(a => a.GetRawText()));
    }

    [Fact]
    public void NoAlertsAreAnEmptyArray()
    {
        using var spool = new AlertSpool(Streams);

        Assert.Equal("[]\n", Text(o => AlertOutput.Write(spool, ResultFormat.Json, TextStyle.Plain, o)));
        Assert.Equal("", Text(o => AlertOutput.Write(spool, ResultFormat.Table, TextStyle.Plain, o)));
    }

    [Fact]
    public void TheTableInAPipeIsAlignedAndWhole()
    {
        var lines = AlertText(ResultFormat.Table).TrimEnd('\n').Split('\n');

        Assert.Equal("WHEN                  SEVERITY  RISK  RULE            TACTIC     WHO  WHERE  EVENTS", lines[0]);
        Assert.Equal("2026-03-10T11:58:00Z  medium      47  Shell in a pod  Execution  eve  -           1", lines[1]);
        Assert.DoesNotContain('\u001b', string.Join("", lines));
    }

    [Fact]
    public void TheTableOnATerminalFitsIt()
    {
        using var spool = Spool();
        var text = Text(o =>
            AlertOutput.Write(spool, ResultFormat.Table, new TextStyle(HasColor: false, Width: 78), o)
        );

        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.InRange(DisplayText.WidthOf(line), 1, 78));
        Assert.Contains("…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void CsvQuotesWhatNeedsIt()
    {
        using var text = new StringWriter();
        new CsvWriter(text).Record("a", "b,c", "d\"e", "f\ng", "");

        Assert.Equal("a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n", text.ToString());
    }

    [Fact]
    public void RowsHaveTheShapeOfElasticsearch()
    {
        Assert.Equal(
            """{"columns":[{"name":"n","type":"long"},{"name":"d","type":"double"},{"name":"s","type":"keyword"}],"values":[[1,2.0,["a","b"]],[null,1.0E10,"é<"]]}"""
                + "\n",
            Text(o => ResultOutput.Write(Result, ResultFormat.Json, TextStyle.Plain, o))
        );
    }

    [Fact]
    public void RowsAsLinesCsvAndTable()
    {
        Assert.Equal(
            """
            {"n":1,"d":2.0,"s":["a","b"]}
            {"n":null,"d":1.0E10,"s":"é<"}

            """,
            Text(o => ResultOutput.Write(Result, ResultFormat.Ndjson, TextStyle.Plain, o))
        );
        Assert.Equal(
            "n,d,s\r\n1,2.0,\"[a, b]\"\r\n,1.0E10,é<\r\n",
            Text(o => ResultOutput.Write(Result, ResultFormat.Csv, TextStyle.Plain, o))
        );
        Assert.Equal(
            "n       d  s\n1     2.0  [a, b]\n-  1.0E10  é<\n",
            Text(o => ResultOutput.Write(Result, ResultFormat.Table, TextStyle.Plain, o))
        );
    }

    [Fact]
    public void HitsHaveTheShapeOfElasticsearch()
    {
        Assert.Equal(
            """{"hits":{"events":[{"_id":"e1","_index":"logs-x","_source":{"a":1}}]}}""" + "\n",
            Hits(ResultFormat.Json, """{"a":1}""")
        );
        Assert.Equal("""{"hits":{"events":[]}}""" + "\n", Hits(ResultFormat.Json));
        Assert.Equal(
            """{"_id":"e1","_index":"logs-x","_source":{"a":1}}""" + "\n",
            Hits(ResultFormat.Ndjson, """{"a":1}""")
        );
        Assert.Equal("", Hits(ResultFormat.Ndjson));
        Assert.Equal(
            "_id,_index,@timestamp,_source\r\ne1,logs-x,2026-03-10T11:58:00.000Z,\"{\"\"a\"\":1}\"\r\n",
            Hits(ResultFormat.Csv, """{"a":1}""")
        );
        Assert.Equal(
            "@TIMESTAMP                ACTION  WHAT  _INDEX  _ID\n2026-03-10T11:58:00.000Z  exec    nc    logs-x  e1\n",
            Hits(ResultFormat.Table, """{"event":{"action":"exec"},"process":{"name":"nc"}}""")
        );
    }

    [Fact]
    public void SequencesHaveTheShapeOfElasticsearch()
    {
        SequenceMatch[] matches = [new([Value.FromText("h1"), Value.Null], [Event("""{"a":1}"""), null])];
        string Written(ResultFormat format) =>
            Text(o => SequenceOutput.Write(matches, Streams, format, TextStyle.Plain, o));

        Assert.Equal(
            """{"hits":{"sequences":[{"join_keys":["h1",null],"events":[{"_id":"e1","_index":"logs-x","_source":{"a":1}},{"missing":true}]}]}}"""
                + "\n",
            Written(ResultFormat.Json)
        );
        Assert.Equal(3, Written(ResultFormat.Csv).TrimEnd().Split("\r\n").Length);
        Assert.Contains("missing", Written(ResultFormat.Table), StringComparison.Ordinal);
    }

    [Fact]
    public void TextThatSteersATerminalIsMadeHarmless()
    {
        Assert.Equal("a\uFFFD[31mb c\uFFFDd", DisplayText.Clean("a\u001b[31mb\nc\u202Ed"));
        Assert.Equal("日本…", DisplayText.Cut("日本語です", 5));
        Assert.Equal(10, DisplayText.WidthOf("日本語です"));
    }

    [Fact]
    public void AnOutputFileAppearsOnlyWhenItIsCommitted()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin").FullName;
        var path = Path.Combine(folder, "out.json");
        using (var dropped = OutputFile.Create(path))
            dropped.Stream.Write("half"u8);
        Assert.Empty(Directory.GetFiles(folder));

        using (var kept = OutputFile.Create(path))
        {
            kept.Stream.Write("whole"u8);
            Assert.False(File.Exists(path));
            kept.Commit();
        }

        Assert.Equal("whole", File.ReadAllText(path));
        Directory.Delete(folder, recursive: true);
    }

    private static ResultTable Result =>
        new(
            [new("n", DataType.Long), new("d", DataType.Double), new("s", DataType.Keyword)],
            [
                new(
                    [
                        Value.FromLong(1),
                        Value.FromDouble(2),
                        Value.FromMany([Value.FromText("a"), Value.FromText("b")]),
                    ],
                    [],
                    null
                ),
                new([Value.Null, Value.FromDouble(1e10), Value.FromText("é<")], [], null),
            ]
        );

    private static AlertSpool Spool()
    {
        var spool = new AlertSpool(Streams);
        spool.Add(OnEvent(Event("""{"user":{"name":"eve"}}""")));
        spool.Add(OnEvent(Event("""{"user":{"name":"eve"}}""")) with { Id = "a2" });
        return spool;
    }

    private static string AlertText(ResultFormat format)
    {
        using var spool = Spool();
        return Text(o => AlertOutput.Write(spool, format, TextStyle.Plain, o));
    }

    private static string Hits(ResultFormat format, params string[] documents) =>
        Text(output =>
        {
            using var hits = new HitOutput(Streams, format, TextStyle.Plain, output);
            foreach (var document in documents)
                hits.Write(Event(document));
            hits.Complete();
        });

    private static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
