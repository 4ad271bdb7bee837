using System.Security;
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
    private readonly RuleLoader _loader;
    private byte[] _buffer = new byte[64 * 1024];

    private RuleFiles(DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _loader = new(_loaded, diagnostics);
    }

    /// <summary>Reads files and folders, in the order given; the files of a folder by path.</summary>
    /// <param name="paths">Files of any name, and folders, which are searched for <c>*.toml</c>, <c>*.ndjson</c> and <c>*.json</c>.</param>
    /// <param name="diagnostics">
    /// Takes what is wrong with files and rules; files that cannot be opened are <see cref="RuleDiagnostics.CannotOpen"/>.
    /// </param>
    public static LoadedRules Load(IEnumerable<string> paths, DiagnosticBag diagnostics)
    {
        var files = new RuleFiles(diagnostics);
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.LoadFolder(path);
            else
                files.LoadFile(path, isNamed: true);
        }

        files.WarnOfDuplicates();
        return files._loaded;
    }

    private int ObjectCount => _loaded.RuleCount + _loaded.ExceptionItems.Count + _loaded.ExceptionLists.Count;

    private void LoadFolder(string folder)
    {
        var files = FindFiles(folder);
        var before = _loaded.RuleCount;
        var isNew = files.Count == 0;
        foreach (var file in files)
            isNew |= LoadFile(file, isNamed: false);
        if (_loaded.RuleCount == before && isNew)
        {
            const string Help = "rule files end in `.toml`, `.ndjson` or `.json`";
            var source = SourceText.From("", folder);
            _diagnostics.Add(new(RuleDiagnostics.NoRules, source, default, [folder], Help: Help));
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
                foreach (var entry in new DirectoryInfo(current).EnumerateFileSystemInfos())
                {
                    if (entry.Name.StartsWith('.'))
                        continue;
                    if (entry is DirectoryInfo inner)
                    {
                        if (!inner.Attributes.HasFlag(FileAttributes.ReparsePoint))
                            folders.Push(Path.Combine(current, entry.Name));
                    }
                    else if (Extensions.Contains(entry.Extension, StringComparer.OrdinalIgnoreCase))
                    {
                        files.Add(Path.Combine(current, entry.Name));
                    }
                }
            }
            catch (Exception exception) when (IsFileProblem(exception))
            {
                FailToOpen(current, exception);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Reads a file; false for one that was read before.</summary>
    private bool LoadFile(string path, bool isNamed)
    {
        ReadOnlySpan<byte> bytes;
        try
        {
            if (!_seen.Add(Path.GetFullPath(path)))
                return false;
            bytes = ReadBytes(path);
        }
        catch (Exception exception) when (IsFileProblem(exception))
        {
            FailToOpen(path, exception);
            return true;
        }

        _loaded.FileCount++;
        var (before, problems) = (ObjectCount, _diagnostics.Count);
        if (IsJson(path, bytes))
            _loader.LoadJson(bytes, path);
        else
            _loader.LoadToml(bytes, path, isNamed);
        if (isNamed && ObjectCount == before && _diagnostics.Count == problems)
            _diagnostics.Report(RuleDiagnostics.NoRules, SourceText.From("", path), default, path);
        return true;
    }

    /// <summary>The bytes of a file, in a buffer that the next file uses again.</summary>
    private ReadOnlySpan<byte> ReadBytes(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
            var read = RandomAccess.Read(file, _buffer.AsSpan(length), length);
            if (read == 0)
                return _buffer.AsSpan(0, length);
            length += read;
        }
    }

    /// <summary>By the file's name, else by its first character: a file that is named may be called anything.</summary>
    private static bool IsJson(string path, ReadOnlySpan<byte> bytes)
    {
        if (path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase))
            return false;
        return path.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || bytes.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }

    private static bool IsFileProblem(Exception exception) =>
        exception
            is IOException
                or UnauthorizedAccessException
                or SecurityException
                or ArgumentException
                or NotSupportedException;

    private void FailToOpen(string path, Exception exception)
    {
        var reason = exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file or folder",
            UnauthorizedAccessException or SecurityException => "access is denied",
            _ => exception.Message.TrimEnd('.'),
        };
        _diagnostics.Report(RuleDiagnostics.CannotOpen, SourceText.From("", path), default, path, reason);
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
