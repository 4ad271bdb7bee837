using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Rules.Json;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Scenarios;

/// <summary>Finds and reads scenario files: one scenario, a list of them, or one a line.</summary>
internal sealed class ScenarioFiles(DiagnosticBag diagnostics)
{
    private static readonly string[] Extensions = [".json", ".ndjson", ".jsonl"];

    private readonly List<Scenario> _scenarios = [];

    /// <summary>Reads files and folders, in the order given; the files of a folder by path.</summary>
    /// <remarks>A file that is met in a folder and holds no scenario may hold events, and is passed over.</remarks>
    public static IReadOnlyList<Scenario> Load(IEnumerable<string> paths, DiagnosticBag diagnostics)
    {
        var files = new ScenarioFiles(diagnostics);
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.LoadFolder(path);
            else
                files.LoadFile(path, isNamed: true);
        }

        return files._scenarios;
    }

    /// <summary>Reads the scenarios of a text.</summary>
    public static IReadOnlyList<Scenario> Parse(SourceText source, DiagnosticBag diagnostics)
    {
        var files = new ScenarioFiles(diagnostics);
        files.LoadText(source, isNamed: true);
        return files._scenarios;
    }

    private void LoadFolder(string folder)
    {
        var before = (_scenarios.Count, diagnostics.Count);
        try
        {
            var files = Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal);
            foreach (var file in files)
                LoadFile(file, isNamed: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FailToOpen(folder, exception);
        }

        if (before == (_scenarios.Count, diagnostics.Count))
            diagnostics.Report(ScenarioDiagnostics.NoScenarios, SourceText.From("", folder), default, folder);
    }

    private void LoadFile(string path, bool isNamed)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            FailToOpen(path, exception);
            return;
        }

        // Data files lie beside scenarios and may be large: they are not even parsed.
        if (!isNamed && bytes.AsSpan().IndexOf("\"expected_alerts\""u8) < 0)
            return;
        var source = Utf8Text.Decode(bytes, path, out var invalid);
        if (invalid is { } span)
            diagnostics.Report(TreeDiagnostics.InvalidUtf8, source, span);
        else
            LoadText(source, isNamed);
    }

    private void LoadText(SourceText source, bool isNamed)
    {
        var values = new JsonTreeParser(source, diagnostics).ParseAll();
        var objects = values.SelectMany(v => v is ArrayNode list ? list.Items : [v]).ToList();
        var stem = Path.GetFileNameWithoutExtension(source.Name);
        for (var i = 0; i < objects.Count; i++)
        {
            if (objects[i] is TableNode table && ScenarioReader.IsScenario(table))
            {
                var id = objects.Count == 1 ? stem : $"{stem}[{i + 1}]";
                if (ScenarioReader.Read(source, table, id, diagnostics) is { } scenario)
                    _scenarios.Add(scenario);
            }
            else if (isNamed)
            {
                diagnostics.Report(ScenarioDiagnostics.NotAScenario, source, objects[i].Span);
            }
        }

        if (objects.Count == 0 && !diagnostics.HasErrors)
            diagnostics.Report(ScenarioDiagnostics.NoScenarios, source, default, source.Name);
    }

    private void FailToOpen(string path, Exception exception)
    {
        var reason = exception is FileNotFoundException or DirectoryNotFoundException
            ? "there is no such file or folder"
            : exception.Message.TrimEnd('.');
        diagnostics.Report(RuleDiagnostics.CannotOpen, SourceText.From("", path), default, path, reason);
    }
}
