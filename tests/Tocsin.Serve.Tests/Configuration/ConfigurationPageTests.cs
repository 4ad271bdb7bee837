using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Core.Diagnostics;
using Tocsin.Serve.Configuration;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Configuration;

/// <summary>
/// Keeps the page of the configuration's keys, its JSON schema and the pages of its diagnostics true. <c>TOCSIN_ACCEPT=1 TOCSIN_WRITE_DOCS=1</c> rewrites them.
/// </summary>
public sealed partial class ConfigurationPageTests
{
    private const string Page = "docs/serve/configuration.md";
    private const string Schema = "docs/serve/serve.schema.json";
    private const string Diagnostics = "docs/diagnostics/serve/";
    private const string Begin = "<!-- generated -->\n";
    private const string End = "<!-- end -->";

    private static readonly JsonSerializerOptions Indented = new(Tocsin.Serve.Intake.JsonForm.Options)
    {
        WriteIndented = true,
    };

    public static TheoryData<string> Codes => [.. Descriptors.Select(d => d.Code)];

    private static bool Writes => Environment.GetEnvironmentVariable("TOCSIN_WRITE_DOCS") == "1";

    private static IEnumerable<DiagnosticDescriptor> Descriptors =>
        typeof(ConfigurationDiagnostics)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (DiagnosticDescriptor)f.GetValue(null)!)
            .OrderBy(d => d.Code, StringComparer.Ordinal);

    [Fact]
    public void ThePageListsEveryKey() => Compare(Page, Between(Page, ConfigurationReference.Markdown()));

    [Fact]
    public void TheSchemaIsThatOfTheKeys() =>
        Compare(Schema, ConfigurationReference.Schema().ToJsonString(Indented) + "\n");

    [Fact]
    public void TheIndexListsEveryDiagnostic()
    {
        var table = new StringBuilder("| code | | message |\n| --- | --- | --- |\n");
        foreach (var d in Descriptors)
            table.Append(
                $"| [{d.Code}]({d.Code}.md) | {(d.Severity == Severity.Error ? "error" : "warning")} | {d.Message} |\n"
            );
        Compare(Diagnostics + "README.md", Between(Diagnostics + "README.md", table.ToString()));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void APageShowsWhatItsExamplesGive(string code)
    {
        var descriptor = Descriptors.Single(d => d.Code == code);
        var path = $"{Diagnostics}{code}.md";
        var text = File.ReadAllText(SharedData.InRepository(path));
        var severity = descriptor.Severity == Severity.Error ? "Error" : "Warning";
        Assert.StartsWith($"# {code}: {descriptor.Message}\n\n**{severity}**\n\n", text, StringComparison.Ordinal);
        var examples = Example().Matches(text).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(2, examples.Length);

        var wrong = Diagnose(examples[0]);
        var printed = string.Concat(wrong.Select(DiagnosticRenderer.Render));

        Assert.All(wrong, d => Assert.Equal(code, d.Descriptor.Code));
        Assert.NotEmpty(wrong);
        Assert.Empty(Diagnose(examples[1]));
        Compare(path, Printed().Replace(text, $"```text\n{printed.Replace("$", "$$", StringComparison.Ordinal)}```"));
    }

    [Fact]
    public void EveryKeyIsDescribed() =>
        Assert.All(
            ConfigurationReference.Properties(typeof(ServeOptions)),
            p => Assert.False(string.IsNullOrEmpty(p.Setting?.Description), p.Path)
        );

    private static Diagnostic[] Diagnose(string yaml)
    {
        var found = new DiagnosticBag();
        ConfigurationFile.Read(yaml, "tocsin.yml", found);
        return found.ToSortedArray();
    }

    private static string Between(string path, string generated)
    {
        var text = File.ReadAllText(SharedData.InRepository(path)).ReplaceLineEndings("\n");
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return text[..begin] + generated + text[text.IndexOf(End, StringComparison.Ordinal)..];
    }

    private static void Compare(string path, string expected)
    {
        var file = SharedData.InRepository(path);
        if (Writes)
            File.WriteAllText(file, expected);
        else
            Assert.Equal(expected, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("```text\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Printed();
}
