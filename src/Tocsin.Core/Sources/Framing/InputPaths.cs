using System.IO.Enumeration;

namespace Tocsin.Core.Sources.Framing;

/// <summary>Turns what the user names (files, folders, globs, <c>-</c>) into the list of inputs.</summary>
/// <remarks>
/// Sorted by path and without repeats, so that the order of the arguments does not matter. A folder gives its
/// <c>*.json *.ndjson *.jsonl *.log</c> files and their <c>.gz</c>, in all depths, without following links to folders. In a glob
/// <c>**</c> stands for any number of folders; a file that a glob finds may have any name.
/// </remarks>
internal static class InputPaths
{
    /// <summary>Stands for standard input.</summary>
    public const string StandardInput = "-";

    private static readonly string[] Extensions = [".json", ".ndjson", ".jsonl", ".log"];

    /// <summary>Finds the inputs; what is not there is reported.</summary>
    public static List<InputFile> Expand(IEnumerable<string> paths, IInputProblems problems)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (path == StandardInput)
                found.TryAdd(StandardInput, StandardInput);
            else if (File.Exists(path))
                Add(found, path);
            else if (Directory.Exists(path))
                AddFolder(found, path, problems);
            else if (path.AsSpan().ContainsAny('*', '?'))
                AddGlob(found, path, problems);
            else
                Fail(problems, path, "no such file or folder");
        }

        var files = new List<InputFile>();
        foreach (var path in found.Values.Order(StringComparer.Ordinal))
            files.Add(new(path, files.Count, IndexNameOf(path)));
        return files;
    }

    /// <summary>The index of records that name none: the file's name without <c>.gz</c> and without its extension.</summary>
    public static string IndexNameOf(string path)
    {
        if (path == StandardInput)
            return "stdin";
        var name = Path.GetFileName(path);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            name = name[..^3];
        var extension = Path.GetExtension(name);
        var isKnown =
            Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)
            || string.Equals(extension, ".txt", StringComparison.OrdinalIgnoreCase);
        if (isKnown)
            name = name[..^extension.Length];
        return name.Length == 0 ? Path.GetFileName(path) : name;
    }

    private static void Add(SortedDictionary<string, string> found, string path) =>
        found.TryAdd(Path.GetFullPath(path), path);

    private static void AddFolder(SortedDictionary<string, string> found, string folder, IInputProblems problems)
    {
        var before = found.Count;
        var seen = 0;
        Visit(folder);
        if (seen == 0 && found.Count == before)
            Fail(problems, folder, "the folder holds no `.json`, `.ndjson`, `.jsonl` or `.log` file, packed or not");

        void Visit(string at)
        {
            foreach (var entry in List(at, problems))
            {
                if (entry is DirectoryInfo)
                {
                    if (entry.LinkTarget is null)
                        Visit(Path.Combine(at, entry.Name));
                }
                else if (IsInput(entry.Name))
                {
                    seen++;
                    Add(found, Path.Combine(at, entry.Name));
                }
            }
        }
    }

    private static bool IsInput(string name)
    {
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            name = name[..^3];
        return Extensions.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
    }

    private static void AddGlob(SortedDictionary<string, string> found, string glob, IInputProblems problems)
    {
        var segments = glob.Split('/', Path.DirectorySeparatorChar);
        var isFixed = segments.TakeWhile(s => !s.AsSpan().ContainsAny('*', '?')).ToArray();
        var root = string.Join('/', isFixed);
        if (isFixed.Length > 0 && root.Length == 0)
            root = "/";
        var matches = new List<string>();
        Match(root, segments.AsSpan(isFixed.Length), matches, problems);
        if (matches.Count == 0)
            Fail(problems, glob, "no file matches the pattern");
        foreach (var match in matches)
        {
            if (Directory.Exists(match))
                AddFolder(found, match, problems);
            else
                Add(found, match);
        }
    }

    private static void Match(string at, ReadOnlySpan<string> pattern, List<string> matches, IInputProblems problems)
    {
        if (pattern.Length == 0)
            return;
        var isLast = pattern.Length == 1;
        if (pattern[0] == "**")
        {
            // `**` alone at the end means the files below; `**/x` also finds `x` right here.
            if (isLast)
                Match(at, ["*"], matches, problems);
            else
                Match(at, pattern[1..], matches, problems);
            foreach (var entry in List(at, problems))
            {
                if (entry is DirectoryInfo && entry.LinkTarget is null)
                    Match(Path.Combine(at, entry.Name), pattern, matches, problems);
            }

            return;
        }

        foreach (var entry in List(at, problems))
        {
            if (!FileSystemName.MatchesSimpleExpression(pattern[0], entry.Name, ignoreCase: false))
                continue;
            var path = Path.Combine(at, entry.Name);
            if (isLast)
                matches.Add(path);
            else if (entry is DirectoryInfo)
                Match(path, pattern[1..], matches, problems);
        }
    }

    private static FileSystemInfo[] List(string folder, IInputProblems problems)
    {
        try
        {
            var entries = new DirectoryInfo(folder.Length == 0 ? "." : folder).GetFileSystemInfos();
            Array.Sort(entries, (x, y) => string.CompareOrdinal(x.Name, y.Name));
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (e is not DirectoryNotFoundException)
                Fail(problems, folder, $"the folder cannot be listed: {InputFailure.Describe(e)}");
            return [];
        }
    }

    private static void Fail(IInputProblems problems, string path, string message) =>
        problems.Report(new(InputProblemKind.InputFailed, path, 0, 0, message));
}
