using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary><c>LOOKUP JOIN</c> and <c>ENRICH</c>.</summary>
public sealed class EsqlJoinTests
{
    private static readonly LookupTable Hosts = new(
        "hosts",
        [
            new("id", DataType.Keyword),
            new("ip", DataType.Keyword),
            new("level", DataType.Long),
            new("owner", DataType.Keyword),
        ],
        [
            [Value.FromText("h1"), Value.FromText("10.0.0.1"), Value.FromLong(1), Value.FromText("ann")],
            [Value.FromText("h2"), Value.FromText("10.0.0.2"), Value.FromLong(2), Value.FromText("bob")],
            [Value.FromText("h2"), Value.FromText("10.0.0.3"), Value.FromLong(3), Value.FromText("cy")],
            [Value.Null, Value.Null, Value.FromLong(4), Value.FromText("dee")],
        ]
    );

    private static readonly EsqlOptions Options = EsqlOptions.ForQuery with
    {
        Lookups = new Dictionary<string, LookupTable> { ["hosts"] = Hosts },
    };

    private static readonly EsqlHarness Harness = new(
        "id keyword\nip ip\nn long\nowner keyword",
        [
            """{"n": 1, "id": "h1", "ip": "10.0.0.2", "owner": "old"}""",
            """{"n": 2, "id": "h2"}""",
            """{"n": 3, "id": "h9", "owner": "old"}""",
            """{"n": 4, "id": ["h1", "h2"]}""",
            """{"n": 5}""",
        ]
    );

    [Fact]
    public void RowsRepeatForEachMatchAndRightColumnsReplaceLeftOnes()
    {
        var result = Harness.Run("FROM test | KEEP n, id, owner | LOOKUP JOIN hosts ON id | SORT n, level", Options);
        Assert.Equal("n id ip level owner", EsqlHarness.Names(result.Table!));
        Assert.Equal(
            [
                "1 | h1 | 10.0.0.1 | 1 | ann",
                "2 | h2 | 10.0.0.2 | 2 | bob",
                "2 | h2 | 10.0.0.3 | 3 | cy",
                "3 | h9 | null | null | null",
                "4 | [h1, h2] | null | null | null",
                "5 | null | null | null | null",
            ],
            EsqlHarness.Print(result.Table!)
        );
    }

    [Fact]
    public void TextKeysOfTheTableAreReadAsTheFieldsType() =>
        Assert.Equal(
            ["1 | bob"],
            Harness.Rows(
                "FROM test | KEEP n, ip | LOOKUP JOIN hosts ON ip | WHERE owner IS NOT NULL | KEEP n, owner",
                Options
            )
        );

    [Fact]
    public void AJoinCanHaveAnyCondition() =>
        Assert.Equal(
            ["1 | bob", "1 | cy", "1 | dee", "2 | cy", "2 | dee", "3 | dee"],
            Harness.Rows(
                "FROM test | KEEP n | LOOKUP JOIN hosts ON n < level | WHERE owner IS NOT NULL | SORT n, owner | KEEP n, owner",
                Options
            )
        );

    [Fact]
    public void SidesOfAComparisonTellWhichColumnIsMeant() =>
        Assert.Equal(
            ["1 | ann", "2 | bob", "2 | cy"],
            Harness.Rows(
                "FROM test | KEEP n, id | LOOKUP JOIN hosts ON id == id | WHERE owner IS NOT NULL | SORT n, owner | KEEP n, owner",
                Options
            )
        );

    [Fact]
    public void EnrichGathersSeveralMatches()
    {
        var result = Harness.Run(
            "FROM test | KEEP n, id | ENRICH hosts ON id WITH o = owner, level | SORT n | LIMIT 4",
            Options
        );
        Assert.Equal("n id o level", EsqlHarness.Names(result.Table!));
        Assert.Equal(
            [
                "1 | h1 | ann | 1",
                "2 | h2 | [bob, cy] | [2, 3]",
                "3 | h9 | null | null",
                "4 | [h1, h2] | [ann, bob, cy] | [1, 2, 3]",
            ],
            EsqlHarness.Print(result.Table!)
        );
    }

    [Theory]
    [InlineData("FROM test | LOOKUP JOIN nosuch ON id", "TOC2318")]
    [InlineData("FROM test | LOOKUP JOIN hosts ON nosuch", "TOC2319")]
    [InlineData("FROM test | RENAME n AS id | LOOKUP JOIN hosts ON id", "TOC2319")]
    [InlineData("FROM test | ENRICH hosts ON id WITH nosuch", "TOC2319")]
    public void WrongJoinsAreReported(string query, string code)
    {
        Harness.Compile(query, Options, out var diagnostics);
        Assert.Contains(diagnostics, d => d.Descriptor.Code == code);
    }
}
