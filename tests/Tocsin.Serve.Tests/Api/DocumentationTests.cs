using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Serve.Operations;
using Tocsin.Serve.Tests.EndToEnd;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Api;

/// <summary>Keeps the pages about the API and operating true. <c>TOCSIN_WRITE_DOCS=1</c> rewrites the table of metrics.</summary>
public sealed partial class DocumentationTests
{
    private const string Operations = "docs/serve/operations.md";
    private const string Begin = "<!-- generated -->\n";
    private const string End = "<!-- end -->";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThePageOfOperationsListsEveryMetric()
    {
        await using var server = await ApiServer.StartAsync(
            "sinks:\n  - name: out\n    kind: standard_output\n",
            usesFolder: true
        );
        var table = new StringBuilder("| metric | kind | |\n| --- | --- | --- |\n");
        foreach (var (name, isCounter, help) in server.Server.Host.Services.GetRequiredService<MetricTable>().Known)
            table.Append($"| `{name}` | {(isCounter ? "counter" : "gauge")} | {help} |\n");
        var path = SharedData.InRepository(Operations);
        var text = (await File.ReadAllTextAsync(path, Token)).ReplaceLineEndings("\n");
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var expected = text[..begin] + table + text[text.IndexOf(End, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("TOCSIN_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(path, expected, Token);
        else
            Assert.Equal(expected, text);
    }

    [Fact]
    public async Task TheExamplesOfTheApiRunAsTheyStand()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl") && File.Exists("/bin/bash"), "needs bash and curl");
        var page = await File.ReadAllTextAsync(SharedData.InRepository("docs/serve/api.md"), Token);
        var blocks = Block().Matches(page.ReplaceLineEndings("\n")).Select(m => m.Groups[1].Value).ToList();
        Assert.True(blocks.Count >= 4);
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada");
        var script =
            $"set -euo pipefail\nTOCSIN={server.Client.BaseAddress!.ToString().TrimEnd('/')}\n"
            + string.Join('\n', blocks);
        var (status, output, error) = await TocsinProcess.RunProgramAsync("/bin/bash", "-c", script);
        Assert.True(status == 0, output + error);
        var closed = await server.GetAsync("/api/alerts?status=closed&tag=nightly&assignee=sam");
        Assert.Equal(1, closed.GetProperty("total").GetInt32());
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
