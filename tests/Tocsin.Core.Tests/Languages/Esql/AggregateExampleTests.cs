using Tocsin.Core.Languages.Functions.Aggregates;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>The examples in the documentation of aggregate functions.</summary>
public sealed class AggregateExampleTests
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var example in AggregateRegistry.All.SelectMany(f => f.Doc.Examples))
                data.Add(example.Expression, example.Result);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExampleGivesItsResult(string query, string result) => Assert.Equal(result, EsqlHarness.Row(query));

    [Fact]
    public void EveryAggregateHasAnExample() => Assert.All(AggregateRegistry.All, f => Assert.NotEmpty(f.Doc.Examples));
}
