using System.Globalization;
using System.Text;
using System.Xml;
using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Scenarios;

/// <summary>Writes results as the XML that CI systems read: a suite for each file, a case for each scenario.</summary>
/// <remarks>Without times: the report of equal results is equal.</remarks>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Indent = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineChars = "\n",
        // Alerts may quote anything; what XML has no place for is replaced below.
        CheckCharacters = false,
    };

    /// <summary>Writes the report.</summary>
    /// <param name="results">The results, those of a file together.</param>
    /// <param name="broken">What is wrong with scenarios that could not be read.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(IReadOnlyList<ScenarioResult> results, IReadOnlyList<Diagnostic> broken, Stream output)
    {
        using var writer = XmlWriter.Create(output, Settings);
        writer.WriteStartDocument();
        writer.WriteStartElement("testsuites");
        WriteCounts(
            writer,
            results.Count + broken.Count,
            results.Count(IsFailure),
            broken.Count + results.Count(IsError)
        );
        foreach (var file in results.GroupBy(r => r.Scenario.File.Name, StringComparer.Ordinal))
        {
            var cases = file.ToList();
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", Clean(file.Key));
            WriteCounts(writer, cases.Count, cases.Count(IsFailure), cases.Count(IsError));
            cases.ForEach(c => WriteCase(writer, c));
            writer.WriteEndElement();
        }

        foreach (var file in broken.GroupBy(d => d.Source.Name, StringComparer.Ordinal))
        {
            var diagnostics = file.ToList();
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", Clean(file.Key));
            WriteCounts(writer, diagnostics.Count, 0, diagnostics.Count);
            foreach (var diagnostic in diagnostics)
            {
                WriteStartCase(writer, file.Key, $"{diagnostic.Descriptor.Code} line {diagnostic.Position.Line}");
                WriteProblem(writer, "error", diagnostic.Message, DiagnosticRenderer.Render(diagnostic));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndDocument();
    }

    private static bool IsFailure(ScenarioResult result) => !result.Passed && result.Diagnostics.Count == 0;

    private static bool IsError(ScenarioResult result) => result.Diagnostics.Count > 0;

    private static void WriteCounts(XmlWriter writer, int tests, int failures, int errors)
    {
        writer.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("errors", errors.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteCase(XmlWriter writer, ScenarioResult result)
    {
        WriteStartCase(writer, result.Scenario.Rule.Name, result.Scenario.Id);
        if (result.Diagnostics.Count > 0)
        {
            WriteProblem(
                writer,
                "error",
                result.Diagnostics[0].Message,
                string.Join("\n", result.Diagnostics.Select(DiagnosticRenderer.Render))
            );
        }
        else if (result.Differences.Count > 0)
        {
            var lines = result.Differences.SelectMany(d => d.Details.Select(l => "    " + l).Prepend(d.Title));
            WriteProblem(writer, "failure", result.Differences[0].Title, string.Join("\n", lines));
        }

        writer.WriteEndElement();
    }

    private static void WriteStartCase(XmlWriter writer, string className, string name)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", Clean(className));
        writer.WriteAttributeString("name", Clean(name));
    }

    private static void WriteProblem(XmlWriter writer, string kind, string message, string text)
    {
        writer.WriteStartElement(kind);
        writer.WriteAttributeString("message", Clean(message));
        writer.WriteString(Clean(text));
        writer.WriteEndElement();
    }

    /// <summary>The text with U+FFFD for characters that XML 1.0 cannot hold.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isAllowed = rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xFFFE and not 0xFFFF);
            clean.Append(isAllowed ? rune : Rune.ReplacementChar);
        }

        return clean.ToString();
    }
}
