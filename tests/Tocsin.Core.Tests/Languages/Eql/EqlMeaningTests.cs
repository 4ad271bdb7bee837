namespace Tocsin.Core.Tests.Languages.Eql;

/// <summary>What conditions mean where the conformance cases do not reach.</summary>
public sealed class EqlMeaningTests
{
    [Theory]
    [InlineData("at == \"2024-05\"", """{"at":"2024-05-31T23:59:59.999Z"}""", true)]
    [InlineData("at == \"2024-05\"", """{"at":"2024-06-01"}""", false)]
    [InlineData("at == \"2024-05-01T10:00:05Z\"", """{"at":"2024-05-01T10:00:05.999Z"}""", true)]
    [InlineData("at > \"2024-05-01T10:00\"", """{"at":"2024-05-01T10:00:59.999Z"}""", false)]
    [InlineData("at > \"2024-05-01T10:00\"", """{"at":"2024-05-01T10:01:00.000Z"}""", true)]
    [InlineData("at <= \"2024-05-01\"", """{"at":"2024-05-01T23:59:59.999Z"}""", true)]
    [InlineData("at >= \"2024-05-01\"", """{"at":"2024-05-01T00:00:00.000Z"}""", true)]
    [InlineData("at < \"2024-05-01\"", """{"at":"2024-05-01T00:00:00.000Z"}""", false)]
    [InlineData("at == \"2024-05-01||+1M/M\"", """{"at":"2024-06-15"}""", true)]
    [InlineData("at in (\"2024-05-01\", 0)", """{"at":"1970-01-01T00:00:00.000Z"}""", true)]
    [InlineData("nanos == \"2024-05-01T10:00:00Z\"", """{"nanos":"2024-05-01T10:00:00.999999999Z"}""", true)]
    [InlineData("at < \"now\"", """{"at":"1969-12-31"}""", true)]
    [InlineData("at != \"now/d\"", """{"at":"1970-01-01T05:00:00Z"}""", false)]
    public void DatesWithoutAllPartsStandForSpans(string condition, string document, bool expected) =>
        Assert.Equal(expected, EqlQueries.Matches(condition, document));

    [Theory]
    [InlineData("ip == \"10.0.0.0/8\"", """{"ip":"10.1.2.3"}""", true)]
    [InlineData("ip in (\"192.0.2.1\", \"10.0.0.0/8\")", """{"ip":"10.1.2.3"}""", true)]
    [InlineData("ip not in (\"192.0.2.1\", \"10.0.0.0/8\")", """{"ip":"192.0.2.2"}""", true)]
    [InlineData("ip == \"::ffff:10.1.2.3\"", """{"ip":"10.1.2.3"}""", true)]
    [InlineData("ip < \"10.0.0.10\"", """{"ip":"10.0.0.9"}""", true)]
    [InlineData("cidrMatch(undeclared.ip, \"10.0.0.0/8\")", """{"undeclared":{"ip":"10.1.2.3"}}""", true)]
    public void AddressesCompareByValue(string condition, string document, bool expected) =>
        Assert.Equal(expected, EqlQueries.Matches(condition, document));

    [Theory]
    [InlineData("n == \"5\"", """{"n":5}""", true)]
    [InlineData("n > \"5\"", """{"n":6}""", true)]
    [InlineData("word == 5", """{"word":5}""", true)]
    [InlineData("word > 1", """{"word":"2"}""", true)]
    [InlineData("ok == \"true\"", """{"ok":true}""", true)]
    [InlineData("n == true", """{"n":1}""", false)]
    [InlineData("n != true", """{"n":1}""", true)]
    [InlineData("n == \"abc\"", """{"n":1}""", false)]
    [InlineData("n == -9223372036854775808", """{"n":-9223372036854775808}""", true)]
    [InlineData("n == 9007199254740993", """{"n":9007199254740992}""", false)]
    [InlineData("ver < \"1.10.0\"", """{"ver":"1.9.0"}""", true)]
    [InlineData("lower == \"ABC\"", """{"lower":"abc"}""", true)]
    [InlineData("lower like \"A*\"", """{"lower":"abc"}""", true)]
    [InlineData("msg : \"Two *\"", """{"msg":"two words"}""", true)]
    public void LiteralsAreReadAsTheTypeOfTheField(string condition, string document, bool expected) =>
        Assert.Equal(expected, EqlQueries.Matches(condition, document));

