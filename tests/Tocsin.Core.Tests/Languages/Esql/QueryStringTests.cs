using Tocsin.Core.Languages.Esql;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary><c>QSTR</c> and <c>MATCH_PHRASE</c> (specification 13.8).</summary>
public sealed class QueryStringTests
{
    private const string Types =
        "id keyword\nname keyword\nnote text\nn long\nip ip\nat date\nok boolean\nversion version\nuser.name keyword\nuser.id keyword";

    private static readonly string[] Events =
    [
        """{"id":"1","name":"curl","note":"The quick brown fox jumps","n":[0,10],"ip":"10.0.0.1","at":"2024-05-01T09:00:00Z","ok":true,"user":{"name":"root"}}""",
        """{"id":"2","name":"new york","note":"York is new to the fox","n":3,"ip":"192.168.0.7","at":"2024-04-30T23:00:00Z","ok":false}""",
        """{"id":"3","name":["sh","a:b"],"note":"a brown, quick thing: foxes","n":5,"at":"2023-01-01T00:00:00Z","user":{"id":"root"}}""",
        """{"id":"4","name":"Curl/7*x","extra":"wild quark","n":-4}""",
    ];

    private readonly EsqlHarness _harness = new(Types, Events);

    [Theory]
    [InlineData("name:curl", "1")]
    [InlineData("name:Curl", "")]
    [InlineData("name: curl", "1")]
    [InlineData("note:QUICK", "1,3")]
    [InlineData("note:(quick york)", "1,2,3")]
    [InlineData("name:(new york)", "2")]
    [InlineData("name:(new OR york)", "")]
    [InlineData("name:new\\ york", "2")]
    [InlineData("name:\"new york\"", "2")]
    [InlineData("name:a\\:b", "3")]
    [InlineData("name:Curl\\/7\\*x", "4")]
    [InlineData("name:\\u0063url", "1")]
    [InlineData("n:3", "2")]
    [InlineData("n:\\-4", "4")]
    [InlineData("ok:true", "1")]
    [InlineData("ip:10.0.0.1", "1")]
    [InlineData("ip:\"192.168.0.0/16\"", "2")]
    [InlineData("at:2024-05-01", "1")]
    [InlineData("extra:\"wild quark\"", "4")]
    [InlineData("nosuch:x", "")]
    [InlineData("", "")]
    [InlineData("  ", "")]
    public void WordsAreComparedByTheTypeOfTheField(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("note:\"quick brown\"", "1")]
    [InlineData("note:\"brown quick\"", "3")]
    [InlineData("note:\"quick fox\"", "")]
    [InlineData("note:\"quick fox\"~1", "1")]
    [InlineData("note:\"brown quick\"~2", "1,3")]
    [InlineData("note:\"fox quick\"~2", "")]
    [InlineData("note:\"fox quick\"~3", "1")]
    [InlineData("note:\"fox fox\"~100", "")]
    [InlineData("name:\"curl\"~5", "1")]
    public void PhrasesHaveTheirWordsInSequenceWithinTheSlop(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("name:c*", "1")]
    [InlineData("name:?url", "1")]
    [InlineData("name:*\\**", "4")]
    [InlineData("name:new*", "2")]
    [InlineData("note:QU?CK", "1,3")]
    [InlineData("note:fox*", "1,2,3")]
    [InlineData("note:quick*brown", "")]
    [InlineData("name:*", "1,2,3,4")]
    [InlineData("user.\\*:root", "1,3")]
    [InlineData("_exists_:ip", "1,2")]
    [InlineData("_exists_:user", "1,3")]
    [InlineData("NOT _exists_:note", "4")]
    [InlineData("*:*", "1,2,3,4")]
    [InlineData("*", "1,2,3,4")]
    public void StarsAndQuestionMarksStandForCharacters(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("name:/c[a-z]+l/", "1")]
    [InlineData("name:/url/", "")]
    [InlineData("name:/Curl\\/7.x/", "4")]
    [InlineData("note:/fox(es)?/", "1,2,3")]
    [InlineData("note:/Fox/", "")]
    [InlineData("name:crul~", "1")]
    [InlineData("name:crul~0", "")]
    [InlineData("name:curk~1", "1")]
    [InlineData("note:quikc~1", "1,3")]
    [InlineData("note:QUIKC~", "1,3")]
    [InlineData("note:qiukc~1", "")]
    public void RegularExpressionsAndFuzzyWordsMatchWholeTerms(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("n:[3 TO 5]", "2,3")]
    [InlineData("n:{3 TO 5]", "3")]
    [InlineData("n:[3 TO 5}", "2")]
    [InlineData("n:[* TO 0]", "1,4")]
    [InlineData("n:[6 TO *]", "1")]
    [InlineData("n:[* TO *]", "1,2,3,4")]
    [InlineData("n:>4", "1,3")]
    [InlineData("n:>=5", "1,3")]
    [InlineData("n:(+>=3 +<5)", "1,2")]
    [InlineData("n:<0", "4")]
    [InlineData("name:[a TO d]", "1,3")]
    [InlineData("name:[\"new york\" TO \"new york\"]", "2")]
    [InlineData("note:[THE TO they]", "1,2")]
    [InlineData("ip:[10.0.0.0 TO 10.255.255.255]", "1")]
    [InlineData("at:[2024-04-30 TO 2024-04-30]", "2")]
    [InlineData("at:[2024-04 TO 2024-05}", "2")]
    [InlineData("at:[now-2d TO now]", "1,2")]
    [InlineData("at:>=2024-05-01", "1")]
    public void RangesHoldForOneValue(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("name:curl OR name:sh", "1,3")]
    [InlineData("name:curl || name:sh", "1,3")]
    [InlineData("name:curl name:sh", "1,3")]
    [InlineData("note:fox AND n:3", "2")]
    [InlineData("note:fox && NOT n:3", "1")]
    [InlineData("note:fox AND !n:3", "1")]
    [InlineData("+note:fox -n:3", "1")]
    [InlineData("+note:fox name:sh", "1,2")]
    [InlineData("name:sh OR note:fox AND n:3", "2")]
    [InlineData("name:sh OR (note:fox AND n:3)", "2,3")]
    [InlineData("-name:curl", "2,3,4")]
    [InlineData("name:curl -name:sh", "1")]
    [InlineData("note:(+quick -jumps)", "3")]
    [InlineData("(name:curl OR name:sh)^2 AND n:5^0.5", "3")]
    [InlineData("name:curl~1^2", "1")]
    [InlineData("name:curl^2~1", "1")]
    [InlineData("note:(- fox)", "1,2")]
    [InlineData("note:(fox - brown) AND n:3", "2")]
    public void OperatorsMarkTheClausesBesideThem(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("curl", "1")]
    [InlineData("root", "1,3")]
    [InlineData("quark", "")]
    [InlineData("\"wild quark\"", "4")]
    [InlineData("wild quark", "4")]
    [InlineData("quick AND root", "1,3")]
    [InlineData("[3 TO 4]", "2,3,4")]
    [InlineData("wi*", "4")]
    [InlineData("root name:curl", "1,3")]
    [InlineData("curl~1", "1")]
    public void WordsWithoutAFieldAreLookedForInAllFields(string query, string ids) => Matches(query, ids);

