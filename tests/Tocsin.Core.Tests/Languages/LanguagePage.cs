using System.Reflection;
using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages;

/// <summary>A page of <c>docs/languages</c> whose tables are made of the code.</summary>
internal static class LanguagePage
{
    /// <summary>Compares what stands between two marks of a page with the tables, or writes them where <c>TOCSIN_WRITE_DOCS</c> asks for it.</summary>
    public static void Check(string page, string begin, string end, string tables)
    {
        var path = SharedData.InRepository(page);
        var current = File.ReadAllText(path).ReplaceLineEndings("\n");
        var first = current.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var last = current.IndexOf(end, StringComparison.Ordinal);
        var expected = current[..first] + tables + current[last..];
        if (Environment.GetEnvironmentVariable("TOCSIN_WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);
        else
            Assert.Equal(expected, current);
    }

    /// <summary>Appends the table of a stage's diagnostics.</summary>
    /// <param name="text">The page.</param>
    /// <param name="codes">The class that holds them.</param>
    public static void AppendDiagnostics(StringBuilder text, Type codes)
    {
        text.Append("\n## Diagnostics\n\n| code | severity | message |\n| --- | --- | --- |\n");
        var descriptors = codes
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (DiagnosticDescriptor)f.GetValue(null)!);
        foreach (var d in descriptors.OrderBy(d => d.Code, StringComparer.Ordinal))
            text.Append($"| {d.Code} | {(d.Severity == Severity.Error ? "error" : "warning")} | {d.Message} |\n");
    }
}
