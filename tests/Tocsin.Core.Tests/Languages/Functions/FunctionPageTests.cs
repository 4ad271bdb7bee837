using System.Text;
using Tocsin.Core.Languages.Functions;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Functions;

/// <summary>The page of functions is generated from their documentation; set <c>TOCSIN_ACCEPT=1</c> to rewrite it.</summary>
public sealed class FunctionPageTests
{
    private const string Page = "docs/languages/esql-functions.md";

    [Fact]
    public void PageIsCurrent()
    {
        var path = SharedData.InRepository(Page);
        var expected = Generate();
        if (Environment.GetEnvironmentVariable("TOCSIN_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path), $"{Page} is missing: run the test with TOCSIN_ACCEPT=1");
        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Generate()
    {
        var text = new StringBuilder();
        text.Append("# ES|QL: operators and scalar functions\n\n");
        text.Append("Generated from the functions' own documentation; every example is run as a test.\n\n");
        text.Append(
            "Unless an entry says otherwise a null argument gives null, and an argument with several values gives null and a warning.\n"
        );
        foreach (var chapter in EsqlFunctions.Chapters)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {chapter.Title}\n");
            foreach (var function in chapter.Functions)
                Append(text, function);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ScalarFunction function)
    {
        var title = function.Name == "NEG" ? "- (unary)" : function.Name;
        text.Append("\n### ").Append(title).Append("\n\n`").Append(function.Doc.Signature).Append("`\n\n");
        text.Append(function.Doc.Summary);
        if (function.Aliases.Count > 0)
            text.Append(" Also called ").AppendJoin(", ", function.Aliases.Select(a => $"`{a}`")).Append('.');
        text.Append(
            function.ManyValues switch
            {
                ManyValuePolicy.EachOfFirst => " Works value by value.",
                ManyValuePolicy.Passed when function is not Core.Languages.Functions.Operators.PatternOperator =>
                    " Takes several values.",
                _ => "",
            }
        );
        text.Append('\n');
        if (function.Doc.Examples.Length == 0)
            return;
        text.Append("\n| Example | Result |\n|---|---|\n");
        foreach (var example in function.Doc.Examples)
        {
            text.Append("| `").Append(Escape(example.Expression)).Append("` | `");
            text.Append(Escape(example.Result)).Append("` |\n");
        }
    }

    private static string Escape(string code) => code.Replace("|", "\\|", StringComparison.Ordinal);
}