    [Theory]
    [InlineData("n / 0 == null", """{"n":1}""", true)]
    [InlineData("n * 9223372036854775807 == null", """{"n":2}""", true)]
    [InlineData("number(word) == null", """{"word":"abc"}""", true)]
    [InlineData("f / 0 == null", """{"f":1.5}""", true)]
    [InlineData("not (n / 0 == 1)", """{"n":1}""", true)]
    [InlineData("concat(word, other, word) == \"abc\"", """{"word":["a","c"],"other":["x","b"]}""", true)]
    [InlineData("not (length(word) == 1 or other == \"x\")", """{"word":["aa","bb"]}""", true)]
    [InlineData("(word : \"a*\") == true", """{"word":"abc"}""", true)]
    [InlineData("(word : \"a*\") == (1 == 2)", """{"word":"xbc"}""", true)]
    [InlineData("string(word == \"a\" or other == \"b\") == \"true\"", """{"other":"b"}""", true)]
    [InlineData("string(word == \"a\" and other == \"b\") == \"false\"", """{"word":"x"}""", true)]
    [InlineData("string(not ok) == \"false\"", """{"ok":true}""", true)]
    [InlineData("stringContains(word, \"\")", """{"word":""}""", true)]
    [InlineData("stringContains(concat(word), \"\")", """{"word":"a"}""", false)]
    [InlineData("startsWith~(other, word)", """{"word":"ÄB","other":"äbc"}""", true)]
    [InlineData("between(word, \"ab\", \"a\", true) == \"\"", """{"word":"ab"}""", true)]
    [InlineData("length(word) == 2", """{"word":"😀"}""", true)]
    [InlineData("event.category == null", "{}", true)]
    public void ComputedValuesChooseAmongValues(string condition, string document, bool expected) =>
        Assert.Equal(expected, EqlQueries.Matches(condition, document));

    [Fact]
    public void TooManyCombinationsOfValuesAreGivenUp()
    {
        var values = string.Join(",", Enumerable.Range(0, 400).Select(i => $"\"v{i}\""));
        var document = $$"""{"word":[{{values}}],"other":[{{values}}]}""";

        Assert.False(EqlQueries.Matches("concat(word, other, word) == \"none\"", document));
    }

    [Fact]
    public void EventsWithoutATimeComeLastAndTakeNoPartInSequences()
    {
        string[] documents =
        [
            """{"_id":"1","word":"a"}""",
            """{"_id":"2","word":"a","@timestamp":"2024-01-01T00:00:01Z"}""",
            """{"_id":"3","word":"b","@timestamp":"2024-01-01T00:00:02Z"}""",
            """{"_id":"4","word":"b"}""",
        ];

        Assert.Equal(["2", "3", "1", "4"], EqlQueries.Run("any where true", documents).Events.Select(e => e.Id));
        var match = Assert.Single(
            EqlQueries.Run("sequence [any where word == \"a\"] [any where word == \"b\"]", documents).Sequences
        );
        Assert.Equal(["2", "3"], match.Events.Select(e => e!.Id));
    }

    [Fact]
    public void SampleGivesEachFilterAnEventOfItsOwn()
    {
        // Only one assignment exists: the first filter must leave event 1 to the second.
        string[] documents =
        [
            """{"_id":"1","n":1,"word":"ab"}""",
            """{"_id":"2","n":1,"word":"ac"}""",
            """{"_id":"3","n":1,"word":"bc"}""",
        ];

        var result = EqlQueries.Run(
            "sample by n [any where word : \"a*\"] [any where word : \"*b\"] [any where word : \"*c\"]",
            documents
        );

        Assert.Equal(["2", "1", "3"], Assert.Single(result.Sequences).Events.Select(e => e!.Id));
    }

    [Fact]
    public void ConditionsOnKeysApplyToTheOtherItems()
    {
        string[] documents =
        [
            """{"_id":"1","@timestamp":"2024-01-01T00:00:01Z","word":["x","y"],"event":{"category":"a"}}""",
            """{"_id":"2","@timestamp":"2024-01-01T00:00:02Z","word":"y","event":{"category":"b"}}""",
            """{"_id":"3","@timestamp":"2024-01-01T00:00:03Z","word":"x","event":{"category":"b"}}""",
        ];

        string[] Found(string condition) =>
            [
                .. EqlQueries
                    .Run($"sequence by word [a where {condition}] [b where true]", documents)
                    .Sequences.Select(s => s.Events[1]!.Id),
            ];

        Assert.Equal(["2", "3"], Found("true"));
        Assert.Equal(["3"], Found("word == \"x\""));
        Assert.Equal(["3"], Found("not (word != \"x\" or word == \"z\")"));
        Assert.Equal(["2", "3"], Found("(word == \"x\" or n == 1)"));
    }
}
