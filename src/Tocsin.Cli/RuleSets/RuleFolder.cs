using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.RuleSets;

/// <summary>A folder that takes rules as TOML files, one a rule, and never overwrites another rule.</summary>
/// <remarks>A rule that the folder holds already keeps its file. Lists of exceptions go into <see cref="ExceptionsFile"/>.</remarks>
internal sealed class RuleFolder
{
    /// <summary>What the exception lists of the rules are written to, as an export of their own.</summary>
    public const string ExceptionsFile = "exceptions.ndjson";

    private const int NameLengthMax = 100;

    private readonly string _folder;
    private readonly bool _overwrites;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Rule> _present = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Rule> _written = new(StringComparer.Ordinal);

    private RuleFolder(string folder, bool overwrites, DiagnosticBag diagnostics) =>
        (_folder, _overwrites, _diagnostics) = (folder, overwrites, diagnostics);

    /// <summary>How many files were written.</summary>
    public int WrittenCount { get; private set; }

    /// <summary>How many rules the folder held already, just as they are.</summary>
    public int UnchangedCount { get; private set; }

    /// <summary>Opens a folder, which is made where it is not there.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="overwrites">Whether a rule takes the place of another version of itself.</param>
    /// <param name="diagnostics">Takes the rules that were not written, and why.</param>
    public static RuleFolder Open(string folder, bool overwrites, DiagnosticBag diagnostics)
    {
        if (File.Exists(folder))
            throw new CallException($"`{folder}` is a file", "name a folder");
        Directory.CreateDirectory(folder);
        var result = new RuleFolder(folder, overwrites, diagnostics);
        foreach (var file in Directory.EnumerateFiles(folder))
            result._taken.Add(Path.GetFileName(file));
        // What is wrong with files that are there already is not this call's concern.
        var files = Directory.EnumerateFiles(folder, "*.toml").Order(StringComparer.Ordinal);
        foreach (var rule in RuleFiles.Load(files, new()).Rules)
            result._present.TryAdd(rule.RuleId, rule);
        return result;
    }

    /// <summary>Writes a rule, unless that would lose another; then it is reported.</summary>
    public void Add(Rule rule)
    {
        var text = RuleWriter.ToToml(rule);
        if (_written.TryGetValue(rule.RuleId, out var first))
        {
            if (RuleWriter.ToToml(first) != text)
                _diagnostics.Report(RuleDiagnostics.ImportedTwice, rule.File, rule.Span, rule.Name, first.File.Name);
            return;
        }

        _written.Add(rule.RuleId, rule);
        if (!_present.TryGetValue(rule.RuleId, out var present))
        {
            Write(NewName(rule), text);
        }
        else if (RuleWriter.ToToml(present) == text)
        {
            UnchangedCount++;
        }
        else if (_overwrites)
        {
            Write(Path.GetFileName(present.File.Name), text);
        }
        else
        {
            const string Help = "`--overwrite` puts the new version in its place";
            _diagnostics.Add(
                new(RuleDiagnostics.Conflict, rule.File, rule.Span, [rule.Name, present.File.Name], Help: Help)
            );
        }
    }

    /// <summary>Writes the exception lists that came with the rules; nothing where there are none.</summary>
    public void AddExceptions(IReadOnlyList<ExportedObject> lists, IReadOnlyList<ExportedObject> items)
    {
        if (lists.Count + items.Count == 0)
            return;
        var lines = RuleExport.Lines([], Documents(lists), Documents(items));
        var text = string.Concat(lines.Select(l => l + "\n"));
        var path = Path.Combine(_folder, ExceptionsFile);
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return;
        if (File.Exists(path) && !_overwrites)
        {
            const string Help = "`--overwrite` puts the new lists in their place";
            var first = lists.Concat(items).First();
            _diagnostics.Add(new(RuleDiagnostics.Conflict, first.File, first.Span, [ExceptionsFile, path], Help: Help));
            return;
        }

        Write(ExceptionsFile, text);
    }

    /// <summary>The documents of parts of an export.</summary>
    public static IReadOnlyCollection<JsonObject> Documents(IEnumerable<ExportedObject> parts) =>
        [.. parts.Select(p => p.Document)];

    private void Write(string name, string text)
    {
        using var file = OutputFile.Create(Path.Combine(_folder, name));
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
        WrittenCount++;
    }

    /// <summary>A file name that is not taken: the rule's name, else with its id, else with a number.</summary>
    private string NewName(Rule rule)
    {
        var stem = Stem(rule.Name);
        if (stem.Length == 0)
            stem = "rule";
        if (_taken.Add(stem + ".toml"))
            return stem + ".toml";
        stem = $"{stem}_{Stem(rule.RuleId)}";
        var name = stem + ".toml";
        for (var number = 2; !_taken.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}.toml");
        return name;
    }

    /// <summary>Letters and digits of ASCII in lower case, underscores between: no name can lead out of the folder.</summary>
    private static string Stem(string text)
    {
        var stem = new StringBuilder();
        foreach (var c in text)
        {
            if (stem.Length == NameLengthMax)
                break;
            if (char.IsAsciiLetterOrDigit(c))
                stem.Append(char.ToLowerInvariant(c));
            else if (stem.Length > 0 && stem[^1] != '_')
                stem.Append('_');
        }

        return stem.ToString().TrimEnd('_');
    }
}
