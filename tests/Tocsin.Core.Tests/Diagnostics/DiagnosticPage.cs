using System.Text.RegularExpressions;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Diagnostics;

/// <summary>A page of <c>docs/diagnostics</c>: what a code means, a text that provokes it, what is then printed, and the text put right.</summary>
internal sealed partial class DiagnosticPage
{
    private const string Folder = "docs/diagnostics";

    private readonly string _path;

    private DiagnosticPage(string path)
    {
        _path = path;
        Text = File.ReadAllText(path);
        var types = new List<DiagnosticExample>();
        foreach (Match fence in Fence().Matches(Text))
        {
            var example = DiagnosticExample.Of(fence.Groups["info"].Value, fence.Groups["body"].Value);
            if (example.Language == "types" && example.Options.ContainsKey("index"))
                types.Add(example);
            else if (example.Language == "text")
                Printed = example.Text;
            else if (Wrong is null)
                Wrong = example;
            else
                Right = example;
        }

        Types = types;
    }

    /// <summary>The codes that have a page, sorted.</summary>
    public static IReadOnlyList<string> Codes =>
        [
            .. Directory
                .GetFiles(SharedData.InRepository(Folder), "TOC*.md")
                .Select(p => Path.GetFileNameWithoutExtension(p))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The whole page.</summary>
    public string Text { get; private set; }

    /// <summary>Types files of single indices that both examples go by.</summary>
    public IReadOnlyList<DiagnosticExample> Types { get; }

    /// <summary>The text that provokes the code; null where no text can.</summary>
    public DiagnosticExample? Wrong { get; }

    /// <summary>The text without the fault.</summary>
    public DiagnosticExample? Right { get; }

    /// <summary>What is printed for the wrong text.</summary>
    public string? Printed { get; }

    public static DiagnosticPage Read(string code) => new(SharedData.InRepository($"{Folder}/{code}.md"));

    /// <summary>Puts what is printed today into the page.</summary>
    public void WritePrinted(string printed)
    {
        var place = Text.IndexOf("```text\n", StringComparison.Ordinal);
        var end = Text.IndexOf("```\n", place + "```text\n".Length, StringComparison.Ordinal);
        Text = $"{Text[..place]}```text\n{printed}{Text[end..]}";
        File.WriteAllText(_path, Text);
    }

    [GeneratedRegex(@"^```(?<info>[^\n`]+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
