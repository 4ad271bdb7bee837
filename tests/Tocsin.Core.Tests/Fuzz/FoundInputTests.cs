using Tocsin.Fuzz;

namespace Tocsin.Core.Tests.Fuzz;

/// <summary>Inputs that a target once did not come through.</summary>
public sealed class FoundInputTests
{
    [Theory]
    [InlineData("eql", "process where @timestamp > 15161168083496808349")]
    [InlineData("eql", "process where @timestamp != 15161168083496808349")]
    [InlineData("esql", "FROM logs-* | WHERE QSTR(\"message:foo AND process.pid\")")]
    [InlineData("esql", "ROW a = \"foo\" | DISSECT a \"\"")]
    public void IsComeThrough(string name, string input)
    {
        var target = FuzzTargets.All.Single(t => t.Name == name);

        Assert.Null(Record.Exception(() => target.Run(input)));
    }
}
