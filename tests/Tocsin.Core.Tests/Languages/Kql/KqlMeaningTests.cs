namespace Tocsin.Core.Tests.Languages.Kql;

/// <summary>What queries match, beyond the conformance cases; the numbers are the sentences of the KQL specification.</summary>
public sealed class KqlMeaningTests
{
    [Theory]
    // K4: without white space on both sides an operator word is text.
    [InlineData("""word: b or""", """{"word":"b or"}""", true)]
    [InlineData("""word: (b or)""", """{"word":"b or"}""", true)]
    [InlineData("""word: android""", """{"word":"android"}""", true)]
    // K7: an operator word may begin a name or value where no operator can stand.
    [InlineData("""or a: b""", """{"or a":"b"}""", true)]
    [InlineData("""word:x and and""", """{"word":"x","other":"and"}""", true)]
    // K9: as the grammar reads it.
    [InlineData("""word:\not""", """{"word":"ot"}""", true)]
    // K10, K11.
    [InlineData("""word:a\*""", """{"word":"a*"}""", true)]
    [InlineData("""word:a\*""", """{"word":"ab"}""", false)]
    [InlineData("""word:a?c""", """{"word":"abc"}""", false)]
    [InlineData(""" "wor*":x """, """{"word":"x"}""", false)]
    [InlineData(""" "wor*":x """, """{"wor*":"x"}""", true)]
    // K12.
    [InlineData("""word:true""", """{"word":true}""", true)]
    // K16: what counts as a value.
    [InlineData("""word:*""", """{"word":[null]}""", false)]
    [InlineData("""word:*""", """{"word":[null,""]}""", true)]
    [InlineData("""ok:*""", """{"ok":false}""", true)]
    [InlineData("""obj:*""", """{"obj":{"a":null,"b":[]}}""", false)]
    [InlineData("""obj:*""", """{"obj.b":0}""", true)]
    // K17: two stars ask for a text.
    [InlineData("""word:**""", """{"word":"x"}""", true)]
    // K23: what a keyword field's JSON holds compares as its text.
    [InlineData("""word:1.50""", """{"word":1.50}""", true)]
    [InlineData("""word:1.5""", """{"word":1.50}""", false)]
    // K24: a pattern covers line breaks.
    [InlineData("""word:a*z""", """{"word":"a\n\nz"}""", true)]
    // K25.
    [InlineData("""msg:"fox_1" """, """{"msg":"the FOX_1!"}""", true)]
    [InlineData("""msg:fox""", """{"msg":"the FOX_1!"}""", false)]
    [InlineData("""msg:f*""", """{"msg":"the FOX_1!"}""", true)]
    [InlineData("""msg:the*fox""", """{"msg":"the fox"}""", false)]
    // K27.
    [InlineData("""ip:"10.0.0.0/8" """, """{"ip":"10.9.8.7"}""", true)]
    [InlineData("""ip >= 10.0.0.0 and ip < 11.0.0.0""", """{"ip":"10.9.8.7"}""", true)]
    [InlineData("""ip:10.9.8.7""", """{"ip":"::ffff:10.9.8.7"}""", true)]
    // K30.
    [InlineData("""n: "80" and n: 80 and n: 80.0""", """{"n":"80"}""", true)]
    [InlineData("""n: 80.5""", """{"n":80}""", false)]
    [InlineData("""n > 9223372036854775807""", """{"n":9223372036854775807}""", false)]
    // Multi-fields: the same values with the companion's type.
    [InlineData("""lower: ABC""", """{"lower":"aBc"}""", true)]
    [InlineData("""lower: A*""", """{"lower":"aBc"}""", true)]
    [InlineData("""ver >= 1.9 and ver < 1.10.1""", """{"ver":"1.10.0"}""", true)]
    public void MeansWhatTheSpecificationSays(string query, string document, bool expected) =>
        Assert.Equal(expected, KqlQueries.Matches(query, document));

    [Theory]
    [InlineData("""free: 3""", """{"free":3.0}""", true)]
    [InlineData("""free: 3""", """{"free":"3"}""", true)]
    [InlineData("""free: 3""", """{"free":"3.0"}""", false)]
    [InlineData("""free: true""", """{"free":true}""", true)]
    [InlineData("""free > 3""", """{"free":[1,4]}""", true)]
    [InlineData("""free > 30""", """{"free":4}""", false)]
    [InlineData("""free > b""", """{"free":"c"}""", true)]
    [InlineData("""free >= now-1h""", """{"free":"2026-03-10T11:30:00Z"}""", true)]
    [InlineData("""free >= now-1h""", """{"free":"2026-03-10T10:30:00Z"}""", false)]
    [InlineData("""free: 1*""", """{"free":12}""", true)]
    public void UndeclaredFieldsAreComparedAsTheyAre(string query, string document, bool expected) =>
        Assert.Equal(expected, KqlQueries.Matches(query, document));

