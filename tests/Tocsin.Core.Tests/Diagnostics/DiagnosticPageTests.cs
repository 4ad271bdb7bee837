using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Diagnostics;

/// <summary>
/// Keeps <c>docs/diagnostics</c> true: every code has a page, and its examples do what the page says. <c>TOCSIN_WRITE_DOCS=1</c> writes the printed
/// texts and the index; the rest of a page is written by hand.
/// </summary>
public sealed class DiagnosticPageTests
{
    private const string Index = "docs/diagnostics/README.md";
    private const string Begin = "<!-- generated -->\n";
    private const string End = "<!-- end -->";
    private const int PrintedWidthMax = 200;

    /// <summary>Codes that no text provokes by itself: they need files, options or very much data. Their pages say how they come about.</summary>
    private static readonly string[] WithoutExample =
    [
        "TOC3003",
        "TOC4001",
        "TOC4002",
        "TOC4015",
        "TOC4025",
        "TOC4026",
        "TOC4101",
        "TOC4201",
        "TOC4206",
        "TOC5301",
    ];

    /// <summary>Says that something is so; why it is so is a diagnostic of its own, which stands beside it.</summary>
    private const string WithReason = "TOC4208";

    private static bool Writes => Environment.GetEnvironmentVariable("TOCSIN_WRITE_DOCS") == "1";

    public static TheoryData<string> Codes => [.. DiagnosticPage.Codes];

    [Fact]
    public void EveryCodeHasItsPage() =>
        Assert.Equal(DiagnosticCatalogue.All.Select(d => d.Descriptor.Code).Distinct(), DiagnosticPage.Codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void PageBeginsWithTheMessage(string code)
    {
        var descriptor = DiagnosticCatalogue.Find(code);
        var severity = descriptor.Severity == Severity.Error ? "Error" : "Warning";

        var page = DiagnosticPage.Read(code);

        Assert.StartsWith($"# {code}: {descriptor.Message}\n\n**{severity}**\n\n", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void WrongExampleGivesTheCodeAndNoOther(string code)
    {
        var page = DiagnosticPage.Read(code);
        if (WithoutExample.Contains(code))
        {
            Assert.Null(page.Wrong);
            Assert.Contains("\n## How it comes about\n", page.Text, StringComparison.Ordinal);
            return;
        }

        Assert.NotNull(page.Wrong);
        var found = page.Wrong.Diagnose(page.Types);
        var printed = new StringBuilder();
        foreach (var diagnostic in found)
            printed.Append(Narrow(DiagnosticRenderer.Render(diagnostic)));

        Assert.True(found.Any(d => d.Descriptor.Code == code), $"{page.Wrong.Text}\n{printed}");
        Assert.True(code == WithReason || found.All(d => d.Descriptor.Code == code), $"{page.Wrong.Text}\n{printed}");
        if (Writes)
            page.WritePrinted(printed.ToString());
        else
            Assert.Equal(printed.ToString().TrimEnd('\n'), page.Printed);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void RightExampleIsWithoutFault(string code)
    {
        var page = DiagnosticPage.Read(code);
        if (WithoutExample.Contains(code))
        {
            Assert.Null(page.Right);
            return;
        }

        Assert.NotNull(page.Right);
        var found = page.Right.Diagnose(page.Types);

        Assert.True(found.Length == 0, $"{page.Right.Text}\n{string.Concat(found.Select(DiagnosticRenderer.Render))}");
    }

    [Fact]
    public void IndexListsEveryCode()
    {
        var path = SharedData.InRepository(Index);
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var table = new StringBuilder("| code | | message |\n| --- | --- | --- |\n");
        foreach (var (descriptor, _) in DiagnosticCatalogue.All)
        {
            var severity = descriptor.Severity == Severity.Error ? "error" : "warning";
            var message = descriptor.Message.Replace("|", "\\|", StringComparison.Ordinal);
            table.Append($"| [{descriptor.Code}]({descriptor.Code}.md) | {severity} | {message} |\n");
        }

        if (Writes)
            File.WriteAllText(path, text[..begin] + table + text[end..]);
        else
            Assert.Equal(table.ToString(), text[begin..end]);
    }

    /// <summary>Long lines, which only the examples of nesting have, are shortened.</summary>
    private static string Narrow(string rendered) =>
        string.Join(
            '\n',
            rendered.Split('\n').Select(l => l.Length > PrintedWidthMax ? l[..PrintedWidthMax] + "…" : l)
        );
}
