using System.Text.Json;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;

namespace Tocsin.Fuzz;

/// <summary>The published rules and conformance cases beside the repository, where they are there.</summary>
internal sealed class SharedCorpus
{
    private readonly string? _root;
    private LoadedRules? _rules;

    private SharedCorpus(string? root) => _root = root;

    /// <summary>Nothing: for runs that are the same everywhere.</summary>
    public static SharedCorpus None { get; } = new(null);

    /// <summary>Looks for <c>../shared</c> beside the folder or one above it.</summary>
    public static SharedCorpus Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var shared = Path.Combine(at.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "conformance")))
                return new(shared);
        }

        return None;
    }

    /// <summary>The rules of the corpus.</summary>
    public IReadOnlyList<Rule> Rules => (_rules ??= Load()).Rules;

    /// <summary>The files below a folder, as text; some of them where they are many.</summary>
    public IEnumerable<string> Files(string folder, string pattern, int every = 1)
    {
        var path = _root is null ? null : Path.Combine(_root, folder);
        if (path is null || !Directory.Exists(path))
            return [];
        var files = Directory.GetFiles(path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return files.Where((_, i) => i % every == 0).Select(File.ReadAllText);
    }

    /// <summary>The queries of conformance cases.</summary>
    public IEnumerable<string> Queries(string folder)
    {
        foreach (var line in Files(folder, "*.jsonl").SelectMany(f => f.Split('\n')))
        {
            if (line.Trim().Length == 0)
                continue;
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("query", out var query))
                yield return query.GetString()!;
        }
    }

    private LoadedRules Load() =>
        _root is null ? new() : RuleFiles.Load([Path.Combine(_root, "corpus/elastic-rules")], new DiagnosticBag());
}
