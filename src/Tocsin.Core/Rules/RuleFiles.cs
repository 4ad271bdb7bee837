using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>Finds and reads rule files.</summary>
internal sealed class RuleFiles
{
    private static readonly string[] Extensions = [".toml", ".ndjson", ".json"];

    private readonly LoadedRules _loaded = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly DiagnosticBag _diagnostics;
    private readonly int _threads;

    private RuleFiles(DiagnosticBag diagnostics, int threads) => (_diagnostics, _threads) = (diagnostics, threads);

    /// <summary>Reads files and folders, in the order given; the files of a folder by path.</summary>
    /// <param name="paths">Files of any name, and folders, which are searched for <c>*.toml</c>, <c>*.ndjson</c> and <c>*.json</c>.</param>
    /// <param name="diagnostics">
    /// Takes what is wrong with files and rules; files that cannot be opened are <see cref="RuleDiagnostics.CannotOpen"/>.
    /// </param>
    /// <param name="threads">How many threads read; what is read does not depend on it.</param>
    public static LoadedRules Load(IEnumerable<string> paths, DiagnosticBag diagnostics, int threads = 1)
    {
        var files = new RuleFiles(diagnostics, threads);
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.LoadFolder(path);
            else if (files.IsNew(path))
                files.Take(new RuleFilePart().Load(path, isNamed: true));
        }

        files.WarnOfDuplicates();
        return files._loaded;
    }

    private void LoadFolder(string folder)
    {
        var files = FindFiles(folder);
        var added = files.FindAll(IsNew);
        var before = _loaded.RuleCount;
        LoadTogether(added);

        if (_loaded.RuleCount == before && (added.Count > 0 || files.Count == 0))
        {
            const string Help = "rule files end in `.toml`, `.ndjson` or `.json`";
            var source = SourceText.From("", folder);
            _diagnostics.Add(new(RuleDiagnostics.NoRules, source, default, [folder], Help: Help));
        }
    }

    /// <summary>Reads files on several threads and takes what they hold in order.</summary>
    private void LoadTogether(List<string> files)
    {
        var parts = new (LoadedRules, DiagnosticBag)[files.Count];
        ThreadedLoop.Run(
            files.Count,
            _threads,
            () =>
            {
                var part = new RuleFilePart();
                return i => parts[i] = part.Load(files[i], isNamed: false);
            }
        );
        foreach (var part in parts)
            Take(part);
    }

    private void Take((LoadedRules Loaded, DiagnosticBag Diagnostics) part)
    {
        _loaded.Add(part.Loaded);
        if (part.Diagnostics.Count > 0)
            _diagnostics.AddRange(part.Diagnostics.ToSortedArray());
    }

    /// <summary>Whether a file was not read before, under this or another path. One that has no path is told of as it is read.</summary>
    private bool IsNew(string path)
    {
        try
        {
            return _seen.Add(Path.GetFullPath(path));
        }
        catch (Exception exception) when (RuleFilePart.IsFileProblem(exception))
        {
            return true;
        }
    }

    /// <summary>The rule files of a folder and those below it, by path.</summary>
    /// <remarks>Hidden files are passed over, and links to folders are not followed, for they may lead in circles.</remarks>
    private List<string> FindFiles(string folder)
    {
        var files = new List<string>();
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out var current))
        {
            try
            {
                // Paths, and not what else is known of each file: that would be asked of the system for each.
                foreach (var file in Directory.EnumerateFiles(current))
                {
                    if (!IsHidden(file) && HasRuleExtension(file))
                        files.Add(file);
                }

                foreach (var inner in Directory.EnumerateDirectories(current))
                {
                    if (!IsHidden(inner) && !new DirectoryInfo(inner).Attributes.HasFlag(FileAttributes.ReparsePoint))
                        folders.Push(inner);
                }
            }
            catch (Exception exception) when (RuleFilePart.IsFileProblem(exception))
            {
                RuleFilePart.FailToOpen(current, exception, _diagnostics);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static bool IsHidden(string path) => Path.GetFileName(path.AsSpan()).StartsWith('.');

    private static bool HasRuleExtension(string path)
    {
        foreach (var extension in Extensions)
        {
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private void WarnOfDuplicates()
    {
        var first = new Dictionary<string, Rule>(StringComparer.Ordinal);
        foreach (var rule in _loaded.Rules)
        {
            if (first.TryAdd(rule.RuleId, rule))
                continue;
            var other = first[rule.RuleId].File.Name;
            _diagnostics.Report(RuleDiagnostics.DuplicateRuleId, rule.File, rule.Span, rule.RuleId, other);
        }
    }
}