    [Theory]
    [InlineData("quick york", "{\"default_field\": \"note\"}", "1,2,3")]
    [InlineData("quick york", "{\"default_field\": \"note\", \"default_operator\": \"and\"}", "")]
    [InlineData("quick fox", "{\"default_field\": \"note\", \"default_operator\": \"AND\"}", "1")]
    [InlineData("note:quick n:5", "{\"default_operator\": \"AND\"}", "3")]
    [InlineData("note:quick OR n:3", "{\"default_operator\": \"AND\"}", "1,2,3")]
    [InlineData("\"quick fox\"", "{\"default_field\": \"note\", \"phrase_slop\": 1}", "1")]
    [InlineData("name:crul~", "{\"fuzziness\": 0}", "")]
    [InlineData("name:crul~", "{\"fuzzy_transpositions\": false}", "")]
    [InlineData("name:curk~", "{\"fuzzy_prefix_length\": 4}", "")]
    [InlineData("n:many OR name:sh", "{\"lenient\": true, \"boost\": 2.0}", "3")]
    public void OptionsChangeWhatMatches(string query, string options, string ids) =>
        Assert.Equal(ids, Ids($"QSTR(\"\"\"{query}\"\"\", {options})"));

    /// <summary>The end of the text is the last of the three quotes that close it.</summary>
    [Theory]
    [InlineData("name:", 7)]
    [InlineData("(name:a", 9)]
    [InlineData("name:a)", 6)]
    [InlineData("name:[1 TO", 5)]
    [InlineData("name:[1 5]", 5)]
    [InlineData("name:a]", 6)]
    [InlineData("name:'a' \"b", 9)]
    [InlineData("name:/etc", 5)]
    [InlineData("name:/(/", 5)]
    [InlineData("name:a^", 6)]
    [InlineData("name:a~3", 6)]
    [InlineData("name:a\\", 6)]
    [InlineData("AND a", 0)]
    [InlineData("a AND", 7)]
    [InlineData("a OR OR b", 5)]
    [InlineData("()", 1)]
    [InlineData("a:b:c", 3)]
    [InlineData("n:many", 2)]
    [InlineData("n:1*", 2)]
    [InlineData("n:1~", 2)]
    [InlineData("ok:[false TO true]", 3)]
    [InlineData("[now-1d TO now]", 0)]
    public void WrongTextIsAnErrorAtItsPlace(string query, int offset)
    {
        const string Before = "FROM test | WHERE QSTR(\"\"\"";
        _harness.Compile($"{Before}{query}\"\"\")", EsqlOptions.ForQuery, out var diagnostics);
        var error = Assert.Single(diagnostics, d => d.IsError);
        Assert.Equal(("TOC2316", Before.Length + offset + 1), (error.Descriptor.Code, error.Position.Column));
    }