    [Theory]
    [InlineData("""w*: x""", """{"word":"x"}""", true)]
    [InlineData("""*: x""", """{"any":{"where":["x"]}}""", true)]
    [InlineData("""o*.b: 7""", """{"obj":{"b":7}}""", true)]
    [InlineData("""o*.b: seven""", """{"obj":{"b":7}}""", false)]
    [InlineData("""*.b > 6""", """{"obj":{"b":7}}""", true)]
    [InlineData("""o*: *""", """{"obj":{"b":null}}""", false)]
    [InlineData("""not o*: *""", """{"word":"x"}""", true)]
    [InlineData("""10.0.0.1""", """{"ip":"10.0.0.1"}""", true)]
    [InlineData("""x*z""", """{"a":[{"b":"xyz"}]}""", true)]
    [InlineData("""(a and b)""", """{"p":"a","q":"b"}""", true)]
    public void NamesWithWildcardsAndBareValuesLookAtTheDocument(string query, string document, bool expected) =>
        Assert.Equal(expected, KqlQueries.Matches(query, document));

    [Theory]
    [InlineData(
        """people:{ age > 3 and name: a }""",
        """{"people":[{"age":2,"name":"a"},{"age":4,"name":"b"}]}""",
        false
    )]
    [InlineData(
        """people:{ age > 3 and name: b }""",
        """{"people":[{"age":2,"name":"a"},{"age":"4","name":"b"}]}""",
        true
    )]
    [InlineData("""people:{ not name: a }""", """{"people":[{"name":"a"}]}""", false)]
    [InlineData("""people:{ not name: a }""", """{"people":[{"name":"a"},{}]}""", true)]
    [InlineData("""people:{ not name: a }""", """{"word":"x"}""", false)]
    [InlineData(
        """people:{ pets:{ kind: cat and age: 1 } }""",
        """{"people":{"pets":[{"kind":"cat","age":2},{"kind":"dog","age":1}]}}""",
        false
    )]
    [InlineData(
        """people:{ pets:{ kind: cat and age: 2 } }""",
        """{"people":[{"pets":[{"kind":"cat","age":2}]}]}""",
        true
    )]
    [InlineData("""people:{ pets:* }""", """{"people":[{"pets":[{"kind":"cat"}]}]}""", true)]
    [InlineData("""people:{ n*: a* }""", """{"people":[{"name":"abc"}]}""", true)]
    [InlineData("""people:{ born >= now-1d }""", """{"people":[{"born":"2026-03-10T01:00:00Z"}]}""", true)]
    [InlineData(
        """people:{ name: a and pets:{ kind: c* } and n*: a }""",
        """{"people.name":"a","people.pets":{"kind":"cat"}}""",
        true
    )]
    [InlineData("""a.people:{ x: 1 }""", """{"a":[{"people":[{"x":1}]}]}""", true)]
    public void BracesAskOneObject(string query, string document, bool expected) =>
        Assert.Equal(expected, KqlQueries.Matches(query, document));

    [Theory]
    [InlineData("at: 2026-03", "2026-03-31T23:59:59.999Z", true)]
    [InlineData("at: 2026", "2026-12-31T00:00:00Z", true)]
    [InlineData("at <= \"2026-01-02T10:30:05Z\"", "2026-01-02T10:30:05.999Z", true)]
    [InlineData("at > \"2026-01-02T10:30\"", "2026-01-02T10:30:59.999Z", false)]
    [InlineData("at: 1767225600000", "2026-01-01T00:00:00Z", true)]
    [InlineData("at: \"2026-01-31||+1M\"", "2026-02-28T00:00:00Z", true)]
    [InlineData("at: \"2026-01-31||+1M/M\"", "2026-02-01T00:00:00Z", true)]
    [InlineData("at < now/w", "2026-03-08T23:59:59.999Z", true)]
    [InlineData("at < now/w", "2026-03-09T00:00:00Z", false)]
    [InlineData("at <= now/y", "2026-12-31T23:59:59.999Z", true)]
    [InlineData("at >= now-30d/d", "2026-02-08T00:00:00Z", true)]
    [InlineData("at >= now-30d/d", "2026-02-07T23:59:59.999Z", false)]
    [InlineData("at > now-10y+2w", "2016-03-24T12:00:00.000Z", false)]
    [InlineData("at: \"2026-01-01T00:00:00+02:00\"", "2025-12-31T22:00:00Z", true)]
    [InlineData("nanos: \"2026-01-01T00:00:00.001Z\"", "2026-01-01T00:00:00.001999Z", true)]
    public void DatesAreSpansAndMath(string query, string instant, bool expected) =>
        Assert.Equal(expected, KqlQueries.Matches(query, $$"""{"at":"{{instant}}","nanos":"{{instant}}"}"""));
}
