using Tocsin.Core.Languages.Functions;

namespace Tocsin.Core.Tests.Languages.Functions;

/// <summary>The documentation of every function is true.</summary>
public sealed class FunctionExampleTests
{
    public static TheoryData<string, string> Examples =>
        [.. FunctionRegistry.Esql.All.SelectMany(f => f.Doc.Examples).Select(e => (e.Expression, e.Result))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExampleGivesItsResult(string expression, string result) =>
        Assert.Equal(result, RowQuery.Text(expression));

    [Fact]
    public void EveryFunctionHasAnExample()
    {
        // What reads a field of the event has none that is a mere expression.
        var without = FunctionRegistry
            .Esql.All.Where(f => f.Doc.Examples.Length == 0 && f.ImplicitField is null)
            .Select(f => f.Name);
        Assert.Empty(without);
    }
}