    [Theory]
    [InlineData("QSTR(\"n:1\", {\"time_zone\": \"+01:00\"})", "TOC3301")]
    [InlineData("QSTR(\"n:1\", {\"minimum_should_match\": 2})", "TOC3301")]
    [InlineData("QSTR(\"n:1\", {\"nosuch\": 2})", "TOC2305")]
    [InlineData("KQL(\"n:1\", {\"case_insensitive\": true})", "TOC3301")]
    [InlineData("MATCH_PHRASE(note, \"a\", {\"analyzer\": \"english\"})", "TOC3301")]
    [InlineData("MATCH_PHRASE(note, \"a\", {\"nosuch\": 1})", "TOC2305")]
    public void OptionsThatWouldChangeMatchesAreRefusedByName(string condition, string code)
    {
        _harness.Compile($"FROM test | WHERE {condition}", EsqlOptions.ForQuery, out var diagnostics);
        Assert.Equal(code, Assert.Single(diagnostics, d => d.IsError).Descriptor.Code);
    }

    [Fact]
    public void DeepGroupsAreRefused()
    {
        var query = $"FROM test | WHERE QSTR(\"{new string('(', 5000)}n:1{new string(')', 5000)}\")";
        _harness.Compile(query, EsqlOptions.ForQuery, out var diagnostics);
        Assert.Contains("the query is nested too deeply", diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void InstantsThatMoveWithTheClockAreRefusedInRules()
    {
        _harness.Compile("FROM test | WHERE QSTR(\"at:>now-1d\")", EsqlOptions.ForRule, out var diagnostics);
        Assert.Equal("TOC3301", Assert.Single(diagnostics, d => d.IsError).Descriptor.Code);
    }

    [Theory]
    [InlineData("MATCH_PHRASE(note, \"Quick BROWN\")", "1")]
    [InlineData("MATCH_PHRASE(note, \"quick fox\")", "")]
    [InlineData("MATCH_PHRASE(note, \"quick fox\", {\"slop\": 1})", "1")]
    [InlineData("MATCH_PHRASE(note, \"brown quick\", {\"slop\": 2})", "1,3")]
    [InlineData("MATCH_PHRASE(note, \"\")", "")]
    [InlineData("MATCH_PHRASE(name, \"new york\")", "2")]
    [InlineData("MATCH_PHRASE(name, \"york\")", "")]
    [InlineData("MATCH_PHRASE(ip, \"10.0.0.1\")", "1")]
    [InlineData("NOT MATCH_PHRASE(note, \"quick\")", "2,4")]
    public void MatchPhraseLooksForWordsInSequence(string condition, string ids) => Assert.Equal(ids, Ids(condition));

    private void Matches(string query, string ids) => Assert.Equal(ids, Ids($"QSTR(\"\"\"{query}\"\"\")"));

    private string Ids(string condition) =>
        string.Join(',', _harness.Rows($"FROM test | WHERE {condition} | SORT id | KEEP id"));
}
