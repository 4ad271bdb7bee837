using System.Text.RegularExpressions;

namespace Tocsin.Core.Tests.Diagnostics;

public sealed partial class DiagnosticCatalogueTests
{
    /// <summary>The second digit of a code by the folder of the class that holds it.</summary>
    private static readonly (string Namespace, string Form)[] Ranges =
    [
        ("Tocsin.Core.Languages.Eql", "[1235]1.."),
        ("Tocsin.Core.Languages.Kql", "[1235]2.."),
        ("Tocsin.Core.Languages.Esql", "[1235]3.."),
        ("Tocsin.Core.Fields", "29.."),
        ("Tocsin.Core.Engine", "30.."),
        ("Tocsin.Core.Engine.Checks", "20.."),
        ("Tocsin.Core.Rules.Tree", "41.."),
        ("Tocsin.Core.Rules", "40.."),
        ("Tocsin.Core.Scenarios", "42.."),
    ];

    public static TheoryData<string> Codes => [.. DiagnosticCatalogue.All.Select(d => d.Descriptor.Code)];

    [Fact]
    public void CodesAreUnique()
    {
        var twice = DiagnosticCatalogue.All.GroupBy(d => d.Descriptor.Code).Where(g => g.Count() > 1);

        Assert.Empty(twice.Select(g => $"{g.Key}: {string.Join(", ", g.Select(d => d.Holder.Name))}"));
        Assert.True(DiagnosticCatalogue.All.Count > 100);
    }

    [Fact]
    public void CodesLieInTheRangeOfTheirStage()
    {
        foreach (var (descriptor, holder) in DiagnosticCatalogue.All)
        {
            var range = Array.Find(Ranges, r => holder.Namespace == r.Namespace);
            Assert.True(range.Form is not null, $"{holder} has no range of codes");
            Assert.Matches($"^TOC{range.Form}$", descriptor.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void MessageIsLowerCaseOnOneLineWithoutFullStop(string code)
    {
        var message = DiagnosticCatalogue.Find(code).Message;

        Assert.Matches("^(?:[a-z`{]|KQL|EQL|ES.QL)", message);
        Assert.DoesNotMatch(@"[.!\n]$|\n", message);
        Assert.True(message.Count(c => c == '`') % 2 == 0, $"a backtick is not closed: {message}");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void PlaceholdersAreNumberedWithoutAGap(string code)
    {
        var message = DiagnosticCatalogue.Find(code).Message;
        var numbers = Placeholder().Matches(message).Select(m => int.Parse(m.Groups[1].Value)).Distinct().Order();

        Assert.Equal(Enumerable.Range(0, numbers.Count()), numbers);
    }

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Placeholder();
}
